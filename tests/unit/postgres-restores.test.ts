import { changesOf, nameOf, rdsPlace, shown } from "./databases";
import { account, dig, podFaults, podSpecs, secret, stackOf, type Stack } from "./support";

/** Databases in the steps of a restore, one for each source. */
const sources = {
    second: `{ kind: "point-in-time", time: "2026-01-31T09:30:00Z" }`,
    newest: `{ kind: "point-in-time", time: "latest" }`,
    snap: `{ kind: "snapshot", snapshotId: "shop-before-release" }`,
    copy: `{ kind: "other-region", region: "us-west-1", network: networkIn("us-west-1"), snapshotId: "arn:aws:rds:us-west-1:${account}:snapshot:copied" }`,
    replicated: `{ kind: "other-region", region: "us-west-1", network: networkIn("us-west-1"), automatedBackupsArn: "arn:aws:rds:us-west-1:${account}:auto-backup:ab-1", time: "2026-01-31T09:30:00Z" }`,
    dumped: `{ kind: "dump", file: "shop_backup_20260131_093000.dump" }`,
};
type Source = keyof typeof sources;
const names = Object.keys(sources) as Source[];

/** One of each kind of place is enough to move: where it is restored, elsewhere, and empty at first. */
const moving = ["second", "copy", "dumped"] as const;

const program = (rest: (name: Source) => string, of: readonly Source[] = names): string => `
${rdsPlace}
const common = { ...rds, cluster, dumps: { to: target }, backup: { copyTo: { region: "us-west-1" } } };
for (const [name, rest] of Object.entries({ ${of.map(name => `${name}: { ${rest(name)} }`).join(", ")} })) {
    const database = new webstack.PostgresWithBackups(name, { ...common, ...rest }, { providers });
    database.connection.allowFrom("web", "sg-web");
    exports[name] = { ...about(database.connection), alarms: database.alarms, replicaHosts: database.replicaHosts };
}
`;

/** A second disaster: the instance in use was itself restored. */
const twice = `
const source = { kind: "point-in-time", time: "latest" };
new webstack.PostgresWithBackups("twice", {
    ...common, restores: { before: { from: source }, again: { from: { ...source, of: "before" } } }, active: "before",
}, { providers });
`;

const restores = (name: Source): string => `restores: { before: { from: ${sources[name]} } },`;

let none: Stack;
let beside: Stack;
let moved: Stack;
let unprotected: Stack;
let removed: Stack;
beforeAll(async () => {
    none = await stackOf(
        "restores-none",
        program(() => ""),
    );
    beside = await stackOf("restores-beside", program(restores) + twice);
    moved = await stackOf(
        "restores-moved",
        program(name => `${restores(name)} active: "before",`, moving),
    );
    unprotected = await stackOf(
        "restores-unprotected",
        program(name => `${restores(name)} active: "before", firstInstance: "unprotected",`, moving),
    );
    removed = await stackOf(
        "restores-removed",
        program(name => `${restores(name)} active: "before", firstInstance: "removed",`, moving),
    );
});

const steps = (name: Source, before: Stack, after: Stack): string[] => changesOf(name, before, after).map(change => shown(name, change));

/** The restored instance, by its logical name. */
function restoredOf(stack: Stack, name: Source): string {
    const found = stack.children(name).filter(child => new RegExp(`^Instance ${name}-restored-before-[0-9a-f]{6}$`).test(child));
    expect(found).toHaveLength(1);
    return found[0]!;
}

const atHome = names.filter(name => !["copy", "replicated"].includes(name));

