import { unknown, type Proof } from "../proof";

const user = { type: "aws:iam/user:User", props: { name: "deploy" } };

export const proof: Proof = {
    fails: {
        "a user": { stack: { user }, says: { user: "user has long-lived credentials" } },
        "a key of somebody's": {
            stack: { key: { type: "aws:iam/accessKey:AccessKey", props: { user: "deploy" } } },
            says: { key: "accessKey has no end" },
        },
        "a password for the console": {
            stack: { login: { type: "aws:iam/userLoginProfile:UserLoginProfile", props: { user: "deploy" } } },
            says: { login: "loginProfile is a password" },
        },
        "a password for a service": {
            stack: { git: { type: "aws:iam/serviceSpecificCredential:ServiceSpecificCredential", props: { userName: "deploy" } } },
            says: { git: "serviceSpecificCredential has no end" },
        },
    },
    passes: { "a role": { role: { type: "aws:iam/role:Role", props: { assumeRolePolicy: "{}" } } } },
    unknowns: {
        "what the user is called, which does not matter": {
            stack: { user: { ...user, props: { name: unknown } } },
            of: [],
            says: { user: "user has" },
        },
    },
    secrets: { none: "it looks at types alone" },
    ignores: {
        group: { type: "aws:iam/group:Group", props: { name: "readers" } },
        cacheUser: { type: "aws:elasticache/user:User", props: { userId: "app", engine: "valkey", noPasswordRequired: false } },
        pool: { type: "aws:cognito/user:User", props: { username: "anna", userPoolId: "pool" } },
    },
    breaks: one => one,
    adds: { deploy: user },
};
