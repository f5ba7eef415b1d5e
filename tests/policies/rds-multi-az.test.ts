import { rdsMultiAz } from "../../policies/rules/backup/rds-multi-az";
import { judge, provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const judging = provesRule("rds-multi-az", {
    "fail-instance": ["multiAz"],
    "fail-instance-silent": ["multiAz"],
    "fail-instance-no-replica": ["multiAz"],
    "fail-instance-in-words": ["multiAz"],
    "fail-instance-beside-unknown": ["multiAz"],
    "fail-cluster-empty": ["cluster"],
    "fail-cluster-of-one": ["cluster"],
    "fail-cluster-of-global": ["cluster"],
    "fail-cluster-in-one-zone": ["cluster"],
});

test("says what happens when a zone fails", async () => {
    const { violations, unknowns } = await judging;
    const why = "when the zone fails, the database is down until somebody restores it.";
    expect(violations["fail-instance"]).toEqual([`multiAz is false: ${why}`]);
    expect(violations["fail-instance-silent"]).toEqual([`multiAz is not set: ${why}`]);
    expect(violations["fail-cluster-empty"]).toEqual([`cluster has no aws.rds.ClusterInstance: ${why}`]);
    expect(violations["fail-cluster-in-one-zone"]).toEqual([`cluster has instances in one zone only: ${why}`]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .multiAz"));
});

test("leaves other environments alone", async () => {
    const { violations, unknowns } = await judge("rds-multi-az", "staging");
    expect([violations, unknowns]).toEqual([{}, {}]);
});

provesInPreviews(rdsMultiAz, judging);

describe("where it is not known", () => {
    const cluster = (props: object): Sketch => ({
        type: "aws:rds/cluster:Cluster",
        props: { engine: "aurora-mysql", clusterIdentifier: "c", tags: { Environment: "prod" }, ...props },
    });
    const member = (props: object): Sketch => ({
        type: "aws:rds/clusterInstance:ClusterInstance",
        props: { clusterIdentifier: "c", ...props },
    });

    test.each([
        ["what engine a cluster has", { c: cluster({ engine: sentinel }) }, "engine"],
        [
            "whose the second instance is",
            { c: cluster({}), a: member({}), b: member({ clusterIdentifier: sentinel }) },
            "clusterIdentifier",
        ],
    ])("%s, it cannot be judged", async (_, resources, place) => {
        expect(await judgeSketch(rdsMultiAz, resources)).toEqual({ violations: {}, unknown: expect.stringContaining(` .${place} `) });
    });

    test("whose a third instance is, it does not matter", async () => {
        const resources = { c: cluster({}), a: member({}), b: member({}), third: member({ clusterIdentifier: sentinel }) };
        expect(await judgeSketch(rdsMultiAz, resources)).toEqual({ violations: {}, unknown: undefined });
    });

    test("what engine a replica has, it does not matter", async () => {
        const replica = cluster({ engine: sentinel, replicationSourceIdentifier: sentinel });
        expect(await judgeSketch(rdsMultiAz, { replica })).toEqual({ violations: {}, unknown: undefined });
    });
});