describe("the first step of a restore", () => {
    it.each(names)("adds an instance and touches no other (%s)", name => {
        const changes = changesOf(name, none, beside);
        // What is backed up is written down anew; nothing is kept in it.
        const kept = changes.filter(({ kind }) => kind !== "created");
        expect(kept.map(change => shown(name, change))).toEqual(atHome.includes(name) ? ["replaced Selection backups: resources"] : []);
        expect(changes.filter(({ loses }) => loses)).toEqual([]);
        const instances = changes.filter(({ type }) => type === "aws:rds/instance:Instance");
        expect(instances.map(({ kind, urn }) => [kind, nameOf(urn)])).toEqual([
            ["created", restoredOf(beside, name).replace("Instance ", "")],
        ]);
    });

    it.each(names)("leaves the connection where it was (%s)", name =>
        expect(dig(beside.outputs, `${name}.host`)).toBe(none.get(`Instance ${name}-instance`).outputs!.address),
    );

    it.each(atHome)("makes the roles that the data of before may lack (%s)", name => {
        expect(steps(name, none, beside)).toEqual(expect.arrayContaining(["+ Job roles-before", "+ Secret roles-before-verifiers"]));
        expect(beside.waitsFor(`Job ${name}-roles-before`)).toContain(restoredOf(beside, name).replace("Instance ", ""));
    });

    it.each<[Source, object]>([
        ["second", { restoreToPointInTime: { restoreTime: "2026-01-31T09:30:00Z", sourceDbInstanceIdentifier: "first" } }],
        ["newest", { restoreToPointInTime: { useLatestRestorableTime: true, sourceDbInstanceIdentifier: "first" } }],
        ["snap", { snapshotIdentifier: "shop-before-release" }],
        ["copy", { snapshotIdentifier: `arn:aws:rds:us-west-1:${account}:snapshot:copied` }],
        [
            "replicated",
            {
                restoreToPointInTime: {
                    restoreTime: "2026-01-31T09:30:00Z",
                    sourceDbInstanceAutomatedBackupsArn: `arn:aws:rds:us-west-1:${account}:auto-backup:ab-1`,
                },
            },
        ],
        ["dumped", { dbName: "shop", username: "owner", allocatedStorage: 20 }],
    ])("takes its data from where it was told (%s)", (name, source) => {
        const inputs = beside.inputs(restoredOf(beside, name));
        const first = beside.get(`Instance ${name}-instance`).outputs!.identifier as string;
        const origin = ["restoreToPointInTime", "snapshotIdentifier", "dbName", "username", "allocatedStorage"];
        const said = Object.fromEntries(origin.filter(key => key in inputs).map(key => [key, inputs[key]]));
        expect(JSON.parse(JSON.stringify(said).replaceAll(first, "first"))).toEqual(source);
    });

    it.each(names)("guards the new one as the old one, with all that this has (%s)", name => {
        const restored = beside.get(restoredOf(beside, name));
        const { inputs } = beside.get(`Instance ${name}-instance`);
        expect(restored.protect).toBe(true);
        const same = [
            "deletionProtection",
            "storageEncrypted",
            "publiclyAccessible",
            "multiAz",
            "backupRetentionPeriod",
            "skipFinalSnapshot",
        ];
        for (const key of [
            ...same,
            "deleteAutomatedBackups",
            "engineVersion",
            "instanceClass",
            "maxAllocatedStorage",
            "monitoringInterval",
        ])
            expect([key, restored.inputs![key]]).toEqual([key, inputs![key]]);
        expect(restored.inputs!.password).toEqual(secret());
        expect(restored.inputs!.finalSnapshotIdentifier).toMatch(new RegExp(`^${name}-restored-before-[0-9a-f]{6}-final-[0-9a-f]{8}$`));
    });

    it.each(names.filter(name => name !== "dumped"))("makes nothing anew when what it came from is gone (%s)", name => {
        expect(beside.get(restoredOf(beside, name))).toMatchObject({
            ignoreChanges: ["allocatedStorage", "snapshotIdentifier", "restoreToPointInTime", "kmsKeyId", "dbName", "username"],
            customTimeouts: { create: 21600 },
        });
    });

    it.each(["copy", "replicated"] as const)("stands in the other region, with the key of the copies (%s)", name => {
        const inputs = beside.inputs(restoredOf(beside, name));
        expect(inputs).toMatchObject({
            region: "us-west-1",
            kmsKeyId: beside.arn(`Key ${name}-copies-key`),
            dbSubnetGroupName: beside.get(`SubnetGroup ${name}-restored-before-subnets`).outputs!.name,
            vpcSecurityGroupIds: [beside.id(`SecurityGroup ${name}-restored-before-group`)],
        });
        expect(steps(name, none, beside).filter(step => step.includes("Key"))).toEqual([]);
    });
});

it("a restore has its data from the instance that it names, or from the first", () => {
    const sourceOf = (name: string): unknown =>
        dig(
            beside.ofType("Instance").find(({ urn }) => urn.includes(`::twice-restored-${name}-`))!.inputs,
            "restoreToPointInTime.sourceDbInstanceIdentifier",
        );
    const restored = beside.ofType("Instance").find(({ urn }) => urn.includes("::twice-restored-before-"))!;
    expect(sourceOf("before")).toBe(beside.get("Instance twice-instance").outputs!.identifier);
    expect(sourceOf("again")).toBe(restored.outputs!.identifier);
});

