import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { changesBetween } from "../../../synth/diff/changes";
import type { Deployment } from "../../../synth/types";
import { root, synthesize } from "../../support/synth";

/** What a release of examples/wakeup does, step by step, to what runs: the settings are all that changes. */
const example = path.join(root, "examples", "wakeup");
const folder = path.join(root, "out", "tests", "wakeup");
const settingsFile = "Pulumi.production.yaml";
const committed = (parse(fs.readFileSync(path.join(example, settingsFile), "utf8")) as { config: Record<string, unknown> }).config;
const images = committed["wakeup:images"] as Readonly<Record<"blue" | "green", string>>;
const newer = images.green.replace(":1.1.0@sha256:fedc", ":1.2.0@sha256:cdef");

/** Production, with some settings other than those that are committed. */
async function production(settings: Readonly<Record<string, unknown>> = {}): Promise<Deployment> {
    const config = { ...committed, ...settings };
    fs.writeFileSync(path.join(folder, settingsFile), stringify({ config }));
    return (await synthesize({ directory: folder, stack: "production" })).deployment;
}

/** What an update does: `updated app-gateway`, with the properties that change. */
const steps = (before: Deployment, after: Deployment): Record<string, string[]> =>
    Object.fromEntries(
        changesBetween(before, after)
            .filter(({ type }) => type !== "pulumi:pulumi:Stack")
            .map(({ kind, urn, properties }) => [`${kind} ${urn.split("::").at(-1)!}`, properties.map(({ path: at }) => at)]),
    );

const configOf = ({ deployment }: Deployment): string => {
    const { data } = deployment.resources.find(({ urn }) => urn.endsWith("::app-gateway-config"))!.inputs as {
        data: { "nginx.conf": string };
    };
    return data["nginx.conf"];
};

/** Another name, so that pods of before keep what they have; the one of before goes last. */
const gatewayRolls = {
    "replaced app-gateway-config": ['data["nginx.conf"]', "metadata.name"],
    "updated app-gateway": ["spec.template.spec.volumes[name=config].configMap.name"],
};

let live: Deployment;
beforeAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const file of fs.readdirSync(example).filter(name => /\.(ts|yaml)$/.test(name))) {
        fs.copyFileSync(path.join(example, file), path.join(folder, file));
    }
    live = await production();
});

test("a new image on the idle colour changes that colour's pods, and nothing else", async () => {
    const next = await production({ "wakeup:images": { ...images, green: newer } });
    const container = "spec.template.spec.containers[name=wakeup-app]";
    expect(steps(live, next)).toEqual({
        "updated wakeup-app-deployment-green": [`${container}.env[name=APP_VERSION].value`, `${container}.image`],
    });
});

test("the switch changes where the gateway sends requests, and the name inside the cluster", async () => {
    const switched = await production({ "wakeup:activeColor": "green" });
    expect(steps(live, switched)).toEqual({ ...gatewayRolls, "updated wakeup-app-service": ["spec.selector.webstack/color"] });
    const lines = configOf(switched).split("\n");
    const changed = configOf(live)
        .split("\n")
        .flatMap((line, index) => (line === lines[index] ? [] : [`${line.trim()} -> ${lines[index]!.trim()}`]));
    // Five paths of each of the three hosts that are no colour's own, but for one: what browsers measure goes elsewhere.
    expect(changed).toEqual(Array<string>(14).fill("proxy_pass http://wakeup-app-blue; -> proxy_pass http://wakeup-app-green;"));
});

test("the way back gives back what was, to the last value", async () => {
    const released = await production({ "wakeup:images": { ...images, green: newer }, "wakeup:activeColor": "green" });
    expect(steps(live, released)).not.toEqual({});
    const back = await production();
    expect(back.deployment.resources).toEqual(live.deployment.resources);
    expect(steps(live, back)).toEqual({});
});

test("shares change the gateway alone, and a client keeps to its colour", async () => {
    const shared = await production({ "wakeup:weights": { blue: 90, green: 10 } });
    expect(steps(live, shared)).toEqual(gatewayRolls);
    expect(configOf(shared)).toContain('split_clients "${remote_addr}${http_user_agent}" $backend_0 {\n');
    expect(configOf(shared)).toContain("90% wakeup-app-blue;\n        * wakeup-app-green;\n");
    expect(configOf(shared).match(/proxy_pass http:\/\/\$backend_0;/g)).toHaveLength(14);
});

test("fails where shares leave the active colour without requests", async () => {
    await expect(production({ "wakeup:weights": { blue: 0, green: 100 } })).rejects.toThrow(/blueGreen\.weights.*some requests for blue/s);
});

test("fails on a colour that there is not", async () => {
    await expect(production({ "wakeup:activeColor": "red" })).rejects.toThrow(/activeColor/);
});
