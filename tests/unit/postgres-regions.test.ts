import { rdsAuthority } from "../../components/postgres-with-backups/rds-authority";
import { changesOf, rdsPlace, shown, urlOf } from "./databases";
import { dig, stackOf, type Stack } from "./support";

const program = (args: string): string => `
${rdsPlace}
const orders = new webstack.PostgresWithBackups("orders", { ...rds, cluster, ${args} }, { providers });
orders.connection.allowFrom("there", "sg-there");
for (const connection of Object.values(orders.regionReplicas)) connection.allowFrom("there", "sg-there");
exports.connection = about(orders.connection);
exports.regionReplicas = Object.fromEntries(Object.entries(orders.regionReplicas).map(([region, connection]) => [region, about(connection)]));
exports.replicaHosts = orders.replicaHosts;
exports.alarms = orders.alarms;
`;

const replica = (more = ""): string => `regionReplicas: [{ region: "us-west-1", network: networkIn("us-west-1")${more} }],`;

let without: Stack;
let replicated: Stack;
let promoted: Stack;
let moved: Stack;
beforeAll(async () => {
    without = await stackOf("postgres-regions-without", program(""));
    replicated = await stackOf("postgres-regions-replicated", program(replica(', instanceClass: "db.r7g.large"')));
    promoted = await stackOf("postgres-regions-promoted", program(replica(', instanceClass: "db.r7g.large", promoted: true')));
    moved = await stackOf("postgres-regions-moved", program(`${replica(", promoted: true")} active: "us-west-1", replicas: 1,`));
});

const steps = (before: Stack, after: Stack): string[] => changesOf("orders", before, after).map(change => shown("orders", change));

describe("a replica in another region", () => {
    it("is made there, with a key, a network and parameters of its own, beside what there is", () => {
        expect(steps(without, replicated)).toEqual([
            "+ SecurityGroup us-west-1-group",
            "+ Key us-west-1-key",
            "+ ParameterGroup us-west-1-parameters-17",
            "+ SubnetGroup us-west-1-subnets",
            "+ Instance replica-us-west-1",
            "+ SecurityGroupIngressRule us-west-1-from-there",
        ]);
        for (const child of ["SecurityGroup group", "SubnetGroup subnets", "ParameterGroup parameters-17", "Key key"]) {
            const key = child.replace(" ", " orders-us-west-1-");
            expect([key, replicated.inputs(key).region]).toEqual([key, "us-west-1"]);
        }
        expect(replicated.inputs("SecurityGroupIngressRule orders-us-west-1-from-there").region).toBe("us-west-1");
        expect(replicated.get("Key orders-us-west-1-key").protect).toBe(true);
    });

    it("replicates the first instance, encrypted with that key, in that network", () => {
        const inputs = replicated.inputs("Instance orders-replica-us-west-1");
        expect(inputs).toMatchObject({
            region: "us-west-1",
            replicateSourceDb: replicated.arn("Instance orders-instance"),
            kmsKeyId: replicated.arn("Key orders-us-west-1-key"),
            performanceInsightsKmsKeyId: replicated.arn("Key orders-us-west-1-key"),
            dbSubnetGroupName: replicated.get("SubnetGroup orders-us-west-1-subnets").outputs!.name,
            parameterGroupName: replicated.get("ParameterGroup orders-us-west-1-parameters-17").outputs!.name,
            vpcSecurityGroupIds: [replicated.id("SecurityGroup orders-us-west-1-group")],
            instanceClass: "db.r7g.large",
            deletionProtection: true,
            publiclyAccessible: false,
            skipFinalSnapshot: true,
        });
        for (const own of ["username", "password", "dbName", "engine", "engineVersion", "allocatedStorage", "backupRetentionPeriod"])
            expect(inputs).not.toHaveProperty(own);
        expect(replicated.inputs("SubnetGroup orders-us-west-1-subnets").subnetIds).toEqual(["subnet-us-west-1-a", "subnet-us-west-1-b"]);
    });

    it("has a connection of its own, which knows the authority there", () => {
        const connection = dig(replicated.outputs, "regionReplicas.us-west-1");
        expect(connection).toMatchObject({
            host: replicated.get("Instance orders-replica-us-west-1").outputs!.address,
            authority: rdsAuthority("us-west-1"),
            target: { kind: "cidrs", cidrs: ["10.8.4.0/24", "10.8.5.0/24"] },
            isSecret: true,
        });
        expect(rdsAuthority("us-west-1")).not.toBe(rdsAuthority("eu-west-1"));
        expect(urlOf(connection).password).toBe(urlOf(replicated.outputs.connection).password);
    });
});

/** Those of RDS: name, where it stands, and what it watches. */
const alarmsOf = (stack: Stack): unknown[][] =>
    (stack.outputs.alarms as Record<string, unknown>[])
        .filter(({ namespace, source }) => namespace === "AWS/RDS" || source === "aws.rds")
        .map(({ name, region, dimensions, detail }) => [
            name,
            region ?? "home",
            dig(dimensions, "DBInstanceIdentifier") ?? dig(detail, "SourceArn.0"),
        ]);