describe("a dump", () => {
    it("is brought into the empty instance by pods that may read dumps, once its roles are there", () => {
        const job = "Job dumped-restored-before-restore";
        const [pod] = [...podSpecs(beside)].filter(([name]) => name === "dumped-restored-before-restore").map(([, spec]) => spec);
        expect(podFaults(pod!)).toEqual([]);
        const source = { name: "SOURCE", value: "s3://dumps/database/shop_backup_20260131_093000.dump" };
        expect(dig(pod, "initContainers.0.env")).toEqual(expect.arrayContaining([source]));
        expect(dig(pod, "containers.0.env")).toEqual(
            expect.arrayContaining([source, { name: "PGHOST", value: beside.get(restoredOf(beside, "dumped")).outputs!.address }]),
        );
        expect(beside.waitsFor(job)).toEqual(expect.arrayContaining(["dumped-roles-before", "dumped-restored-before-reads"]));
        expect(beside.get(job).ignoreChanges).toEqual(["spec"]);
        const policy = JSON.parse(beside.inputs("RolePolicy dumped-restored-before-reads").policy as string) as {
            Statement: { Action: string }[];
        };
        expect(policy.Statement.map(({ Action }) => Action)).toEqual(["s3:ListBucket", "s3:GetObject", "kms:Decrypt"]);
    });

    it("is there before a workload connects", () =>
        expect(dig(moved.outputs, "dumped.waitsFor")).toEqual(["dumped-roles-before", "dumped-restored-before-restore"]));
});

describe("the second step", () => {
    it.each(moving)("moves the host of the connection, and the login in Secrets Manager with it (%s)", name => {
        expect(dig(moved.outputs, `${name}.host`)).toBe(moved.get(restoredOf(moved, name)).outputs!.address);
        // The value is a secret that no diff shows; what it is made from has changed.
        const from = (stack: Stack): string[] => stack.get(`SecretVersion ${name}-secret`).propertyDependencies!.secretString!.map(nameOf);
        expect(from(beside)).toContain(`${name}-instance`);
        expect(from(moved)).toContain(restoredOf(moved, name).replace("Instance ", ""));
        expect(changesOf(name, beside, moved).filter(({ loses }) => loses)).toEqual([]);
    });

    it.each(moving)("leaves the old instance as it was, and guarded (%s)", name => {
        expect(steps(name, beside, moved).filter(step => step.includes("Instance"))).toEqual([]);
        expect(moved.get(`Instance ${name}-instance`)).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
    });

    it.each(["second", "dumped"] as const)("dumps the new one from then on, and watches it (%s)", name => {
        const { address, identifier } = moved.get(restoredOf(moved, name)).outputs!;
        const pod = dig(moved.inputs(`CronJob ${name}-dump`), "spec.jobTemplate.spec.template.spec");
        expect(dig(pod, "initContainers.0.env.0")).toEqual({ name: "PGHOST", value: address });
        const alarms = dig(moved.outputs, `${name}.alarms`) as { name: string; region?: string; dimensions?: object }[];
        const watched = alarms.filter(alarm => ["cpu", "storage", "memory", "dump"].includes(alarm.name));
        expect(watched.map(({ dimensions }) => Object.values(dimensions!) as unknown[])).toEqual(watched.map(() => [identifier]));
        expect(watched).toHaveLength(4);
        for (const alarm of alarms) expect(alarm).not.toHaveProperty("region");
    });

    it("lets clients in where the new one is", () => {
        expect(dig(moved.outputs, "copy.target")).toEqual({ kind: "cidrs", cidrs: ["10.8.4.0/24", "10.8.5.0/24"] });
        expect(moved.inputs("SecurityGroupIngressRule copy-restored-before-from-web")).toMatchObject({
            region: "us-west-1",
            securityGroupId: moved.id("SecurityGroup copy-restored-before-group"),
        });
    });
});

describe("the end of the first instance", () => {
    it.each(moving)("comes in two steps: it loses its guards, then it goes with a last snapshot (%s)", name => {
        expect(steps(name, moved, unprotected)).toEqual(["Instance instance: (protect) deletionProtection"]);
        const gone = changesOf(name, unprotected, removed).filter(({ kind }) => kind === "deleted");
        expect(gone.filter(({ loses }) => loses === "database")).toEqual([
            expect.objectContaining({ urn: expect.stringMatching(new RegExp(`::${name}-instance$`)) as string, protected: false }),
        ]);
        expect(unprotected.inputs(`Instance ${name}-instance`)).toMatchObject({ skipFinalSnapshot: false, deletionProtection: false });
    });

    it.each(moving)("leaves the instance in use as it is, and guarded (%s)", name => {
        const restored = restoredOf(removed, name);
        expect(removed.get(restored)).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
        expect(
            changesOf(name, unprotected, removed).filter(({ urn, kind }) => restored.endsWith(nameOf(urn)) && kind !== "updated"),
        ).toEqual([]);
        expect(dig(removed.outputs, `${name}.host`)).toBe(removed.get(restored).outputs!.address);
    });
});
