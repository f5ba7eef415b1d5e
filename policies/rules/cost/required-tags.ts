import { billed } from "../../billed";
import { resourceRule, type Asked, type Judge, type Remedy } from "../../rule";
import { at, isSet, jsonOf, Unknown, type Value } from "../../values";

interface Settings {
    readonly tags: readonly string[];
    readonly values: Readonly<Record<string, string>>;
}

/** Tags that the resource's provider gives to all that goes through it. */
const fromProvider = ({ provider }: Asked<Settings>): Value => at(jsonOf(at(provider, "defaultTags")), "tags");

/** A tag without a value says nothing. */
const has = (tags: Value, key: string): boolean | Unknown => {
    if (tags instanceof Unknown) return tags;
    const value = at(tags, key);
    return value instanceof Unknown || isSet(value);
};

/** Those that neither the program nor the provider gives, or what would have to be known to tell. */
function missing(asked: Asked<Settings>): readonly string[] | Unknown {
    const given = [at(asked.props, "tags"), fromProvider(asked)];
    const answers = asked.settings.tags.map(key => ({ key, found: given.map(tags => has(tags, key)) }));
    const lacking = answers.filter(({ found }) => !found.includes(true));
    return lacking.flatMap(({ found }) => found).find(answer => answer instanceof Unknown) ?? lacking.map(({ key }) => key);
}

const judge: Judge<Settings> = asked => {
    const found = missing(asked);
    if (found instanceof Unknown) return [found];
    return found.length === 0
        ? []
        : [`tags has no ${found.join(", ")}: the bill cannot say whose it is, nor an alarm at night whom to ask.`];
};

/** `urn:pulumi:<stack>::<project>::…` says what two of the usual tags are. */
const known = ({ urn, settings }: Asked<Settings>): Readonly<Record<string, string | undefined>> => {
    const [prefix, project] = urn.split("::");
    return { Project: project, Environment: prefix!.split(":").slice(2).join(":"), ...settings.values };
};

/** Adds what it has a value for, beside what the program gives. */
const complete: Remedy<Settings> = asked => {
    const found = missing(asked);
    if (found instanceof Unknown) return undefined;
    const values = known(asked);
    const added = Object.fromEntries(found.flatMap(key => (values[key] ? [[key, values[key]]] : [])));
    return Object.keys(added).length === 0 ? undefined : { tags: added };
};

/** Judges what is billed by itself, and knows no tags of an Auto Scaling group, which are no map. */
export const requiredTags = resourceRule<Settings>(
    {
        name: "required-tags",
        group: "cost",
        description: "What AWS bills by itself has tags that say which project and environment it is of, who owns it and who pays.",
        why: "A bill without tags is one figure: nobody sees what is not needed any more, and nobody dares to remove it.",
        severity: "low",
        tags: ["tags", "cost", "aws"],
        controls: [],
        url: "https://docs.aws.amazon.com/whitepapers/latest/tagging-best-practices/tagging-best-practices.html",
        settings: {
            tags: {
                ...{ type: "array", items: { type: "string", minLength: 1 }, minItems: 1 },
                default: ["Project", "Environment", "Owner", "CostCenter"],
                description: "Keys of the tags that are wanted.",
            },
            values: {
                ...{ type: "object", additionalProperties: { type: "string" }, default: {} },
                description:
                    "Values that the remediation gives to tags which are missing. It knows Project and Environment: the project and the stack.",
            },
        },
        examples: {
            fails: `new aws.s3.Bucket("invoices");`,
            passes: `new aws.s3.Bucket("invoices", { tags: { Project: "shop", Environment: "production", Owner: "billing", CostCenter: "4711" } });`,
        },
        remediationSteps:
            "Give the tags, on the resource or as defaultTags of its provider. Tags that are for cost have to be activated in the billing console.",
    },
    type => (billed.has(type) ? judge : undefined),
    type => (billed.has(type) ? complete : undefined),
);
