import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { limitStore } from "../../../examples/koepon/limit-store";
import { toldBy } from "../../../examples/koepon/told-by";
import { changesBetween } from "../../../synth/diff/changes";
import type { Deployment } from "../../../synth/types";
import { root, synthesize } from "../../support/synth";

/** What the steps of examples/koepon's runbook do, one setting after the other. */
const example = path.join(root, "examples", "koepon");
const folder = path.join(root, "out", "tests", "koepon");
type Settings = Readonly<Record<string, unknown>>;
const textOf = (stack: string): string => fs.readFileSync(path.join(example, `Pulumi.${stack}.yaml`), "utf8");
const settingsIn = (text: string): Settings => (parse(text) as { config: Settings }).config;

/** A stack, with some settings other than those that are committed. */
async function synthesized(stack: string, settings: Settings = {}, text = textOf(stack)): Promise<Deployment> {
    fs.writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), stringify({ config: { ...settingsIn(text), ...settings } }));
    return (await synthesize({ directory: folder, stack })).deployment;
}
const production = (settings?: Settings) => synthesized("production", settings);

/** What an update does, but to alarms and outputs: `updated app-gateway`. */
const steps = (before: Deployment, after: Deployment): string[] =>
    changesBetween(before, after)
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ kind, urn }) => `${kind} ${urn.split("::").at(-1)!}`)
        .sort();

const resource = ({ deployment }: Deployment, name: string) => {
    const found = deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`));
    if (!found) throw new Error(`there is no ${name}`);
    return found;
};

let live: Deployment;
let small: Deployment;
beforeAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const file of fs.readdirSync(example).filter(name => /\.(ts|yaml)$/.test(name))) {
        fs.copyFileSync(path.join(example, file), path.join(folder, file));
    }
    live = await production();
    small = await synthesized("small");
}, 120_000);

const config = ({ deployment }: Deployment): string => {
    const { inputs } = deployment.resources.find(({ urn }) => urn.endsWith("::app-gateway-config"))!;
    return (inputs as { data: { "nginx.conf": string } }).data["nginx.conf"];
};

/** Whom the gateway asks for pages of a host. */
const answers = (deployment: Deployment, host: string): string | undefined =>
    new RegExp(`listen \\*:8443 ssl;[^}]*server_name ${host};[\\s\\S]*?location / \\{[\\s\\S]*?proxy_pass http://([\\w-]+);`).exec(
        config(deployment),
    )?.[1];

test("a switch moves the gateway and the names inside the cluster, starts no pod, and the host of before leads to the other colour", async () => {
    const switched = await production({ "koepon:activeColor": "green" });
    expect(steps(live, switched)).toEqual([
        "replaced app-gateway-config",
        "updated api-service",
        "updated app-gateway",
        "updated frontend-service",
    ]);
    const hosts = ["koepon.app", "blue.koepon.app", "green.koepon.app", "blue-prev.koepon.app"];
    expect(hosts.map(host => answers(live, host))).toEqual(["frontend-blue", "frontend-blue", "frontend-green", "frontend-green"]);
    expect(hosts.map(host => answers(switched, host))).toEqual(["frontend-green", "frontend-blue", "frontend-green", "frontend-blue"]);
});

test("a migration is a Job of its own, after a dump, and before any pod of the new version", async () => {
    const next = await production({ "koepon:migration": 2 });
    const before = (name: string): readonly string[] => resource(next, name).dependencies?.map(urn => urn.split("::").at(-1)!) ?? [];
    expect(steps(live, next).map(step => step.replace(/-[0-9a-f]{8}$/, ""))).toEqual([
        "created migrate-job-2",
        "created postgres-dump-before",
        "deleted migrate-job-1",
        "deleted postgres-dump-before",
    ]);
    expect(before("api-deployment-green")).toContain("migrate-job-2");
    expect(before("migrate-job-2").filter(name => name.startsWith("postgres-dump-before"))).toHaveLength(1);
});

test("whom the edge turns away is a setting, and changes one rule and nothing else", async () => {
    const blocked = await production({ "koepon:blocked": { addresses: ["198.51.100.0/24", "2001:db8:bad::/48"], countries: ["T1"] } });
    expect(steps(live, blocked)).toEqual(["updated edge-waf"]);
    const { rules } = resource(blocked, "edge-waf").inputs as { rules: { ref: string; expression: string }[] };
    expect(rules.map(({ ref }) => ref)).toEqual(["blocked-addresses", "blocked-countries"]);
    expect(rules[0]!.expression).toMatch(/ and ip\.src in \{198\.51\.100\.0\/24 2001:db8:bad::\/48\}$/);
});

