import * as fs from "node:fs";
import * as path from "node:path";
import { parse, stringify } from "yaml";
import { changesBetween } from "../../../synth/diff/changes";
import type { Deployment } from "../../../synth/types";
import { root, synthesize } from "../../support/synth";

/** What the steps of examples/kasaneha's runbook do, one setting after the other. */
const example = path.join(root, "examples", "kasaneha");
const folder = path.join(root, "out", "tests", "kasaneha");
type Settings = Readonly<Record<string, unknown>>;
const committed = (parse(fs.readFileSync(path.join(example, "Pulumi.production.yaml"), "utf8")) as { config: Settings }).config;

async function production(settings: Settings = {}): Promise<Deployment> {
    fs.writeFileSync(path.join(folder, "Pulumi.production.yaml"), stringify({ config: { ...committed, ...settings } }));
    return (await synthesize({ directory: folder, stack: "production" })).deployment;
}

/** Jobs end in a hash of what they do. */
const nameOf = (urn: string): string =>
    urn
        .split("::")
        .at(-1)!
        .replace(/-[0-9a-f]{8}$/, "");

/** What an update does, but to outputs: `updated app-gateway`. */
const steps = (before: Deployment, after: Deployment): string[] =>
    changesBetween(before, after)
        .filter(({ type }) => type !== "pulumi:pulumi:Stack")
        .map(({ kind, urn }) => `${kind} ${nameOf(urn)}`)
        .sort();

/** Everything that comes before a resource, by name. */
function before({ deployment }: Deployment, name: string): ReadonlySet<string> {
    const byUrn = new Map(deployment.resources.map(state => [state.urn, state]));
    const found = new Set<string>();
    const visit = (urn: string): void => {
        for (const next of byUrn.get(urn)?.dependencies ?? []) {
            if (found.has(nameOf(next))) continue;
            found.add(nameOf(next));
            visit(next);
        }
    };
    visit(deployment.resources.find(({ urn }) => nameOf(urn) === name)!.urn);
    return found;
}

const images = committed["kasaneha:images"] as Readonly<Record<"frontend" | "backend", string>>;
const next = (image: string): string => image.replace(":v1.0.0@sha256:0", ":v1.1.0@sha256:f");
const newer = { frontend: next(images.frontend), backend: next(images.backend) };

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
    test("makes a dump, migrates, and changes both parts, and nothing that holds data", async () => {
        const released = await production({ "kasaneha:images": newer, "kasaneha:release": 2 });
        expect(steps(live, released)).toEqual([
            "created backend-migration",
            "created postgres-dump-before",
            "deleted backend-migration",
            "updated backend-deployment",
            "updated frontend-deployment",
        ]);
    });

    test("goes in its order: dump, migrations, back end, front end, gateway", async () => {
        const released = await production({ "kasaneha:images": newer, "kasaneha:release": 2 });
        const order = ["postgres-dump-before", "backend-migration", "backend-deployment", "frontend-deployment", "app-gateway"];
        for (const [index, name] of order.entries())
            expect([name, order.filter(other => before(released, name).has(other))]).toEqual([name, order.slice(0, index)]);
    });

    test("goes back with the images of before", async () => {
        const released = await production({ "kasaneha:images": newer, "kasaneha:release": 2 });
        const back = await production({ "kasaneha:release": 2 });
        expect(steps(released, back)).toEqual([
            "created backend-migration",
            "deleted backend-migration",
            "updated backend-deployment",
            "updated frontend-deployment",
        ]);
    });

    test("blue/green: the idle colour comes up alone, one setting moves all requests, and moves them back", async () => {
        const both = {
            frontend: { blue: images.frontend, green: newer.frontend },
            backend: { blue: images.backend, green: newer.backend },
        };
        const blue = { "kasaneha:images": both, "kasaneha:activeColor": "blue" };
        const standing = await production(blue);
        const switched = await production({ ...blue, "kasaneha:activeColor": "green" });
        expect(steps(standing, switched)).toEqual([
            "replaced app-gateway-config",
            "updated app-gateway",
            "updated backend-service",
            "updated frontend-service",
        ]);
        const other = (colour: string): string => `${colour}-deployment-green`;
        const standingNames = standing.deployment.resources.map(({ urn }) => nameOf(urn));
        expect(standingNames).toEqual(expect.arrayContaining([other("backend"), other("frontend")]));
    });
});

describe("a restore", () => {
    const restores = { back: { from: { kind: "dump", file: "kasaneha_db_backup_20260131_174500.dump" } } };

    test("stands beside the database, which stays as it is; the connection moves by one setting", async () => {
        const beside = await production({ "kasaneha:database": { restores } });
        // What is backed up is one more, which AWS Backup takes as another selection.
        expect(steps(live, beside).filter(step => !step.startsWith("created "))).toEqual([
            "replaced postgres-backups",
            "replaced postgres-restore-test",
        ]);
        expect(steps(live, beside)).toEqual(
            expect.arrayContaining(["created postgres-restored-back", "created postgres-restored-back-restore"]),
        );
        const moved = await production({ "kasaneha:database": { restores, active: "back" } });
        // Alarms and dumps follow; what reads the address from a secret does so unseen.
        expect(steps(beside, moved)).toEqual([
            "updated backend-deployment",
            ...["cpu", "dump", "failover", "failure", "memory", "storage"].map(alarm => `updated monitoring-postgres-${alarm}`),
            "updated postgres-dump",
        ]);
    });
});
