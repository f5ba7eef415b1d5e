import { secret, unknown, type Proof } from "../proof";

const type = "aws:iam/role:Role";
const github = "token.actions.githubusercontent.com";
const bucket = { type: "aws:sns/topic:Topic", answers: { arn: "arn:aws:sns:eu-west-1:111122223333:t" } };
const document = (...statements: readonly object[]) => ({
    Version: "2012-10-17",
    Statement: statements.map(statement => ({ Effect: "Allow", Action: "sts:AssumeRole", ...statement })),
});
const trusting = (...statements: readonly object[]) => ({ type, props: { assumeRolePolicy: JSON.stringify(document(...statements)) } });
const root = (account: string) => ({ AWS: `arn:aws:iam::${account}:root` });
const federated = (conditions: object, issuer = github) => ({
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: conditions,
});
const aud = { [`${github}:aud`]: "sts.amazonaws.com" };
const sub = (...values: readonly string[]) => ({ [`${github}:sub`]: values });
const pods = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const everybody = (conditions: object) => trusting({ Principal: "*", Condition: conditions });
const open = 'assumeRolePolicy.Statement[0].Principal is "*" and no condition says whose request it has to be';
const other = 'assumeRolePolicy.Statement[0].Principal is "*" and those whom the conditions ask for are of another account (999988887777)';
const noSubject = "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub";
const podClaims = (who: string) => ({
    StringLike: { [`${pods}:aud`]: "sts.amazonaws.com", [`${pods}:sub`]: `system:serviceaccount:${who}` },
});

