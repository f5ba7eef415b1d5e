import { secret, unknown, type Proof, type Sketch } from "../proof";

const key = "arn:aws:kms:eu-west-1:123456789012:key/k";
const of = (type: string, props: object = {}): Sketch => ({ type, props });
const group = (props: object = {}) => of("aws:cloudwatch/logGroup:LogGroup", props);
const topic = (props: object = {}) => of("aws:sns/topic:Topic", props);
const vault = (props: object = {}) => of("aws:backup/vault:Vault", props);
const kept = (props: object = {}) => of("aws:secretsmanager/secret:Secret", props);

export const proof: Proof = {
    fails: {
        "each of them without a key": {
            stack: { group: group(), topic: topic(), vault: vault(), kept: kept() },
            says: {
                group: "kmsKeyId is not set: under AWS's own key",
                topic: "kmsMasterKeyId is not set",
                vault: "kmsKeyArn is not set",
                kept: "kmsKeyId is not set",
            },
        },
        "AWS's own key, by its name and its ARN": {
            stack: {
                topic: topic({ kmsMasterKeyId: "alias/aws/sns" }),
                vault: vault({ kmsKeyArn: "arn:aws:kms:eu-west-1:123456789012:alias/aws/backup" }),
            },
            says: { topic: 'kmsMasterKeyId is "alias/aws/sns"', vault: "kmsKeyArn is" },
        },
        "an empty one": { stack: { group: group({ kmsKeyId: "" }) }, says: { group: 'kmsKeyId is ""' } },
    },
    passes: {
        "keys of one's own": {
            group: group({ kmsKeyId: key }),
            topic: topic({ kmsMasterKeyId: "alias/alarms" }),
            vault: vault({ kmsKeyArn: key }),
            kept: kept({ kmsKeyId: key }),
        },
        "keys that are yet to be made": { group: group({ kmsKeyId: unknown }), topic: topic({ kmsMasterKeyId: unknown }) },
    },
    unknowns: {
        "nothing: a key that is not known is given": {
            stack: { vault: vault({ kmsKeyArn: unknown }), group: group() },
            of: [],
            says: { group: "kmsKeyId" },
        },
    },
    secrets: {
        kept: kept({ description: secret("hunter2-description") }),
        topic: topic({ kmsMasterKeyId: "alias/aws/sns", displayName: secret("hunter2-name") }),
    },
    ignores: { stream: of("aws:cloudwatch/logStream:LogStream"), version: of("aws:secretsmanager/secretVersion:SecretVersion") },
    breaks: one => {
        if (!one.urn.endsWith("::postgres-secret")) return one;
        const { kmsKeyId: _, ...inputs } = one.inputs;
        return { ...one, inputs };
    },
};