test("without Upstash the edge counts by itself", async () => {
    const alone = await production({ "koepon:redisRestUrl": "" });
    expect(steps(live, alone).map(step => step.replace(/-[0-9a-f]{8}$/, ""))).toEqual(["created edge-counters", "updated edge-worker"]);
    const names = (deployment: Deployment): string[] =>
        (resource(deployment, "edge-worker").inputs as { bindings: { name: string }[] }).bindings.map(({ name }) => name);
    expect(names(live)).toEqual(["IDENTITY_KEY", "REDIS_URL", "REDIS_TOKEN"]);
    expect(names(alone)).toEqual(["LIMITER", "IDENTITY_KEY"]);
});

test("the edge tells whoever the system tells", () => {
    const { resources } = live.deployment;
    const mechanisms = resources.filter(({ type }) => type.endsWith(":NotificationPolicy")).map(({ inputs }) => inputs!.mechanisms);
    const listeners = resources.filter(({ type }) => type.endsWith(":TopicSubscription")).map(({ inputs }) => inputs!);
    // In either region.
    const mails = listeners.filter(({ protocol }) => protocol === "email").map(({ endpoint }) => endpoint);
    expect(mails).toEqual(Array(2).fill("oncall@koepon.app"));
    expect(listeners.filter(({ protocol }) => protocol === "https")).toHaveLength(2);
    expect(mechanisms).toEqual(Array(4).fill({ emails: [{ id: "oncall@koepon.app" }] }));
});

test("every promise of the document is made, and kept by what there is", () => {
    const { recovery } = resource(live, "koepon-production").outputs as {
        recovery: {
            databaseGb: number;
            levels: { level: string; promised: { rtoMinutes: number; rpoMinutes: number }; rto: { to: number }; rpo: { to: number } }[];
        };
    };
    expect(recovery.databaseGb).toBe(15);
    expect(recovery.levels.map(({ level, promised: { rtoMinutes, rpoMinutes } }) => [level, rtoMinutes, rpoMinutes])).toEqual([
        ["L1", 5, 0],
        ["L2", 30, 60],
        ["L3", 120, 240],
        ["L4", 240, 1440],
    ]);
    // The document says less than these minutes, but for the data that L1 does not touch.
    expect(recovery.levels.filter(({ promised, rto }) => rto.to >= promised.rtoMinutes)).toEqual([]);
    expect(recovery.levels.filter(({ promised, rpo }) => rpo.to > 0 && rpo.to >= promised.rpoMinutes)).toEqual([]);
});

test("fails where there is more data than the promises hold for", async () => {
    const file = path.join(folder, "recovery.ts");
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, text.replace("databaseGb: 15", "databaseGb: 60"));
    await expect(production()).rejects.toThrow(/recovery\.L2\.rtoMinutes/);
    fs.writeFileSync(file, text);
});

const restore = (from: Settings): Settings => ({ restores: { before: { from } } });

test("a second of the past comes up beside the database, which stays; then the connection leads there", async () => {
    const from = { kind: "point-in-time", time: "2026-01-31T09:25:00Z" };
    const beside = await production({ "koepon:database": restore(from) });
    const made = steps(live, beside).filter(step => step.includes("restored"));
    expect(made.map(step => step.replace(/-[0-9a-f]{6}(?=-|$)/, ""))).toEqual([
        "created postgres-restored-before",
        "created postgres-restored-before-final-snapshot",
    ]);
    expect(steps(live, beside).filter(step => step.startsWith("deleted"))).toEqual([]);
    const moved = await production({ "koepon:database": { ...restore(from), active: "before" } });
    expect(steps(beside, moved).filter(step => !step.includes("monitoring-"))).toEqual(["updated postgres-dump"]);
    expect(resource(moved, "postgres-instance").protect).toBe(true);
});

test("on the small size it is a dump, in a pod beside the old one", async () => {
    const dumped = await synthesized("small", { "koepon:database": restore({ kind: "dump", file: "latest" }) });
    const changed = steps(small, dumped);
    expect(changed).toContain("created postgres-before-server");
    expect(changed).toContain("created postgres-restored-before-restore");
    expect(changed.filter(step => !step.startsWith("created"))).toEqual([]);
});

test("the copy in the other region is promoted in place, and no promise is made that needs another copy", async () => {
    const promoted = await production({ "koepon:database": { promoted: true } });
    const done = steps(live, promoted);
    expect(done.filter(step => !step.includes("monitoring-"))).toEqual([
        "created postgres-replica-us-west-1-final-snapshot",
        "updated postgres-replica-us-west-1",
    ]);
    expect(done).toContain("deleted monitoring-postgres-replica-us-west-1-lag");
    expect(resource(promoted, "postgres-replica-us-west-1").inputs).not.toHaveProperty("replicateSourceDb");
});

