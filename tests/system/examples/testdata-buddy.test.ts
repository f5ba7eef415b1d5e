import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { toldBy } from "../../../examples/testdata-buddy/told-by";
import { changesBetween } from "../../../synth/diff/changes";
import type { Deployment } from "../../../synth/types";
import { root, synthesize } from "../../support/synth";

/** What the steps of examples/testdata-buddy's runbook do, one setting after the other. */
const example = path.join(root, "examples", "testdata-buddy");
const folder = path.join(root, "out", "tests", "testdata-buddy");
type Settings = Readonly<Record<string, unknown>>;
type Images = Readonly<Record<"frontend" | "backend", Readonly<Record<"blue" | "green", string>>>>;
const committed = (stack: string): Settings =>
    (parse(fs.readFileSync(path.join(example, `Pulumi.${stack}.yaml`), "utf8")) as { config: Settings }).config;

/** A stack, with some settings other than those that are committed. */
async function synthesized(stack: string, settings: Settings = {}): Promise<Deployment> {
    fs.writeFileSync(path.join(folder, `Pulumi.${stack}.yaml`), stringify({ config: { ...committed(stack), ...settings } }));
    return (await synthesize({ directory: folder, stack })).deployment;
}
const production = (settings?: Settings) => synthesized("production", settings);

/** What an update does, but to outputs: `updated app-gateway`. */
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

const waitsFor = (deployment: Deployment, name: string): readonly string[] =>
    resource(deployment, name).dependencies?.map(urn => urn.split("::").at(-1)!) ?? [];

const configOf = (deployment: Deployment): string =>
    (resource(deployment, "app-gateway-config").inputs as { data: { "nginx.conf": string } }).data["nginx.conf"];

/** Whom the gateway asks for a path of a host. */
const answers = (deployment: Deployment, host: string, location: string): string | undefined => {
    const server = configOf(deployment)
        .split("\n    server {\n")
        .find(text => text.includes(`listen *:8443 ssl;`) && text.includes(` server_name ${host};`));
    const [, inside] = server?.split(`location ${location} {`) ?? [];
    return /proxy_pass http:\/\/([\w-]+);/.exec(inside ?? "")?.[1];
};

let live: Deployment;
beforeAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    fs.mkdirSync(folder, { recursive: true });
    for (const file of fs.readdirSync(example).filter(name => /\.(ts|yaml)$/.test(name))) {
        fs.copyFileSync(path.join(example, file), path.join(folder, file));
    }
    live = await production();
}, 120_000);

describe("a release", () => {
    const images = committed("production")["testdata-buddy:images"] as Images;
    const newer = (image: string): string => image.replace(":v1.1.0@sha256:f", ":v1.2.0@sha256:e");
    const withGreen = {
        frontend: { ...images.frontend, green: newer(images.frontend.green) },
        backend: { ...images.backend, green: newer(images.backend.green) },
    };

    test("begins with the idle colour's pods, and touches nothing else that runs", async () => {
        const next = await production({ "testdata-buddy:images": withGreen });
        expect(steps(live, next)).toEqual(["updated backend-deployment-green", "updated frontend-deployment-green"]);
    });

    test("moves the gateway and the names inside the cluster at the switch, for both parts at once; each colour keeps its own host", async () => {
        const switched = await production({ "testdata-buddy:activeColor": "green" });
        expect(steps(live, switched)).toEqual([
            "replaced app-gateway-config",
            "updated app-gateway",
            "updated backend-service",
            "updated frontend-service",
        ]);
        const api = "~ ^/api(/|$)";
        const asked: readonly (readonly [string, string])[] = [
            ["td-buddy.com", "/"],
            ["www.td-buddy.com", "/"],
            ["td-buddy.com", api],
            ["td-buddy.com", "~ ^/health(/|$)"],
            ["api.td-buddy.com", api],
            ["cdn.td-buddy.com", "/"],
            ["blue.td-buddy.com", api],
            ["green.td-buddy.com", "/"],
        ];
        const parts = ["frontend", "frontend", "backend", "backend", "backend", "frontend"];
        expect(asked.map(([host, at]) => answers(live, host, at))).toEqual([
            ...parts.map(part => `${part}-blue`),
            "backend-blue",
            "frontend-green",
        ]);
        expect(asked.map(([host, at]) => answers(switched, host, at))).toEqual([
            ...parts.map(part => `${part}-green`),
            "backend-blue",
            "frontend-green",
        ]);
    });

    test("is taken back by the setting alone, to the last value", async () => {
        expect((await production()).deployment.resources).toEqual(live.deployment.resources);
    });

    test("by shares changes the gateway alone", async () => {
        const shared = await production({ "testdata-buddy:weights": { blue: 90, green: 10 } });
        expect(steps(live, shared)).toEqual(["replaced app-gateway-config", "updated app-gateway"]);
        expect(configOf(shared)).toContain("90% backend-blue;\n        * backend-green;\n");
    });

    test("changes the tables in a Job of its own, after a dump, and before any pod of the new version", async () => {
        const next = await production({ "testdata-buddy:tables": 2 });
        expect(steps(live, next).map(step => step.replace(/-[0-9a-f]{8}$/, ""))).toEqual([
            "created init-db-job-2",
            "created postgres-dump-before",
            "deleted init-db-job-1",
        ]);
        expect(waitsFor(next, "init-db-job-2").filter(name => name.startsWith("postgres-dump-before"))).toHaveLength(1);
        expect(waitsFor(next, "backend-deployment-green")).toContain("init-db-job-2");
    });
});