export const proof: Proof = {
    fails: {
        "everybody, written either way, and everybody but some": {
            stack: {
                star: trusting({ Principal: "*" }),
                aws: trusting({ Principal: { AWS: ["*"] } }),
                id: trusting({ Principal: "*", Condition: { StringEquals: { "sts:ExternalId": "shop" } } }),
                not: trusting({ NotPrincipal: root("111122223333") }),
            },
            says: {
                star: 'assumeRolePolicy.Statement[0].Principal is "*"',
                aws: 'assumeRolePolicy.Statement[0].Principal.AWS is "*"',
                id: 'assumeRolePolicy.Statement[0].Principal is "*"',
                not: "assumeRolePolicy.Statement[0].NotPrincipal allows",
            },
        },
        "any organisation, any role, and a subject with nothing before its wildcard": {
            stack: {
                organisation: trusting({ Principal: "*", Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }),
                role: trusting({ Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": "*:role/admin" } } }),
                subject: trusting(federated({ StringEquals: aud, StringLike: sub("r*") })),
            },
            says: {
                organisation: 'assumeRolePolicy.Statement[0].Principal is "*"',
                role: 'assumeRolePolicy.Statement[0].Principal is "*"',
                subject: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
            },
        },
        "another account, by its root, its number or a role of it": {
            stack: {
                bucket,
                root: trusting({ Principal: root("999988887777") }),
                number: trusting({ Principal: { AWS: ["111122223333", "999988887777"] } }),
                role: { type, props: { assumeRolePolicy: document({ Principal: { AWS: "arn:aws:iam::999988887777:role/ci" } }) } },
            },
            says: {
                root: "assumeRolePolicy.Statement[0].Principal.AWS is of another account (999988887777)",
                number: "assumeRolePolicy.Statement[0].Principal.AWS is of another account",
                role: "assumeRolePolicy.Statement[0].Principal.AWS is of another account",
            },
        },
        "an external id that may be missing": {
            stack: {
                bucket,
                role: trusting({ Principal: root("999988887777"), Condition: { StringEqualsIfExists: { "sts:ExternalId": "shop" } } }),
            },
            says: { role: "assumeRolePolicy.Statement[0].Principal.AWS is of another account" },
        },
        "a token of GitHub, for any audience and of any repository": {
            stack: {
                none: trusting(federated({})),
                noSubject: trusting(federated({ StringEquals: aud })),
                noAudience: trusting(federated({ StringLike: sub("repo:acme/shop:*") })),
                everyOwner: trusting(federated({ StringEquals: aud, StringLike: sub("repo:acme*/shop:*") })),
                oneOfTwo: trusting(federated({ StringEquals: aud, StringLike: sub("repo:acme/shop:*", "repo:*") })),
                forAll: trusting(federated({ StringEquals: aud, "ForAllValues:StringLike": sub("repo:acme/shop:*") })),
            },
            says: {
                none: [
                    "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :aud",
                    "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
                ],
                noSubject: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
                noAudience: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :aud",
                everyOwner: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
                oneOfTwo: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
                forAll: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub",
            },
        },
        "everybody of every organisation or account, by wildcards and by what is the caller's own": {
            stack: {
                bucket,
                organisation: everybody({ StringLike: { "aws:PrincipalOrgID": "o-*" } }),
                beginning: everybody({ StringLike: { "aws:PrincipalOrgPaths": "o-a1*/r-ab12/*" } }),
                account: everybody({ StringLike: { "aws:PrincipalAccount": "1*" } }),
                role: everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/admin" } }),
                own: everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::${aws:PrincipalAccount}:role/admin" } }),
                partner: trusting({ Principal: root("999988887777"), Condition: { StringLike: { "aws:PrincipalOrgID": "o-*" } } }),
            },
            says: {
                organisation: open,
                beginning: open,
                account: open,
                role: open,
                own: open,
                partner: "assumeRolePolicy.Statement[0].Principal.AWS is of another account (999988887777)",
            },
        },
        "another account, by a condition": {
            stack: {
                bucket,
                account: everybody({ StringEquals: { "aws:PrincipalAccount": "999988887777" } }),
                role: everybody({ ArnLike: { "aws:PrincipalArn": ["arn:aws*:iam::999988887777:role/ci", "arn:aws:iam::111122223333:*"] } }),
            },
            says: { account: other, role: other },
        },
        "a subject that ends before anybody is named": {
            stack: {
                letter: trusting(federated({ StringEquals: aud, StringLike: sub("r*") })),
                form: trusting(federated({ StringEquals: aud, StringLike: sub("repo*") })),
                owner: trusting(federated({ StringEquals: aud, StringLike: sub("repo:a?me/shop:*") })),
                workflow: trusting(federated({ StringEquals: aud, StringLike: sub("job_workflow_ref:acme*") })),
                pod: trusting(federated({ StringEquals: { [`${pods}:aud`]: "a" }, StringLike: { [`${pods}:sub`]: "system:*" } }, pods)),
            },
            says: { letter: noSubject, form: noSubject, owner: noSubject, workflow: noSubject, pod: noSubject },
        },
        "users of any application": {
            stack: {
                app: trusting({
                    ...federated({ StringLike: { "cognito-identity.amazonaws.com:aud": "eu-west-1:*" } }),
                    Principal: { Federated: "cognito-identity.amazonaws.com" },
                }),
            },
            says: { app: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :aud" },
        },
        "a token of any pod": {
            stack: { pod: trusting(federated(podClaims("*:app"), pods)) },
            says: { pod: "assumeRolePolicy.Statement[0].Principal.Federated has no condition that narrows :sub" },
        },
    },
    passes: {
        "everybody of an account, a role of it, and a subject in other letters": {
            bucket,
            account: trusting({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } }),
            role: trusting({ Principal: "*", Condition: { ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/ci-*" } } }),
            subject: trusting(federated({ StringEquals: aud, StringEqualsIgnoreCase: sub("repo:Shop/api:ref:refs/heads/main") })),
        },
        "services, and the account itself": {
            bucket,
            service: trusting({ Principal: { Service: "pods.eks.amazonaws.com" }, Action: ["sts:AssumeRole", "sts:TagSession"] }),
            own: trusting({ Principal: root("111122223333") }),
        },
        "the account that the provider names": {
            provider: { type: "pulumi:providers:aws", props: { allowedAccountIds: '["999988887777"]' } },
            own: trusting({ Principal: root("999988887777") }),
        },
        "another account with an external id, and an organisation": {
            bucket,
            partner: trusting({ Principal: root("999988887777"), Condition: { StringEquals: { "sts:ExternalId": "f3c1" } } }),
            family: trusting({ Principal: root("999988887777"), Condition: { StringEquals: { "aws:PrincipalOrgID": "o-a1b2c3d4e5" } } }),
            unit: trusting({
                Principal: "*",
                Condition: { "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": ["o-a1b2c3d4e5/r-ab12/*"] } },
            }),
        },
        "everybody of an account, a role or a network of one's own": {
            bucket,
            account: everybody({ StringEquals: { "aws:PrincipalAccount": "111122223333" } }),
            role: everybody({ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/shop-*" } }),
            same: everybody({ StringEquals: { "aws:PrincipalAccount": "${aws:ResourceAccount}" } }),
            network: everybody({ StringEquals: { "aws:SourceVpce": "vpce-1" } }),
            partner: everybody({ StringEquals: { "aws:PrincipalAccount": "999988887777", "sts:ExternalId": "f3c1" } }),
        },
        "a subject whatever its capitals, and of a form that is not known": {
            capitals: trusting(federated({ StringEquals: aud, StringEqualsIgnoreCase: sub("repo:Acme/Shop:ref:refs/heads/main") })),
            other: trusting(federated({ StringEquals: aud, StringLike: sub("{b1a2}:*") })),
        },
        "tokens of a repository and of a service account, as text and as an object": {
            text: trusting(federated({ StringEquals: { ...aud, ...sub("repo:acme/shop:environment:production") } })),
            object: { type, props: { assumeRolePolicy: document(federated({ StringEquals: aud, StringLike: sub("repo:acme/*") })) } },
            pod: trusting(federated(podClaims("app:*"), pods)),
        },
        "users of an application, and of a SAML provider": {
            app: trusting({
                ...federated({ StringEquals: { "cognito-identity.amazonaws.com:aud": "eu-west-1:pool" } }),
                Principal: { Federated: "cognito-identity.amazonaws.com" },
            }),
            saml: trusting({
                Principal: { Federated: "arn:aws:iam::111122223333:saml-provider/office" },
                Action: "sts:AssumeRoleWithSAML",
                Condition: { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
            }),
        },
    },
    unknowns: {
        "the policy, whose it is, and which account is ours": {
            stack: {
                policy: { type, props: { assumeRolePolicy: unknown } },
                principal: { type, props: { assumeRolePolicy: document({ Principal: { AWS: unknown } }, { Principal: "*" }) } },
                account: trusting({ Principal: root("999988887777") }),
            },
            of: ["account", "policy", "principal"],
            says: { principal: "assumeRolePolicy.Statement[1].Principal is" },
        },
        "the account that a condition asks for": {
            stack: {
                bucket,
                role: {
                    type,
                    props: {
                        assumeRolePolicy: document({ Principal: "*", Condition: { StringEquals: { "aws:PrincipalAccount": unknown } } }),
                    },
                },
            },
            of: ["role"],
        },
        "the external id": {
            stack: {
                bucket,
                role: {
                    type,
                    props: {
                        assumeRolePolicy: document({
                            Principal: root("999988887777"),
                            Condition: { StringEquals: { "sts:ExternalId": unknown } },
                        }),
                    },
                },
            },
            of: ["role"],
        },
    },
    secrets: {
        bucket,
        role: {
            type,
            props: {
                assumeRolePolicy: document(
                    { Principal: root("999988887777"), Condition: { StringEquals: { "sts:ExternalId": secret("hunter2-id") } } },
                    { Principal: { AWS: "*" }, Condition: { StringEquals: { "sts:ExternalId": secret("hunter2-id") } } },
                ),
            },
        },
    },
    ignores: {
        bucketPolicy: { type: "aws:s3/bucketPolicy:BucketPolicy", props: { policy: JSON.stringify(document({ Principal: "*" })) } },
        denied: trusting({ Effect: "Deny", Principal: "*" }),
    },
    breaks: one =>
        one.type === type && one.urn.endsWith("::backend-role")
            ? { ...one, inputs: { ...one.inputs, assumeRolePolicy: JSON.stringify(document({ Principal: { AWS: "*" } })) } }
            : one,
};
