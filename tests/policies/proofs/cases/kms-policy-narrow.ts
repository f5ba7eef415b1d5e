import { secret, unknown, type Proof } from "../proof";

const type = "aws:kms/key:Key";
const arn = "arn:aws:kms:eu-west-1:111122223333:key/k";
const document = (...statements: readonly object[]) => ({
    Version: "2012-10-17",
    Statement: statements.map(statement => ({ Effect: "Allow", Action: "kms:Decrypt", Resource: "*", ...statement })),
});
const text = (...statements: readonly object[]) => JSON.stringify(document(...statements));
const key = (...statements: readonly object[]) => ({ type, props: { policy: text(...statements) }, answers: { arn } });
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const own = { Principal: root("111122223333"), Action: "kms:*" };
const other = { Principal: root("999988887777"), Action: "kms:*" };
const everybody = (Condition?: object) => ({ Principal: { AWS: "*" }, Condition });
const policy = (keyId: string, ...statements: readonly object[]) => ({
    type: "aws:kms/keyPolicy:KeyPolicy",
    props: { keyId, policy: text(...statements) },
});
const says = 'policy.Statement[1].Principal.AWS is "*", which lets everybody';

export const proof: Proof = {
    fails: {
        "everybody, written either way, and everybody but some": {
            stack: {
                star: key(own, { Principal: "*" }),
                aws: { type, props: { policy: document(own, everybody()) } },
                not: key(own, { NotPrincipal: root("999988887777") }),
            },
            says: {
                star: 'policy.Statement[1].Principal is "*", which lets everybody',
                aws: says,
                not: "policy.Statement[1].NotPrincipal lets everybody but those listed",
            },
        },
        "a condition that says nothing of whose request it is": {
            stack: {
                service: key(own, everybody({ StringEquals: { "kms:ViaService": "s3.eu-west-1.amazonaws.com" } })),
                missing: key(own, everybody({ StringEqualsIfExists: { "kms:CallerAccount": "111122223333" } })),
                anybody: key(own, everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/shop" } })),
                organisation: key(own, everybody({ StringLike: { "aws:PrincipalOrgID": "o-*" } })),
                beginning: key(own, everybody({ StringLike: { "aws:PrincipalOrgID": "o-a*" } })),
                named: key(own, everybody({ ArnLike: { "aws:PrincipalArn": "*role/admin" } })),
                short: key(own, everybody({ StringLike: { "aws:PrincipalArn": "arn:aws:*role/admin" } })),
                digits: key(own, everybody({ StringLike: { "kms:CallerAccount": "1*" } })),
                network: key(own, everybody({ StringLike: { "aws:SourceVpce": "vpce-*" } })),
                bucket: key(own, everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::*" } })),
                itself: key(own, everybody({ StringEquals: { "aws:PrincipalOrgID": "${aws:PrincipalOrgID}" } })),
            },
            says: {
                ...{ service: says, missing: says, anybody: says, organisation: says, beginning: says, named: says, short: says },
                ...{ digits: says, network: says, bucket: says, itself: says },
            },
        },
        "another account, that may do everything": {
            stack: {
                key: key(own, other),
                all: key(own, { Principal: { AWS: ["999988887777"] }, Action: undefined, NotAction: "kms:PutKeyPolicy" }),
            },
            says: {
                key: "policy.Statement[1].Principal.AWS is of another account (999988887777)",
                all: "policy.Statement[1].Principal.AWS is of another account (999988887777)",
            },
        },
        "another account, that may hand the key on, and by a condition": {
            stack: {
                create: key(own, { ...other, Action: ["kms:Decrypt", "kms:create*"] }),
                grants: key(own, { ...other, Action: "kms:*Gran?" }),
                asked: key(own, { ...everybody({ StringEquals: { "kms:CallerAccount": "999988887777" } }), Action: "kms:*" }),
            },
            says: {
                create: "policy.Statement[1].Principal.AWS is of another account (999988887777)",
                grants: "policy.Statement[1].Principal.AWS is of another account (999988887777)",
                asked: "policy.Statement[1].Principal.AWS is of another account (999988887777)",
            },
        },
        "two accounts, before it is known which is the key's": {
            stack: { key: { ...key(own, other), answers: {} } },
            says: { key: "policy.Statement[1].Principal.AWS is of a second account (999988887777)" },
        },
        "a policy of its own": {
            stack: { key: { type, answers: { arn, id: "k" } }, policy: policy("k", own, other), open: policy("k", own, everybody()) },
            says: { policy: "policy.Statement[1].Principal.AWS is of another account (999988887777)", open: says },
        },
        "a replica": {
            stack: { replica: { type: "aws:kms/replicaKey:ReplicaKey", props: { policy: text(own, everybody()) } } },
            says: { replica: says },
        },
    },
    passes: {
        "the account's own, and AWS's default": { key: key(own), plain: { type } },
        "the one account it names, before the key's is known": {
            key: { ...key(own), answers: {} },
            topic: { type: "aws:sns/topic:Topic" },
        },
        "a lone account, whatever an ARN says": { key: key(other) },
        "services, and another account with what it needs": {
            key: key(
                own,
                { Principal: { Service: "logs.eu-west-1.amazonaws.com" }, Action: "kms:*" },
                { Principal: root("999988887777"), Action: ["kms:Decrypt", "kms:DescribeKey", "kms:ReEncrypt*", "kms:CreateGrant"] },
            ),
        },
        "everybody of an account, an organisation or a network": {
            account: key(own, everybody({ StringEquals: { "kms:CallerAccount": "111122223333", "kms:ViaService": "s3.amazonaws.com" } })),
            organisation: key(own, everybody({ StringEquals: { "aws:PrincipalOrgID": "o-abc123" } })),
            role: key(own, everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/shop-*" } })),
            network: key(own, everybody({ StringEquals: { "aws:SourceVpce": "vpce-1" } })),
            unit: key(own, everybody({ "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": "o-abc123/*" } })),
            partition: key(own, everybody({ ArnLike: { "aws:PrincipalArn": "arn:*:iam::111122223333:role/shop" } })),
            bucket: key(own, everybody({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::shop-*" } })),
            partner: key(own, everybody({ StringEquals: { "kms:CallerAccount": "999988887777" } })),
        },
        "a refusal to everybody": { key: key(own, { Effect: "Deny", Principal: "*", Action: "kms:*" }) },
        "policies of their own, and objects": {
            key: { type, props: { policy: document(own) }, answers: { id: "k" } },
            policy: policy("k", own),
        },
    },
    unknowns: {
        "a policy": {
            stack: {
                role: { type: "aws:iam/role:Role" },
                key: { type, props: { policy: unknown }, from: { policy: "role" } },
                open: key(own, everybody()),
            },
            of: { key: "policy" },
            says: { open: says },
        },
        "a principal, beside one that is everybody": {
            stack: {
                role: { type: "aws:iam/role:Role" },
                key: { type, props: { policy: document({ Principal: { AWS: unknown } }, everybody()) }, from: { policy: "role" } },
            },
            of: { key: "policy.Statement.0.Principal.AWS" },
            says: { key: says },
        },
        "whose request it has to be": {
            stack: {
                role: { type: "aws:iam/role:Role" },
                key: {
                    type,
                    props: { policy: document(own, everybody({ StringEquals: { "kms:CallerAccount": unknown } })) },
                    from: { policy: "role" },
                },
            },
            of: { key: "policy.Statement.1.Condition.StringEquals.kms:CallerAccount" },
        },
        "what another account may do": {
            stack: {
                role: { type: "aws:iam/role:Role" },
                key: { ...key(), props: { policy: document(own, { ...other, Action: unknown }) }, from: { policy: "role" } },
            },
            of: { key: "policy.Statement.1.Action" },
        },
    },
    secrets: { key: { type, props: { policy: document({ ...everybody(), Sid: secret("hunter2-sid") }), description: secret("hunter2") } } },
    ignores: {
        alias: { type: "aws:kms/alias:Alias", props: { targetKeyId: "k" } },
        topic: { type: "aws:sns/topic:Topic", props: { policy: text(everybody()) } },
    },
    breaks: one => {
        if (one.type !== type || !one.urn.endsWith("::network-flow-logs-key")) return one;
        const { Statement } = JSON.parse(one.inputs.policy as string) as { readonly Statement: readonly object[] };
        return { ...one, inputs: { ...one.inputs, policy: text(...Statement, everybody()) } };
    },
};
