import { rdsForceSsl } from "../../policies/rules/transit/rds-force-ssl";
import { provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const judging = provesRule("rds-force-ssl", {
    "fail-group-by-text": ["parameters[0].value"],
    "fail-group-off": ["parameters[1].value"],
    "fail-group-off-later": ["parameters[0].value"],
    "fail-group-empty": ["parameters"],
    "fail-group-silent-14": ["parameters"],
    "fail-group-twice": ["parameters[1].value"],
    "fail-group-beside-unknown": ["parameters[1].value"],
    "fail-default-14": ["parameterGroupName"],
    "fail-default-no-replica": ["parameterGroupName"],
    "fail-default-version-unsaid": ["parameterGroupName"],
    "fail-default-by-name": ["parameterGroupName"],
    "fail-default-mariadb": ["parameterGroupName"],
    "fail-default-mysql": ["parameterGroupName"],
    "fail-group-of-another-stack": ["parameterGroupName"],
    "fail-group-mysql": ["parameters[0].value"],
    "fail-group-mysql-silent": ["parameters"],
    "fail-group-mariadb": ["parameters"],
    "fail-group-of-replica": ["parameters[0].value"],
    "fail-replica-far-default-group": ["parameterGroupName"],
    "fail-replica-of-elsewhere": ["parameterGroupName"],
    "fail-cluster-group": ["parameters[0].value"],
    "fail-cluster-group-16": ["parameters"],
    "fail-aurora-16": ["dbClusterParameterGroupName"],
    "fail-aurora-default": ["dbClusterParameterGroupName"],
    "fail-aurora-mysql": ["dbClusterParameterGroupName"],
    "fail-multi-az": ["dbClusterParameterGroupName"],
    "fail-multi-az-mysql": ["dbClusterParameterGroupName"],
    "fail-group-of-instances": ["dbClusterParameterGroupName"],
});

const plain = "a client that does not ask for TLS sends passwords and rows through the network in plain text.";

test("says which parameter lets clients in without TLS", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-group-off"]).toEqual([`parameters[1].value is "0": rds.force_ssl is off, and ${plain}`]);
    expect(violations["fail-group-mysql-silent"]).toEqual([`parameters has no require_secure_transport: ${plain}`]);
    expect(violations["fail-default-14"]).toEqual([
        `parameterGroupName is not set: no group of the stack asks for rds.force_ssl, and ${plain}`,
    ]);
    expect(violations["fail-group-of-another-stack"]).toEqual([
        `parameterGroupName is "corporate": no group of the stack asks for rds.force_ssl, and ${plain}`,
    ]);
    expect(violations["fail-aurora-mysql"]).toEqual([
        `dbClusterParameterGroupName is not set: no group of the stack asks for require_secure_transport, and ${plain}`,
    ]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .parameters.0.value"));
});

provesInPreviews(rdsForceSsl, judging);

const instance = (props: object, more: Partial<Sketch> = {}): Sketch => ({ type: "aws:rds/instance:Instance", props, ...more });
const group = (props: object): Sketch => ({
    type: "aws:rds/parameterGroup:ParameterGroup",
    props: { name: "own", family: "postgres14", ...props },
});
const judge = (resources: Record<string, Sketch>) => judgeSketch(rdsForceSsl, resources);

describe("a replica that names its source by ARN", () => {
    const arn = "arn:aws:rds:us-east-1:123456789012:db:primary";
    const judgeReplica = async (engineVersion: unknown, replica: Sketch) => {
        const primary = instance({ engine: "postgres", engineVersion, parameterGroupName: "own" }, { answers: { arn } });
        const off = { name: "rds.force_ssl", value: "1" };
        return judge({ primary, replica, group: group({ parameters: [off] }) });
    };

    test("has AWS's group of its source's version", async () => {
        const replica = instance({ replicateSourceDb: arn });
        expect((await judgeReplica("15", replica)).violations).toEqual({});
        expect(Object.keys((await judgeReplica("14", replica)).violations)).toEqual(["replica"]);
    });

    test("may be beside it, while the ARN is not known", async () => {
        const replica = instance({ replicateSourceDb: sentinel }, { from: { replicateSourceDb: "primary" } });
        expect(await judgeReplica("15", replica)).toEqual({ violations: {}, unknown: undefined });
        expect(await judgeReplica("14", replica)).toEqual({ violations: {}, unknown: expect.stringContaining(" .replicateSourceDb ") });
    });
});

describe("where it is not known", () => {
    const named = instance({ engine: "postgres", parameterGroupName: "own" });

    test.each([
        ["what group a database has", { db: instance({ engine: "postgres", parameterGroupName: sentinel }) }, "parameterGroupName"],
        ["what engine it has", { db: instance({ engine: sentinel }) }, "engine"],
        ["what version it has", { db: instance({ engine: "postgres", engineVersion: sentinel }) }, "engineVersion"],
        ["what a group is for", { db: named, group: group({ family: sentinel }) }, "family"],
        ["what a group says", { db: named, group: group({ parameters: sentinel }) }, "parameters"],
        [
            "which parameter a group sets",
            { db: named, group: group({ parameters: [{ name: sentinel, value: "1" }] }) },
            "parameters.0.name",
        ],
        [
            "which parameter it sets that is on otherwise",
            { db: named, group: group({ family: "postgres17", parameters: [{ name: sentinel, value: "0" }] }) },
            "parameters.0.name",
        ],
    ])("%s, it cannot be judged", async (_, resources, place) => {
        expect(await judge(resources)).toEqual({ violations: {}, unknown: expect.stringContaining(` .${place} `) });
    });

    test.each([
        ["the version of an engine that is never closed by itself", instance({ engine: "mysql", engineVersion: sentinel }), ["db"]],
        ["the version that AWS chooses", instance({ engine: "postgres" }, { answers: { engineVersion: sentinel } }), ["db"]],
        [
            "the group that AWS chooses",
            instance({ engine: "postgres", engineVersion: "15" }, { answers: { parameterGroupName: sentinel } }),
            [],
        ],
        ["the group of an engine that is not judged", instance({ engine: "db2-se", parameterGroupName: sentinel }), []],
    ])("%s, it does not matter", async (_, db, expected) => {
        const seen = await judge({ db });
        expect([Object.keys(seen.violations), seen.unknown]).toEqual([expected, undefined]);
    });
});

test.each([
    ["a lone parameter", { name: "rds.force_ssl", value: "1" }, []],
    ["parameters without names", [{}, null, "rds.force_ssl", 1], ["group"]],
    ["a parameter without a value", [{ name: "rds.force_ssl" }], ["group"]],
    ["a value that is none", [{ name: "rds.force_ssl", value: { on: true } }], ["group"]],
])("reads %s", async (_, parameters, expected) => {
    const seen = await judge({ db: instance({ engine: "POSTGRES", parameterGroupName: "own" }), group: group({ parameters }) });
    expect([Object.keys(seen.violations), seen.unknown]).toEqual([expected, undefined]);
});

test.each(["", 14, "postgres", "14", "postgres-next", null])("knows no family such as %p", async family => {
    const seen = await judge({ db: instance({ engine: "postgres", parameterGroupName: "own" }), group: group({ family }) });
    expect(seen).toEqual({ violations: {}, unknown: undefined });
});
