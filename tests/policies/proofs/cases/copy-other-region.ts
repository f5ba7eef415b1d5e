import { unknown, type Proof, type Sketch } from "../proof";

const arnOf = (region: string, name: string) => `arn:aws:backup:${region}:123456789012:backup-vault:${name}`;
const vault = (name: string, region?: string): Sketch => ({
    type: "aws:backup/vault:Vault",
    props: { name, ...(region === undefined ? {} : { region }) },
    answers: { id: name, arn: arnOf(region ?? "eu-west-1", name) },
});
const plan = (rules: unknown, from: Sketch["from"] = {}): Sketch => ({ type: "aws:backup/plan:Plan", props: { rules }, from });
const rule = (more: object = {}) => ({ ruleName: "daily", targetVaultName: "home", schedule: "cron(0 6 * * ? *)", ...more });
const copy = (destinationVaultArn: unknown) => ({ copyActions: [{ destinationVaultArn }] });
const home = vault("home");
const through = (one: Sketch, region: string, more: object = {}): Sketch => ({ ...one, answers: {}, provider: { region, ...more } });
const stays = "copyActions stay in the region of the plan";
const ours = { type: "pulumi:providers:aws", props: { allowedAccountIds: JSON.stringify(["123456789012"]) } };

export const proof: Proof = {
    stackName: "production",
    fails: {
        "no copies": { stack: { home, plan: plan([rule()]) }, says: { plan: "rules copy nothing: what befalls the region" } },
        "copies to a vault beside the first": {
            stack: { home, beside: vault("beside"), plan: plan([rule(copy(arnOf("eu-west-1", "beside")))]) },
            says: { plan: stays },
        },
        "an ARN of the provider's region": {
            stack: { ours, plan: through(plan([rule(copy(arnOf("eu-west-1", "foreign")))]), "eu-west-1") },
            says: { plan: stays },
        },
        "an ARN of the region that the home vault's ARN tells": {
            stack: { home, plan: plan([rule(copy(arnOf("eu-west-1", "foreign")))]) },
            says: { plan: stays },
        },
        "a vault of the same provider": {
            stack: {
                home: through(home, "eu-west-1"),
                beside: through(vault("beside"), "eu-west-1"),
                plan: through(plan([rule(copy(arnOf("eu-west-1", "beside")))]), "eu-west-1"),
                ours,
            },
            says: { plan: stays },
        },
    },
    passes: {
        "a vault of another region": {
            home,
            copies: vault("copies", "eu-central-1"),
            plan: plan([rule(copy(arnOf("eu-central-1", "copies")))]),
        },
        "one rule of two": { home, plan: plan([rule(), rule(copy(arnOf("eu-central-1", "elsewhere")))]) },
        "a vault of another account": {
            ours,
            plan: through(plan([rule(copy(arnOf("eu-west-1", "foreign").replace("123456789012", "210987654321")))]), "eu-west-1"),
        },
        "an ARN of another region than the provider's": {
            plan: through(plan([rule(copy(arnOf("eu-central-1", "foreign")))]), "eu-west-1"),
        },
        "a vault of another provider": {
            home: through(home, "eu-west-1"),
            copies: through(vault("copies"), "eu-central-1"),
            plan: through(plan([rule({ targetVaultName: unknown, ...copy(unknown) })], { rules: ["home", "copies"] }), "eu-west-1"),
        },
        "before there are ARNs": {
            home: { ...home, answers: {} },
            copies: { ...vault("copies", "eu-central-1"), answers: {} },
            plan: {
                ...plan([rule({ targetVaultName: unknown, ...copy(unknown) })], { rules: ["home", "copies"] }),
                provider: { region: "eu-west-1" },
            },
        },
        "a vault of another stack": { home, plan: plan([rule(copy(arnOf("eu-central-1", "foreign")))]) },
    },
    unknowns: {
        "the plan's region": {
            stack: { home: { ...home, answers: {} }, plan: plan([rule(copy(arnOf("eu-west-1", "foreign")))]) },
            of: ["plan"],
        },
        "the plan's account": { stack: { plan: through(plan([rule(copy(arnOf("eu-west-1", "foreign")))]), "eu-west-1") }, of: ["plan"] },
        "where vaults are": {
            stack: {
                home: { ...home, answers: {} },
                copies: { ...vault("copies", "eu-central-1"), answers: {} },
                plan: plan([rule({ targetVaultName: unknown, ...copy(unknown) })], { rules: ["home", "copies"] }),
            },
            of: ["plan"],
        },
        "where copies go, and the rules": {
            stack: {
                home,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                plan: plan([rule(copy(unknown))], { rules: "elsewhere" }),
                whole: plan(unknown, { rules: "elsewhere" }),
                other: plan([rule()]),
            },
            of: ["plan", "whole"],
            says: { other: "rules copy nothing" },
        },
    },
    secrets: { none: "ARNs and regions of vaults are no secrets, and no other value is read" },
    ignores: { home, selection: { type: "aws:backup/selection:Selection", props: {} } },
    breaks: one => {
        if (one.type !== "aws:backup/plan:Plan") return one;
        const rules = (one.inputs.rules as { copyActions?: unknown }[]).map(({ copyActions: _, ...kept }) => kept);
        return { ...one, inputs: { ...one.inputs, rules } };
    },
};
