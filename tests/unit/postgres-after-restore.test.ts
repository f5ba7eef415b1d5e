import { promisesOf, recoveryFacts } from "../../components/postgres-with-backups/recovery-facts";
import type { RdsArgs } from "../../components/postgres-with-backups/rds-args";
import { rdsArgs, rdsPlace, urlOf } from "./databases";
import { dig, parts, stackOf, type Stack } from "./support";

/** What holds once a database has been restored, or has moved to another region. */
const replica = { region: "us-west-1", network: parts };
const snapshot = { kind: "snapshot", snapshotId: "before" } as const;
const promises = { databaseGb: 8, L2: { rtoMinutes: 30, rpoMinutes: 60 }, L3: { rtoMinutes: 240, rpoMinutes: 240 } };
const args: RdsArgs = { ...rdsArgs, regionReplicas: [replica], backup: { copyTo: { region: "us-west-1" } }, recovery: promises };
const restored: RdsArgs = { ...args, restores: { before: { from: snapshot } }, active: "before" };
const promoted: RdsArgs = { ...args, regionReplicas: [{ ...replica, promoted: true }] };

describe("the promises of a database", () => {
    it.each<[string, RdsArgs, string | undefined, object | undefined]>([
        ["rest on the replica that follows it", args, "us-west-1", promises.L3],
        ["rest on no replica that follows the instance of before", restored, undefined, undefined],
        ["leave out the region once its replica was promoted", promoted, undefined, undefined],
        ["stay with a restore where no replica is left behind", { ...restored, regionReplicas: [] }, undefined, promises.L3],
    ])("%s", (_, given, elsewhere, L3) => {
        expect(recoveryFacts(given).elsewhere?.replica).toBe(elsewhere);
        expect(promisesOf(given)).toEqual({ ...promises, L3 });
    });

    it("count on RDS alone in another region: AWS Backup and dumps are at home", () => {
        expect(recoveryFacts({ ...promoted, active: "us-west-1" })).toMatchObject({ snapshotWindows: ["03:00-04:00"], multiAz: true });
        expect(recoveryFacts({ ...promoted, active: "us-west-1" })).not.toHaveProperty("elsewhere");
        expect(recoveryFacts({ ...promoted, active: "us-west-1" })).not.toHaveProperty("dumps");
    });
});

describe("instances that are to go, and roles that others made", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "after-restore",
            `
${rdsPlace}
const from = { kind: "snapshot", snapshotId: "before" };
new webstack.PostgresWithBackups("orders", {
    ...rds, restores: { kept: { from }, drill: { from, unprotected: true } },
    regionReplicas: [{ region: "us-west-1", network: networkIn("us-west-1"), unprotected: true }],
}, { providers });
const away = new webstack.PostgresWithBackups("away", {
    ...rds, cluster, dumps: { to: target }, regionReplicas: [{ region: "us-west-1", network: networkIn("us-west-1"), promoted: true }],
    active: "us-west-1",
}, { providers });
tryTo(() => away.dumpBefore("x"));
const theirs = { kind: "existing", host: "db.example.com", database: "shop", username: "postgres.abc", password: pulumi.secret("p@ss/w%rd") };
exports.theirs = about(new webstack.PostgresWithBackups("theirs", theirs, { providers }).connection);
const roles = new webstack.PostgresWithBackups("roles", { ...theirs, app: { username: "shop_app", password: "app" } }, { providers });
exports.app = about(roles.connections.app);
`,
        );
    });

    it("have no protection of AWS's or of Pulumi's, and those beside them keep theirs", () => {
        const guarded = stack
            .ofType("Instance")
            .filter(({ urn }) => urn.includes("::orders-"))
            .map(({ urn, protect, inputs }) => [
                urn
                    .split("::")
                    .at(-1)!
                    .replace(/-[0-9a-f]{6}$/, ""),
                protect ?? false,
                inputs!.deletionProtection,
            ]);
        expect(guarded.sort()).toEqual([
            ["orders-instance", true, true],
            ["orders-replica-us-west-1", false, false],
            ["orders-restored-drill", false, false],
            ["orders-restored-kept", true, true],
        ]);
        expect([stack.get("Key orders-key").protect, stack.get("Key orders-us-west-1-key").protect ?? false]).toEqual([true, false]);
    });

    it("fails a dump before something of an instance that the job cannot reach", () => {
        expect(dig(stack.outputs, "refused.0")).toBe(
            "PostgresWithBackups 'away': 1 problem\n" +
                '  active: got "us-west-1"; allowed: an instance in the region of the cluster, with dumpBefore. ' +
                "The job runs there and reaches no other: dump it by the stack of its own region.",
        );
    });

    it("keep whatever a user's name or password has in it out of the rest of the address", () => {
        const { username, password, host, pathname } = urlOf(stack.outputs.theirs);
        expect([username, decodeURIComponent(password), host, pathname]).toEqual([
            "postgres.abc",
            "p@ss/w%rd",
            "db.example.com:5432",
            "/shop",
        ]);
        expect(dig(stack.outputs, "theirs.isSecret")).toBe(true);
    });

    it("are connected as, where others made them", () => {
        const { username, password } = urlOf(stack.outputs.app);
        expect([username, password]).toEqual(["shop_app", "app"]);
    });
});
