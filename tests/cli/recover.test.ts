import { estimateRecovery, recoveryReport, type RecoveryFacts, type RecoveryReport } from "../../components/postgres-with-backups/recovery";
import type { RecoveryArgs } from "../../components/postgres-with-backups/recovery-args";
import { databasesOf, recoveryText } from "../../cli/recover";
import type { Deployment, PropertyMap } from "../../synth/types";
import { writeProject } from "../synth/project";
import { webstack } from "./command";

const promises: RecoveryArgs = {
    databaseGb: 8,
    L1: { rtoMinutes: 5, rpoMinutes: 0 },
    L2: { rtoMinutes: 30, rpoMinutes: 60 },
    L4: { rtoMinutes: 240, rpoMinutes: 1440 },
};
const facts: RecoveryFacts = {
    kind: "rds",
    databaseGb: 8,
    release: "blue-green",
    multiAz: true,
    pitrDays: 7,
    snapshotWindows: ["03:00-04:00", "05:00-06:00"],
};
const report: RecoveryReport = recoveryReport(estimateRecovery(facts), promises);

const type = "webstack:index:PostgresWithBackups";
const document = (outputs: PropertyMap): Deployment => ({
    version: 3,
    deployment: {
        manifest: { time: "", magic: "", version: "" },
        resources: [
            { urn: "urn:pulumi:dev::test::pulumi:pulumi:Stack::test-dev", custom: false, type: "pulumi:pulumi:Stack" },
            { urn: `urn:pulumi:dev::test::${type}::shop`, custom: false, type, outputs },
            { urn: "urn:pulumi:dev::test::webstack:index:RedisCache::cache", custom: false, type: "webstack:index:RedisCache", outputs },
        ],
    },
});
const plain = { why: false, title: (text: string) => text };

const text = `shop  8 GB
  L1  application failure
      promised   back within 5 min, at most 0 min of data lost
      estimated  back within 1–3 min, 0 min of data lost, by the other colour
      1. Set activeColor back, and run pulumi up.
      2. Migrations of the release must suit the version before: they are not taken back.
  L2  database failure
      promised   back within 30 min, at most 60 min of data lost
      estimated  back within 1–28 min, 0–5 min of data lost, by the standby, or after damage by point-in-time recovery
      1. If the machine or its zone failed, do nothing: RDS leads the host to the standby, and applications connect again.
      2. Choose the last good second: at least five minutes ago, and within pitrDays.
      3. Keep the applications from writing what would be lost.
      4. Add a restore with from: { kind: "point-in-time", time }, and run pulumi up: a new instance is made beside the old one. It answers before pulumi up returns, which waits for its first backup.
      5. Look at the new instance's data before anybody writes to it.
      6. Set active to the restore's name, and run pulumi up: the connection leads to the new instance.
      7. Leave the old instance until nobody needs it: it stays protected.
  L3  region failure
      promised   nothing
      not possible: no copy of the data is in another region. Set regionReplicas, or backup.copyTo, of kind rds; otherwise let dumps go to a bucket that is copied there.
  L4  serious data corruption
      promised   back within 4 h, at most 24 h of data lost
      estimated  back within 42 min – 2 h 26 min, 0 – 23 h of data lost, from a snapshot
      1. Keep the applications from writing what would be lost.
      2. Find when the damage began: within pitrDays, point-in-time recovery to the second before it loses less.
      3. Choose the newest snapshot from before it: daily ones of the last days, then weekly and monthly ones.
      4. Add a restore with from: { kind: "snapshot", snapshotId }, and run pulumi up: a new instance is made beside the old one. It answers before pulumi up returns, which waits for its first backup.
      5. Look at the new instance's data before anybody writes to it.
      6. Set active to the restore's name, and run pulumi up: the connection leads to the new instance.
      7. Leave the old instance until nobody needs it: it stays protected.
`;

describe("a document", () => {
    test("reads, per database and level: promised, estimated, by what means, and the steps", () => {
        const databases = databasesOf(document({ recovery: report }));
        expect(databases).toEqual([{ urn: `urn:pulumi:dev::test::${type}::shop`, name: "shop", recovery: report }]);
        expect(recoveryText("dev", databases, plain)).toBe(text);
    });

    test("says why, where that is asked for", () => {
        const lines = recoveryText("dev", databasesOf(document({ recovery: report })), { ...plain, why: true }).split("\n");
        const why = lines.filter(line => line.startsWith("      why  "));
        expect(why).toHaveLength(9);
        expect(why[0]).toBe("      why  RTO 1–3 min: the other colour takes the requests (estimate)");
        expect(lines.filter(line => !line.startsWith("      why  ")).join("\n")).toBe(text);
    });

    test("fails to tell of a database whose output is not known, and says so", () => {
        for (const outputs of [{}, { recovery: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" }, { recovery: { databaseGb: "8", levels: [] } }]) {
            const databases = databasesOf(document(outputs));
            expect(databases[0]!.recovery).toBeUndefined();
            expect(recoveryText("dev", databases, plain)).toBe("shop: its output recovery is not known in this preview\n");
        }
        expect(recoveryText("dev", [], plain)).toBe("dev: no PostgresWithBackups\n");
    });

    test("keeps control characters of a program out of the terminal", () => {
        const levels = [{ level: "L3", name: "region failure", impossible: "\u001b[2J", set: "Set it." }] as const;
        expect(recoveryText("dev", [{ urn: "", name: "shop\n", recovery: { databaseGb: 1, levels } }], plain)).toBe(
            "shop\\u000a  1 GB\n  L3  region failure\n      promised   nothing\n      not possible: \\u001b[2J. Set it.\n",
        );
    });
});

describe("webstack recover", () => {
    const program = `
import * as pulumi from "@pulumi/pulumi";
class Database extends pulumi.ComponentResource {
    constructor(name: string, outputs: pulumi.Inputs) {
        super("${type}", name);
        this.registerOutputs(outputs);
    }
}
console.log("printed by the program");
new Database("shop", { host: "shop.example.com", recovery: ${JSON.stringify(report)} });
`;
    let folder: string;
    beforeAll(() => (folder = writeProject("cli/recover", { "index.ts": program, "Pulumi.small.yaml": "" })));

    test("runs the stack's program and prints what it registers", async () => {
        const { code, stdout, stderr } = await webstack(["recover", "dev", "-C", folder]);
        expect(stdout).toBe(text);
        expect(stderr).toBe("printed by the program\n");
        expect(code).toBe(0);
    });

    test("prints with --json one document on stdout", async () => {
        const { code, stdout } = await webstack(["recover", "dev", "--json"], { cwd: folder });
        expect(JSON.parse(stdout)).toEqual({
            stack: "dev",
            databases: [{ urn: `urn:pulumi:dev::test::${type}::shop`, name: "shop", recovery: report }],
        });
        expect(code).toBe(0);
    });

    test("fails by a stack that is not named where there are two, by a program that fails, and by unknown options", async () => {
        const two = await webstack(["recover", "-C", folder]);
        expect([two.code, two.stdout]).toEqual([64, ""]);
        expect(two.stderr).toMatch(/^webstack: .*dev.*small/);
        const broken = writeProject("cli/recover-broken", { "index.ts": "throw new Error('the shop is closed');" });
        const failed = await webstack(["recover", "-C", broken]);
        expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining("webstack: the shop is closed\n")]);
        expect((await webstack(["recover", "--everything"])).code).toBe(64);
    });
});