describe("a restore", () => {
    const restores = { back: { from: { kind: "dump", file: "td_buddy_backup_20260131_174500.dump" } } };

    test("by its time stamp comes up beside the database, which stays; then the connection leads there", async () => {
        const beside = await production({ "testdata-buddy:database": { restores } });
        const changed = steps(live, beside).map(step => step.replace(/-[0-9a-f]{6}(?=-|$)/, ""));
        expect(changed).toContain("created postgres-restored-back");
        // What AWS Backup takes in is a list, which is made anew with the new instance on it.
        expect(changed.filter(step => !step.startsWith("created"))).toEqual([
            "replaced postgres-backups",
            "replaced postgres-restore-test",
        ]);
        const job = beside.deployment.resources.find(
            ({ type, urn }) => type === "kubernetes:batch/v1:Job" && urn.split("::").at(-1)!.startsWith("postgres-restored-back"),
        );
        expect(JSON.stringify(job?.inputs)).toContain("td_buddy_backup_20260131_174500.dump");
        expect(JSON.stringify(job?.inputs)).toContain("s3://td-buddy-backups/database/");

        const moved = await production({ "testdata-buddy:database": { restores, active: "back" } });
        expect(resource(moved, "postgres-instance").protect).toBe(true);
        expect(steps(beside, moved).filter(step => step.startsWith("deleted"))).toEqual([]);
    });

    test("of any second of the last thirty days is one, too", async () => {
        const from = { kind: "point-in-time", time: "2026-01-31T09:25:00Z" };
        const beside = await production({ "testdata-buddy:database": { restores: { second: { from } } } });
        const made = beside.deployment.resources.find(
            ({ type, urn }) => type === "aws:rds/instance:Instance" && urn.split("::").at(-1)!.startsWith("postgres-restored-second"),
        );
        expect(made?.inputs).toMatchObject({ restoreToPointInTime: { restoreTime: "2026-01-31T09:25:00Z" } });
    });

    test("on a laptop is of a dump on the volume, in a second pod", async () => {
        const before = await synthesized("development");
        const after = await synthesized("development", {
            "testdata-buddy:database": { restores: { back: { from: { kind: "dump", file: "latest" } } } },
        });
        expect(steps(before, after)).toContain("created postgres-back-server");
        expect(steps(before, after).filter(step => !step.startsWith("created"))).toEqual([]);
    });

    test.each([
        ["without a time stamp", { back: { from: { kind: "dump", file: "td_buddy_backup_.dump" } } }],
        ["of something that is no dump", { back: { from: { kind: "dump", file: "database.sql" } } }],
        ["of a second that no day has", { back: { from: { kind: "point-in-time", time: "2026-01-31T25:00:00Z" } } }],
    ])("fails %s", async (_what, wrong) => {
        await expect(production({ "testdata-buddy:database": { restores: wrong } })).rejects.toThrow(/restores\.back\.from\.(file|time)/);
    });

    test("fails to be used where it is not there", async () => {
        await expect(production({ "testdata-buddy:database": { active: "back" } })).rejects.toThrow(/active/);
    });
});

test("a new version of the edge's caches is another Worker, and nothing else", async () => {
    const file = path.join(folder, "edge.ts");
    const text = fs.readFileSync(file, "utf8");
    fs.writeFileSync(file, text.replace("requestId: true,", 'requestId: true,\n              cacheVersion: "2",'));
    const emptied = await production();
    fs.writeFileSync(file, text);
    expect(steps(live, emptied)).toEqual(["updated edge-worker"]);
});

test("fails on a colour that there is not", async () => {
    await expect(production({ "testdata-buddy:activeColor": "red" })).rejects.toThrow(/activeColor/);
});

test("fails on AWS without Cloudflare's account, which the Worker belongs to", async () => {
    await expect(production({ "testdata-buddy:cloudflareAccountId": undefined })).rejects.toThrow(/cloudflareAccountId/);
});

test("fails for an update that could not tell Slack, which a preview need not", () => {
    const name = "TD_BUDDY_SLACK_WEBHOOK_URL";
    expect(() => toldBy(name, "", false)).toThrow(`Alerts would not reach everybody: set ${name}. Previews do without.`);
    expect(() => toldBy(name, "", true)).not.toThrow();
    expect(() => toldBy(name, "https://hooks.slack.example", false)).not.toThrow();
});

test("fails where nobody's telephone is named", async () => {
    await expect(production({ "testdata-buddy:phoneNumbers": [] })).rejects.toThrow(/receivers\.phone\.emails/);
});
