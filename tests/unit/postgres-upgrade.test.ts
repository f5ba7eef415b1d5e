import { changesOf, rdsPlace, shown } from "./databases";
import { stackOf, type Stack } from "./support";

/** A database with all that is upgraded along with it. */
const program = (version: string, more = ""): string => `
${rdsPlace}
const orders = new webstack.PostgresWithBackups("orders", {
    ...rds, cluster, version: "${version}", replicas: 1,
    dumps: { to: target }, ${more}
}, { providers });
exports.before = orders.dumpBefore("upgrade to ${version}").urn;
new webstack.PostgresWithBackups("dev", { kind: "in-cluster", namespace: "shop", database: "shop", version: "${version}" }, { providers });
`;

const asked = "allowMajorVersionUpgrade: true, applyImmediately: true,";

let old: Stack;
let ready: Stack;
let upgraded: Stack;
let settled: Stack;
beforeAll(async () => {
    old = await stackOf("upgrade-old", program("16"));
    ready = await stackOf("upgrade-ready", program("16", asked));
    upgraded = await stackOf("upgrade-done", program("17", asked));
    settled = await stackOf("upgrade-settled", program("17"));
});

const steps = (before: Stack, after: Stack): string[] => changesOf("orders", before, after).map(change => shown("orders", change));
const instances = ["instance", "replica-0"];

describe("an upgrade to the next major version", () => {
    it("is asked for first, which restarts nothing", () => {
        expect(steps(old, ready).sort()).toEqual(
            ["Instance instance: allowMajorVersionUpgrade applyImmediately", "Instance replica-0: applyImmediately"].sort(),
        );
    });

    it("moves each instance to parameters of its own in one update, in place", () => {
        const changes = changesOf("orders", ready, upgraded);
        const told = changes.map(change => shown("orders", change));
        expect(told.filter(step => /^(Instance|[+-] ParameterGroup)/.test(step)).sort()).toEqual(
            [
                "+ ParameterGroup parameters-17",
                "- ParameterGroup parameters-16",
                "Instance instance: engineVersion parameterGroupName",
                "Instance replica-0: parameterGroupName",
            ].sort(),
        );
        const ofInstances = changes.filter(({ type }) => type === "aws:rds/instance:Instance");
        expect(ofInstances.map(({ kind, because, mayReplace }) => [kind, because, mayReplace])).toEqual(
            instances.map(() => ["updated", [], []]),
        );
        expect(changes.filter(({ loses }) => loses)).toEqual([]);
    });

    it("keeps the parameters of before until every instance has left them", () => {
        // What is gone is deleted when all else is done.
        const changes = changesOf("orders", ready, upgraded);
        const last = Math.max(...changes.map(({ type }, index) => (type === "aws:rds/instance:Instance" ? index : -1)));
        const gone = changes.flatMap(({ kind, type }, index) => (kind === "deleted" && type.endsWith(":ParameterGroup") ? [index] : []));
        expect(Math.min(...gone)).toBeGreaterThan(last);
    });

    it("upgrades replicas behind their primary, which RDS upgrades with it", () => {
        expect(upgraded.waitsFor("Instance orders-replica-0")).toContain("orders-instance");
        expect(upgraded.inputs("Instance orders-replica-0")).not.toHaveProperty("engineVersion");
    });

    it("brings jobs with a pg_dump of the new version, and a dump for who asks for one", () => {
        const told = steps(ready, upgraded);
        expect(told.filter(step => step.startsWith("CronJob"))).toEqual([
            "CronJob dump: spec.jobTemplate.spec.template.spec.initContainers[name=dump].image",
        ]);
        expect(told.filter(step => /^\+ Job dump-before-/.test(step))).toHaveLength(1);
    });

    it("ends with what it was asked by", () => {
        expect(steps(upgraded, settled).sort()).toEqual(
            ["Instance instance: allowMajorVersionUpgrade applyImmediately", "Instance replica-0: applyImmediately"].sort(),
        );
    });
});

describe("another version in the cluster", () => {
    it("keeps the volume, which the image of another major version refuses: restore a dump beside it", () => {
        const changes = changesOf("dev", ready, upgraded);
        expect(changes.filter(({ loses }) => loses)).toEqual([]);
        expect(changes.map(change => shown("dev", change))).toEqual(
            expect.arrayContaining(["StatefulSet server: spec.template.spec.containers[name=postgres].image"]),
        );
    });
});
