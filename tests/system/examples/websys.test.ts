import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { changesBetween } from "../../../synth/diff/changes";
import type { Deployment } from "../../../synth/types";
import { root, synthesize } from "../../support/synth";

/** What a blue/green release of examples/websys does, step by step, as its runbook has it. */
const example = path.join(root, "examples", "websys");
const folder = path.join(root, "out", "tests", "websys");
const settingsFile = "Pulumi.production.yaml";
const committed = (parse(fs.readFileSync(path.join(example, settingsFile), "utf8")) as { config: Record<string, unknown> }).config;
const digests = { backendDigest: `sha256:${"a".repeat(64)}`, frontendDigest: `sha256:${"b".repeat(64)}` };
const green = { version: "1.1.0", ...digests };

async function production(settings: Readonly<Record<string, unknown>> = {}): Promise<Deployment> {
    fs.writeFileSync(path.join(folder, settingsFile), stringify({ config: { ...committed, ...settings } }));
    return (await synthesize({ directory: folder, stack: "production" })).deployment;
}

/** What an update does to the services and what leads to them: `updated backend-service`. */
const steps = (before: Deployment, after: Deployment): string[] =>
    changesBetween(before, after)
        .map(({ kind, urn }) => `${kind} ${urn.split("::").at(-1)!}`)
        .filter(step => !step.includes("disruption"))
        .sort();

const inputs = ({ deployment }: Deployment, name: string): Record<string, never> =>
    deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`))!.inputs as Record<string, never>;

beforeAll(() => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const file of fs.readdirSync(example).filter(name => /\.(ts|yaml)$/.test(name))) {
        fs.copyFileSync(path.join(example, file), path.join(folder, file));
    }
});

test("green comes up beside blue without a request, takes them over at once, and becomes the new blue", async () => {
    const rolling = await production();
    const beside = await production({ "websys:green": green });
    const both = (what: string, part: string): string[] => ["blue", "green"].map(color => `${what} ${part}-${color}`);
    expect(steps(rolling, beside)).toEqual(
        ["backend", "frontend"]
            .flatMap(part => [
                ...both("created", `${part}-deployment`),
                ...both("created", `${part}-service`),
                `deleted ${part}-deployment`,
                `updated ${part}-service`,
            ])
            .concat("updated app-ingress")
            .sort(),
    );
    const labels = { "app.kubernetes.io/name": "backend", "webstack/color": "green" };
    expect(inputs(beside, "backend-deployment-green")).toMatchObject({
        spec: {
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: { containers: [{ image: expect.stringMatching(/backend:1\.1\.0@sha256:a{64}$/) as string }] },
            },
        },
    });
    const weights = (deployment: Deployment): unknown => {
        const { metadata } = inputs(deployment, "app-ingress") as unknown as { metadata: { annotations: Record<string, string> } };
        const action = JSON.parse(metadata.annotations["alb.ingress.kubernetes.io/actions.backend"]!) as {
            forwardConfig: { targetGroups: { serviceName: string; weight: number }[] };
        };
        return action.forwardConfig.targetGroups.map(({ serviceName, weight }) => [serviceName, weight]);
    };
    expect(weights(beside)).toEqual([
        ["backend-blue", 100],
        ["backend-green", 0],
    ]);

    const switched = await production({ "websys:green": green, "websys:activeColor": "green" });
    expect(steps(beside, switched)).toEqual(["updated app-ingress", "updated backend-service", "updated frontend-service"]);
    expect(weights(switched)).toEqual([
        ["backend-blue", 0],
        ["backend-green", 100],
    ]);

    const settled = await production({
        "websys:version": green.version,
        "websys:backendDigest": green.backendDigest,
        "websys:frontendDigest": green.frontendDigest,
    });
    expect(steps(rolling, settled)).toEqual(["updated backend-deployment", "updated frontend-deployment"]);
});

test("staging is in production's zone, and touches nothing there that is not of its own hosts", async () => {
    const { deployment } = await synthesize({ directory: example, stack: "staging" });
    const kinds = deployment.deployment.resources
        .filter(({ type }) => type.startsWith("cloudflare:"))
        .map(({ type }) => type.split(":").at(-1));
    expect([...new Set(kinds)].sort()).toEqual(["DnsRecord", "WorkersRoute", "WorkersScript"]);
    const zonesOf = (one: Deployment): unknown[] => [
        ...new Set(one.deployment.resources.flatMap(({ inputs }) => (inputs?.zoneId === undefined ? [] : [inputs.zoneId]))),
    ];
    expect(zonesOf(deployment)).toEqual(zonesOf(await production()));
});

test("fails for a colour that there is not", async () => {
    await expect(production({ "websys:activeColor": "green" })).rejects.toThrow(
        "websys:activeColor is green, and there is no green version: set websys:green, or leave activeColor out.",
    );
});
