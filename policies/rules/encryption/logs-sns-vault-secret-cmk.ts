import { securityHub } from "../../controls";
import { demand, resourceRule } from "../../rule";
import { field, isSet, Unknown, type Value } from "../../values";

/** The property with the key, by type. */
const keys = new Map([
    ["aws:cloudwatch/logGroup:LogGroup", "kmsKeyId"],
    ["aws:sns/topic:Topic", "kmsMasterKeyId"],
    ["aws:backup/vault:Vault", "kmsKeyArn"],
    ["aws:secretsmanager/secret:Secret", "kmsKeyId"],
]);

/** Not AWS's own, which go by an alias: `alias/aws/sns`. */
const isOwn = (key: Value): boolean => isSet(key) && !(typeof key === "string" && /(^|:)alias\/aws\//.test(key));

/** A key that is not known yet is a given one. */
export const logsSnsVaultSecretCmk = resourceRule(
    {
        name: "logs-sns-vault-secret-cmk",
        group: "security",
        description: "Log groups, topics, backup vaults and secrets are encrypted with customer-managed keys.",
        why: "AWS's own keys decrypt for whoever may use the service: nobody can narrow that, see it in a log of one's own, or take it back.",
        severity: "medium",
        tags: ["encryption", "aws", "cloudwatch", "sns", "backup", "secretsmanager"],
        ...securityHub("Backup.1", "AWS Backup recovery points should be encrypted at rest"),
        remediationSteps:
            "Set the ARN of an aws.kms.Key: kmsKeyId of a LogGroup or a Secret, kmsMasterKeyId of a Topic, kmsKeyArn of a Vault. The " +
            "key's policy must let the service use it, as logs.<region>.amazonaws.com does for log groups.",
        examples: {
            fails: `new aws.cloudwatch.LogGroup("api", { retentionInDays: 365 });`,
            passes: `new aws.cloudwatch.LogGroup("api", { retentionInDays: 365, kmsKeyId: key.arn });`,
        },
    },
    type => {
        const property = keys.get(type);
        if (property === undefined) return undefined;
        return ({ props }) => {
            const { path, value } = field(props, property);
            if (value instanceof Unknown) return [];
            return demand({ path, value }, isOwn, "under AWS's own key nobody can narrow who decrypts.");
        };
    },
);
