import { secret, unknown, type Proof, type Sketch } from "../proof";

const type = "aws:kms/key:Key";
const allow = (more: object): object => ({ Effect: "Allow", Action: "kms:*", Resource: "*", ...more });
const key = (...Statement: unknown[]): Sketch => ({ type, props: { policy: JSON.stringify({ Version: "2012-10-17", Statement }) } });
const root = { AWS: "arn:aws:iam::123456789012:root" };
const says = 'policy.Statement[0].Principal is "*" with no condition on who asks';

export const proof: Proof = {
    fails: {
        "everybody, in both spellings": {
            stack: { key: key(allow({ Principal: "*" })), other: key(allow({ Principal: { AWS: ["*"] } })) },
            says: { key: says, other: says },
        },
        "a condition on something else": {
            stack: { key: key(allow({ Principal: "*", Condition: { Bool: { "aws:SecureTransport": "true" } } })) },
            says: { key: says },
        },
        "everybody but some": {
            stack: { key: key(allow({ NotPrincipal: root })) },
            says: { key: "policy.Statement[0].NotPrincipal lets everybody" },
        },
        "the second statement of a policy of its own, as an object, and a lone statement": {
            stack: {
                policy: {
                    type: "aws:kms/keyPolicy:KeyPolicy",
                    props: { policy: { Statement: [allow({ Principal: root }), allow({ Principal: "*" })] } },
                },
                lone: {
                    type: "aws:kms/replicaKey:ReplicaKey",
                    props: { policy: JSON.stringify({ Statement: allow({ Principal: "*" }) }) },
                },
            },
            says: { policy: 'policy.Statement[1].Principal is "*"', lone: 'policy.Statement.Principal is "*"' },
        },
    },
    passes: {
        "the account's root, roles and services": {
            key: key(allow({ Principal: root }), allow({ Principal: { Service: "logs.eu-west-1.amazonaws.com" } })),
        },
        "everybody of the account, by the service": {
            key: key(allow({ Principal: { AWS: "*" }, Condition: { StringEquals: { "kms:CallerAccount": "123456789012" } } })),
        },
        nobody: { key: key({ Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" }) },
        "AWS's own policy": { key: { type, props: {} } },
    },
    unknowns: {
        "the policy, and a principal": {
            stack: {
                all: { type, props: { policy: unknown } },
                one: { type, props: { policy: { Statement: [allow({ Principal: unknown })] } } },
                other: key(allow({ Principal: "*" })),
            },
            of: ["all", "one"],
            says: { other: says },
        },
    },
    secrets: {
        key: { type, props: { policy: secret(JSON.stringify({ Statement: allow({ Sid: "hunter2-sid", Principal: "*" }) })) } },
    },
    ignores: { grant: { type: "aws:kms/grant:Grant", props: {} }, role: { type: "aws:iam/role:Role", props: { policy: "{}" } } },
    breaks: one =>
        one.type === type && one.urn.endsWith("::postgres-key")
            ? { ...one, inputs: { ...one.inputs, policy: JSON.stringify({ Statement: [allow({ Principal: "*" })] }) } }
            : one,
};
