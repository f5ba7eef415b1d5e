import type { Change } from "../../synth/diff/changes";
import { changesOf, nameOf, rdsPlace, shown } from "./databases";
import { stackOf, type Stack } from "./support";

/**
 * What becomes of a database when one option changes. Which properties replace a resource stands in
 * synth/diff/replacements, read from the source of the providers.
 */
interface Step {
    readonly option: string;
    readonly from?: string;
    readonly to: string;
    /** As `shown`: what is changed in place, `+` and `-` before what is made and deleted. */
    readonly changes: readonly string[];
}

const instance = "Instance instance";
const parametersOf = (version: string): string => `parameters-${version}`;
const selection = "replaced Selection backups: resources";

const steps: readonly Step[] = [
    { option: "instanceClass", to: 'instanceClass: "db.r7g.large"', changes: [`${instance}: instanceClass`] },
    { option: "storageGb: RDS may have grown it", to: "storageGb: 50", changes: [`${instance}: maxAllocatedStorage`] },
    { option: "maxStorageGb", to: "maxStorageGb: 400", changes: [`${instance}: maxAllocatedStorage`] },
    { option: "multiAz", to: "multiAz: false", changes: [`${instance}: multiAz`] },
    {
        option: "parameters: a dynamic one",
        to: 'parameters: { work_mem: "8MB" }',
        changes: ["ParameterGroup parameters-17: parameters[name=work_mem]"],
    },
    { option: "extensions", to: 'extensions: ["pg_trgm"]', changes: [] },
    { option: "replicas: one more", from: "replicas: 1", to: "replicas: 2", changes: ["+ Instance replica-1"] },
    { option: "pool", to: "pool: { max: 50 }", changes: [] },
    {
        option: "allowMajorVersionUpgrade",
        to: "allowMajorVersionUpgrade: true, applyImmediately: true",
        changes: [`${instance}: allowMajorVersionUpgrade applyImmediately`],
    },
    { option: "applyImmediately", to: "applyImmediately: true", changes: [`${instance}: applyImmediately`] },
    {
        option: "performanceInsightsDays",
        to: "performanceInsightsDays: 731",
        changes: [`${instance}: performanceInsightsRetentionPeriod`],
    },
    { option: "monitoringSeconds", to: "monitoringSeconds: 1", changes: [`${instance}: monitoringInterval`] },
    { option: "maintenanceWindow", to: 'maintenanceWindow: "mon:04:30-mon:05:30"', changes: [`${instance}: maintenanceWindow`] },
    { option: "backup.pitrDays", to: "backup: { pitrDays: 35 }", changes: [`${instance}: backupRetentionPeriod`] },
    { option: "backup.window", to: 'backup: { window: "02:00-03:00" }', changes: [`${instance}: backupWindow`] },
    {
        option: "backup.dailyDays",
        to: "backup: { dailyDays: 30 }",
        changes: ["Plan backups: rules[0].lifecycle.deleteAfter", "replaced VaultLockConfiguration vault-lock: minRetentionDays"],
    },
    {
        option: "backup.copyTo",
        to: 'backup: { copyTo: { region: "us-west-1" } }',
        changes: [
            "+ Key copies-key",
            "+ Vault copies",
            "Plan backups: rules[0].copyActions rules[1].copyActions rules[2].copyActions",
            "+ VaultLockConfiguration copies-lock",
        ],
    },
    {
        option: "backup.copyTo.pointInTime",
        from: 'backup: { copyTo: { region: "us-west-1" } }',
        to: 'backup: { copyTo: { region: "us-west-1", pointInTime: true } }',
        changes: ["+ InstanceAutomatedBackupsReplication copies-instance"],
    },
    {
        option: "backup.lock",
        to: 'backup: { lock: { mode: "compliance", cannotBeUndone: true, graceDays: 3 } }',
        changes: ["replaced VaultLockConfiguration vault-lock: changeableForDays"],
    },
    {
        option: "backup.restoreTesting",
        to: "backup: { restoreTesting: {} }",
        changes: ["+ RestoreTestingPlan restore-test", "+ RestoreTestingSelection restore-test"],
    },
    {
        option: "backup.restoreTesting.weekday",
        from: "backup: { restoreTesting: {} }",
        to: 'backup: { restoreTesting: { weekday: "SUN", hours: 8 } }',
        changes: ["RestoreTestingPlan restore-test: scheduleExpression", "RestoreTestingSelection restore-test: validationWindowHours"],
    },
    {
        option: "deletionProtection",
        to: "deletionProtection: false",
        changes: ["Key key: (protect)", "Vault vault: (protect)", `${instance}: (protect) deletionProtection`],
    },
    { option: "tags", to: 'tags: { Project: "shop" }', changes: [] },
    {
        option: "network: other subnets",
        to: 'network: { ...network, subnetIds: networkIn("x").subnetIds }',
        changes: ["SubnetGroup subnets: subnetIds"],
    },
    {
        option: "restores",
        to: 'restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } }',
        changes: ["+ RandomId restored-before-0f69f5-final-snapshot", "+ Instance restored-before-0f69f5", selection],
    },
    {
        option: "restores, written in another order",
        from: 'restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } }',
        to: 'restores: { before: { from: { snapshotId: "a", kind: "snapshot" } } }',
        changes: [],
    },
    {
        option: "firstInstance",
        from: 'restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } }, active: "before"',
        to: 'restores: { before: { from: { kind: "snapshot", snapshotId: "a" } } }, active: "before", firstInstance: "unprotected"',
        changes: [`${instance}: (protect) deletionProtection`],
    },
    {
        option: "version, within what is asked for",
        from: 'version: "16"',
        to: 'version: "17", allowMajorVersionUpgrade: true, applyImmediately: true',
        changes: [
            `+ ParameterGroup ${parametersOf("17")}`,
            `${instance}: allowMajorVersionUpgrade applyImmediately engineVersion parameterGroupName`,
            `- ParameterGroup ${parametersOf("16")}`,
        ],
    },
];