test("the application comes up in the other region, on what was promoted there, with production's hosts", async () => {
    const tiers = ["public", "app", "db", "cache"];
    const two = (value: (tier: number, index: number) => string) =>
        Object.fromEntries(tiers.map((tier, index) => [tier, [value(index, 0), value(index, 1)]]));
    const host = "postgres-replica.example.us-west-1.rds.amazonaws.com";
    const failover = await synthesized(
        "failover",
        {
            "koepon:region": "us-west-1",
            "koepon:network": {
                vpcId: "vpc-0123456789abcdef0",
                cidr: "10.62.0.0/16",
                subnetIds: two((tier, index) => `subnet-0000000000000000${2 * tier + index}`),
                subnetCidrs: two((tier, index) => `10.62.${2 * tier + index}.0/24`),
            },
            "koepon:database": { existing: { host } },
            "koepon:databasePassword": "an example",
            "koepon:databaseAppPassword": "an example",
        },
        textOf("production").replaceAll("ap-northeast-1", "us-west-1"),
    );
    expect(resource(failover, "aws").inputs).toMatchObject({ region: "us-west-1" });
    expect(answers(failover, "koepon.app")).toBe("frontend-blue");
    // What stands at Cloudflare moves from the one state to the other under the same names, and is changed in place.
    const atCloudflare = ({ deployment }: Deployment) =>
        deployment.resources.flatMap(({ urn }) => (urn.includes("EdgeCDN$") ? [urn.split("::").slice(2).join("::")] : []));
    expect(atCloudflare(failover)).toEqual(atCloudflare(live));
    expect(failover.deployment.resources.filter(({ type }) => type.startsWith("aws:rds/"))).toEqual([]);
    expect(resource(failover, "api-network-hosts").inputs).toMatchObject({
        spec: { egress: expect.arrayContaining([{ to: [{ domainNames: [host] }], ports: [{ protocol: "TCP", port: 5432 }] }]) as unknown },
    });
});

test("a small system takes a database of others, and a cache in the cluster", async () => {
    const host = "db.example.supabase.co";
    const settings = {
        "koepon:database": { existing: { host, username: "postgres" } },
        "koepon:databasePassword": "an example",
        "koepon:databaseAppPassword": "an example",
        "koepon:redis": "in-cluster",
    };
    const { deployment } = await synthesized("small", settings);
    const kinds = deployment.resources.map(
        ({ inputs }) => `${String(inputs?.kind)} ${(inputs?.metadata as { name?: string } | undefined)?.name}`,
    );
    expect(kinds).not.toContain("StatefulSet postgres");
    expect(kinds).toContain("StatefulSet redis");
    expect(kinds).toContain("CronJob postgres-dump");
});

describe("a setting that cannot be", () => {
    test("fails for a colour that there is not", async () => {
        await expect(production({ "koepon:activeColor": "red" })).rejects.toThrow(/activeColor/);
    });

    test("fails for an edge without its account", async () => {
        const { "koepon:cloudflareAccountId": _, ...rest } = settingsIn(textOf("production"));
        await expect(synthesized("production", {}, stringify({ config: rest }))).rejects.toThrow(/koepon:cloudflareAccountId/);
    });

    test("fails for an update that has no token of Upstash, which a preview does without", () => {
        const url = "https://limits.example";
        expect(() => limitStore(url, "", false)).toThrow(`${url} opens to a token: set KOEPON_REDIS_REST_TOKEN. Previews do without.`);
        expect(limitStore(url, "", true)).toMatchObject({ kind: "redis", url });
        expect(limitStore(url, "a token", false)).toMatchObject({ kind: "redis", url });
    });

    test("fails for an update that could tell nobody, which a preview may", () => {
        expect(() => toldBy("KOEPON_HEARTBEAT_URL", "", false)).toThrow(
            "Alerts would not reach everybody: set KOEPON_HEARTBEAT_URL. Previews do without.",
        );
        expect(() => toldBy("KOEPON_HEARTBEAT_URL", "", true)).not.toThrow();
        expect(() => toldBy("KOEPON_HEARTBEAT_URL", "https://beats.example", false)).not.toThrow();
    });

    test("fails for a database of others without its password", async () => {
        await expect(synthesized("small", { "koepon:database": { existing: { host: "db.example.supabase.co" } } })).rejects.toThrow(
            /databasePassword/,
        );
    });

    test("fails for a restore that is not there", async () => {
        await expect(production({ "koepon:database": { active: "before" } })).rejects.toThrow(/active/);
    });
});
