import { securityHub } from "../../controls";
import { demand, remedy, resourceRule, type Judge } from "../../rule";
import { at, field, isSet } from "../../values";

/** AWS rotates symmetric keys alone, and not those whose material is not its own. */
const rotates = new Set([undefined, "", "SYMMETRIC_DEFAULT"]);

const judge: Judge = ({ props }) => {
    const spec = at(props, "customerMasterKeySpec");
    const elsewhere = isSet(at(props, "customKeyStoreId"));
    if (elsewhere || (typeof spec === "string" && !rotates.has(spec))) return [];
    return demand(
        field(props, "enableKeyRotation"),
        value => value === true,
        "whoever got hold of its material once reads what is yet to come.",
    );
};

const judges = new Map<string, Judge>([["aws:kms/key:Key", judge]]);
const remedies = new Map([["aws:kms/key:Key", remedy(judge, { enableKeyRotation: true })]]);

/** A replica rotates with its primary, and a key of imported material by hand. */
export const kmsRotation = resourceRule(
    {
        name: "kms-rotation",
        group: "security",
        description: "Symmetric keys of KMS rotate by themselves.",
        why: "A key that is never changed protects ever more with the same material, until whoever learned it once reads all of it.",
        severity: "medium",
        tags: ["encryption", "aws", "kms"],
        ...securityHub("KMS.4", "AWS KMS key rotation should be enabled"),
        remediationSteps: "Set enableKeyRotation: true. What was encrypted stays readable: KMS keeps the former material.",
        examples: {
            fails: `new aws.kms.Key("data", { description: "Data" });`,
            passes: `new aws.kms.Key("data", { description: "Data", enableKeyRotation: true });`,
        },
    },
    type => judges.get(type),
    type => remedies.get(type),
);