/** What AWS cannot do in place: Pulumi refuses it as long as the database is protected. */
const lasting: readonly Step[] = [
    { option: "database", to: 'database: "store"', changes: ["dbName"] },
    { option: "username", to: 'username: "somebody"', changes: ["username"] },
    { option: "masterSecret", from: "cluster", to: 'cluster, masterSecret: "rds-managed"', changes: ["username"] },
];

const cases = [...steps, ...lasting].map((step, index) => ({ ...step, name: `db${index}` }));
const [inPlace, refused] = [cases.slice(0, steps.length), cases.slice(steps.length)];

/** The databases of all steps, before them or after. */
const program = (side: "from" | "to"): string => `
${rdsPlace}
${cases.map(({ name, [side]: args = "" }) => `new webstack.PostgresWithBackups("${name}", { ...rds, ${args} }, { providers });`).join("\n")}
`;

let before: Stack;
let after: Stack;
beforeAll(async () => {
    before = await stackOf("rds-changes-before", program("from"));
    after = await stackOf("rds-changes-after", program("to"));
});

const withoutTags = (changes: readonly Change[]): Change[] =>
    changes.filter(({ kind, properties }) => kind !== "updated" || !properties.every(({ path }) => path.startsWith("tags")));

describe("a change of an option of a database on RDS", () => {
    it.each(inPlace)("replaces and deletes nothing that holds data: $option", ({ name, changes: expected }) => {
        const changes = changesOf(name, before, after);
        expect(withoutTags(changes).map(change => shown(name, change))).toEqual(expected);
        expect(changes.filter(({ loses }) => loses)).toEqual([]);
        expect(changes.filter(({ type, mayReplace }) => type === "aws:rds/instance:Instance" && mayReplace.length > 0)).toEqual([]);
    });

    it.each(refused)("fails at Pulumi for $option: the database is protected", ({ name, changes: expected }) => {
        const [change] = changesOf(name, before, after).filter(({ urn }) => nameOf(urn) === `${name}-instance`);
        expect(change).toMatchObject({ kind: "replaced", because: expected, loses: "database", protected: true });
        expect(after.get(`Instance ${name}-instance`)).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
    });

    it("fails at Pulumi for restores and promoted replicas that are taken away", () => {
        const restored = cases.find(({ option }) => option === "restores")!.name;
        const [gone] = changesOf(restored, after, before).filter(({ loses }) => loses === "database");
        expect(gone).toMatchObject({ kind: "deleted", protected: true });
    });
});
