import { environmentOf, isOfProduction, isProduction } from "../../policies/environment";

const vpc = (stack: string, props = {}) => ({
    urn: `urn:pulumi:${stack}::shop::aws:ec2/vpc:Vpc::vpc`,
    type: "aws:ec2/vpc:Vpc",
    props,
    madeFrom: {},
    parent: "",
    protect: false,
});
const tagged = (key: string, value: string) => vpc("main", { tags: { [key]: value } });

test.each<[string, readonly string[]]>([
    [
        "production",
        [
            "production",
            "prod",
            "Prod",
            "prd",
            "live",
            "shop-prod",
            "shop.production",
            "prod-eu",
            "production-eu-west-1",
            "prod2",
            "shopProd",
        ],
    ],
    ["staging", ["staging", "stage", "stg", "pre-prod", "preprod", "pre_production", "non-prod", "nonprod", "shop-uat", "qa-2"]],
    ["development", ["dev", "dev-alice", "local", "sandbox", "preview-12"]],
])("%s is what these are for", (environment, names) => {
    for (const name of names) expect([name, environmentOf([vpc(name)])]).toEqual([name, environment]);
    for (const name of names) expect([name, isProduction([vpc(name)])]).toEqual([name, environment === "production"]);
});

test("fails to take for production what only sounds like it", () => {
    for (const name of ["products", "delivery", "olive", "production-like", "device", "latest", "not-prod"])
        expect([name, isProduction([vpc(name)])]).toEqual([name, false]);
});

test("a tag says it as well, of a resource or of a provider, and what says production is", () => {
    for (const key of ["Environment", "environment", "Env", "env", "Stage", "stage"])
        expect(isProduction([vpc("main"), tagged(key, "Production")])).toBe(true);
    expect(environmentOf([vpc("dev"), tagged("Environment", "prod")])).toBe("production");
    const defaultTags = { tags: { Environment: "prod" } };
    expect(isProduction([vpc("main", { defaultTags })])).toBe(true);
    expect(isProduction([vpc("main", { defaultTags: JSON.stringify(defaultTags) })])).toBe(true);
    expect(isOfProduction({ ...vpc("main"), provider: { defaultTags } })).toBe(true);
    expect(isOfProduction({ ...vpc("main"), provider: {} })).toBe(false);
    expect(environmentOf([tagged("Purpose", "prod")])).toBeUndefined();
});