describe("alarms", () => {
    const { identifier, arn } = {
        identifier: (stack: Stack, which: string): unknown => stack.get(`Instance orders-${which}`).outputs!.identifier,
        arn: (stack: Stack, which: string): string => stack.arn(`Instance orders-${which}`),
    };
    const ofOne = (stack: Stack, which: string, region: string): { metrics: unknown[][]; events: unknown[][] } => ({
        metrics: ["cpu", "storage", "memory"].map(name => [name, region, identifier(stack, which)]),
        events: ["failure", "failover"].map(name => [name, region, arn(stack, which)]),
    });

    it("are of the first instance at home, and of the replica's lag where it stands", () => {
        const first = ofOne(replicated, "instance", "home");
        expect(alarmsOf(replicated)).toEqual([
            ...first.metrics,
            ["replica-us-west-1-lag", "us-west-1", identifier(replicated, "replica-us-west-1")],
            ...first.events,
        ]);
        const lag = (replicated.outputs.alarms as { name: string }[]).find(({ name }) => name === "replica-us-west-1-lag");
        expect(lag).toMatchObject({
            description: "The replica in us-west-1 more than 30 s behind",
            metricName: "ReplicaLag",
            threshold: 30,
        });
    });

    it("are none of a lag once it replicates nothing", () => {
        const { metrics, events } = ofOne(promoted, "instance", "home");
        expect(alarmsOf(promoted)).toEqual([...metrics, ...events]);
    });

    it("follow the instance in use to its region, with its replicas", () => {
        const { metrics, events } = ofOne(moved, "replica-us-west-1", "us-west-1");
        expect(alarmsOf(moved)).toEqual([...metrics, ["replica-0-lag", "us-west-1", identifier(moved, "us-west-1-replica-0")], ...events]);
    });
});

describe("its promotion", () => {
    it("is an update in place: the same instance without what it replicated", () => {
        const [instance, ...others] = changesOf("orders", replicated, promoted).filter(({ kind }) => kind !== "created");
        expect(others).toEqual([]);
        expect(instance).toMatchObject({ kind: "updated", because: [], mayReplace: [] });
        expect(instance!.urn).toMatch(/::orders-replica-us-west-1$/);
        const paths = instance!.properties.map(({ path }) => path).sort();
        expect(paths).toEqual(
            [
                "(ignoreChanges)",
                "(protect)",
                "backupRetentionPeriod",
                "backupWindow",
                "deleteAutomatedBackups",
                "engineLifecycleSupport",
                "engineVersion",
                "finalSnapshotIdentifier",
                "maxAllocatedStorage",
                "multiAz",
                "password",
                "port",
                "replicateSourceDb",
                "skipFinalSnapshot",
                "storageType",
            ].sort(),
        );
        expect(steps(replicated, promoted)).toEqual(expect.arrayContaining(["+ RandomId replica-us-west-1-final-snapshot"]));
        expect(changesOf("orders", replicated, promoted)).toHaveLength(2);
    });

    it("makes it a database that is guarded, with backups and a last snapshot", () => {
        expect(promoted.get("Instance orders-replica-us-west-1")).toMatchObject({
            protect: true,
            inputs: {
                deletionProtection: true,
                backupRetentionPeriod: 7,
                skipFinalSnapshot: false,
                password: expect.anything() as unknown,
            },
        });
        expect(promoted.inputs("Instance orders-replica-us-west-1")).not.toHaveProperty("replicateSourceDb");
        expect(promoted.inputs("Instance orders-replica-us-west-1").finalSnapshotIdentifier).toMatch(
            /^orders-replica-us-west-1-final-[0-9a-f]{8}$/,
        );
    });

    it("moves no connection; `active` does, and the first instance stays guarded", () => {
        const host = (stack: Stack, which: string): unknown => stack.get(`Instance orders-${which}`).outputs!.address;
        expect(dig(promoted.outputs, "connection.host")).toBe(host(promoted, "instance"));
        expect(moved.outputs.connection).toMatchObject({
            host: host(moved, "replica-us-west-1"),
            authority: rdsAuthority("us-west-1"),
            target: { cidrs: ["10.8.4.0/24", "10.8.5.0/24"] },
            waitsFor: [],
        });
        expect(moved.get("Instance orders-instance")).toMatchObject({ protect: true, inputs: { deletionProtection: true } });
    });

    it("has replicas beside it from then on, which take its subnets", () => {
        const inputs = moved.inputs("Instance orders-us-west-1-replica-0");
        expect(inputs).toMatchObject({
            region: "us-west-1",
            replicateSourceDb: moved.get("Instance orders-replica-us-west-1").outputs!.identifier,
            kmsKeyId: moved.arn("Key orders-us-west-1-key"),
        });
        expect(inputs).not.toHaveProperty("dbSubnetGroupName");
        expect(moved.outputs.replicaHosts).toEqual([moved.get("Instance orders-us-west-1-replica-0").outputs!.address]);
    });
});
