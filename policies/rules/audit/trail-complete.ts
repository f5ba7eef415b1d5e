import { securityHub } from "../../controls";
import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { every, some, type Truth } from "../../truth";
import { at, field, fields, isSet, Unknown, type Known, type Value } from "../../values";

const judge: Judge = ({ props }) => [
    ...demand(field(props, "isMultiRegionTrail"), value => value === true, "what somebody does in another region leaves no trace."),
    ...demand(field(props, "enableLogFileValidation"), value => value === true, "nobody can tell whether somebody changed the files."),
    ...demand(field(props, "includeGlobalServiceEvents"), value => value !== false, "what is done to IAM leaves no trace."),
    ...demand(field(props, "enableLogging"), value => value !== false, "it records nothing."),
    ...(at(props, "kmsKeyId") instanceof Unknown
        ? []
        : demand(field(props, "kmsKeyId"), isSet, "who may read the bucket reads the trail. Set a customer-managed key.")),
    ...judgeEvents(props),
];

/** Without selectors a trail records all that is managed, reading and writing. */
function judgeEvents(props: Value): readonly Verdict[] {
    const selectors = fields(props, "eventSelectors[*]").map(({ value }) => recordsAll(value));
    const advanced = fields(props, "advancedEventSelectors[*]").map(({ value }) => recordsAllManaged(value));
    const recorded = selectors.length + advanced.length === 0 || some([...selectors, ...advanced]);
    if (recorded === true) return [];
    const path = advanced.length > 0 ? "advancedEventSelectors" : "eventSelectors";
    return [recorded || `${path} leave out what is read or written of the account itself: who made a role or a key leaves no trace.`];
}

const recordsAll = (selector: Value): Truth =>
    every([
        is(at(selector, "includeManagementEvents"), included => included !== false),
        is(at(selector, "readWriteType"), type => type === undefined || type === "All"),
    ]);

/** One of the category Management that nothing else narrows but whose calls it leaves out, such as those of KMS. */
const recordsAllManaged = (selector: Value): Truth =>
    every([
        some(fields(selector, "fieldSelectors[*]").map(({ value }) => namesManagement(value))),
        ...fields(selector, "fieldSelectors[*].field").map(({ value }) =>
            is(value, name => name === "eventCategory" || name === "eventSource"),
        ),
    ]);

const namesManagement = (one: Value): Truth =>
    every([
        is(at(one, "field"), name => name === "eventCategory"),
        some(fields(one, "equals[*]").map(({ value }) => is(value, name => name === "Management"))),
    ]);

const is = (value: Value, wanted: (known: Known) => boolean): Truth => (value instanceof Unknown ? value : wanted(value));

const judges = new Map<string, Judge>([["aws:cloudtrail/trail:Trail", judge]]);

export const trailComplete = resourceRule(
    {
        name: "trail-complete",
        group: "security",
        description:
            "A trail of CloudTrail is on, of all regions, global services and all that is managed, validated and encrypted with a customer-managed key.",
        why: "After a break-in the trail says what was done; one with gaps, or that somebody may have changed, proves nothing.",
        severity: "high",
        tags: ["logging", "aws", "cloudtrail"],
        ...securityHub(
            "CloudTrail.1",
            "CloudTrail should be enabled and configured with at least one multi-Region trail that includes read and write management events",
        ),
        remediationSteps:
            "Set isMultiRegionTrail, enableLogFileValidation and kmsKeyId; leave includeGlobalServiceEvents and enableLogging on, and readWriteType at All.",
        examples: {
            fails: `new aws.cloudtrail.Trail("account", { s3BucketName });`,
            passes: `new aws.cloudtrail.Trail("account", { s3BucketName, isMultiRegionTrail: true, enableLogFileValidation: true, kmsKeyId: key.arn });`,
        },
    },
    type => judges.get(type),
);
