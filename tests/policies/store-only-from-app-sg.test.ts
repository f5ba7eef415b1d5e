import { storeOnlyFromAppSg } from "../../policies/rules/network/store-only-from-app-sg";
import { provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel, type Sketch } from "./preview";

const stores = [
    ...["mysql", "oracle", "sqlserver", "db2", "own-port", "replica", "aurora-postgresql", "aurora-mysql", "docdb", "elastic"],
    ...["neptune", "redshift", "workgroup", "cache", "memcached", "serverless", "memorydb"],
];

const judging = provesRule("store-only-from-app-sg", {
    "fail-rule-ipv4": ["cidrIpv4"],
    "fail-rule-ipv6": ["cidrIpv6"],
    "fail-rule-prefix-list": ["prefixListId"],
    "fail-rule-itself": ["referencedSecurityGroupId"],
    "fail-rule-itself-later": ["referencedSecurityGroupId"],
    "fail-rule-later": ["cidrIpv4"],
    "fail-rule-other-port": ["fromPort"],
    "fail-rule-from-below": ["fromPort", "toPort"],
    "fail-rule-beyond": ["toPort"],
    "fail-rule-no-ports": ["fromPort", "toPort"],
    "fail-rule-every-protocol": ["ipProtocol"],
    "fail-rule-udp": ["ipProtocol"],
    "fail-rule-beside-unknown": ["fromPort"],
    "fail-old-rule-ranges": ["cidrBlocks[0]", "cidrBlocks[1]", "ipv6CidrBlocks[0]"],
    "fail-old-rule-prefix-list": ["prefixListIds[0]"],
    "fail-old-rule-self": ["self"],
    "fail-group": ["ingress[1].cidrBlocks[0]", "ingress[2].fromPort", "ingress[2].toPort", "ingress[3].self", "ingress[4].securityGroups"],
    "fail-group-later": ["ingress[0].fromPort"],
    "fail-rule-by-id": ["cidrIpv4"],
    ...Object.fromEntries(stores.map(store => [`fail-rule-of-pass-${store}`, ["fromPort"]])),
    "fail-rule-of-foreign-replica": ["toPort"],
    "fail-rule-shared": ["toPort"],
    "fail-rule-shared-itself": ["referencedSecurityGroupId"],
    "fail-store-silent": ["vpcSecurityGroupIds"],
    "fail-store-none": ["vpcSecurityGroupIds"],
    "fail-store-default-group": ["vpcSecurityGroupIds"],
    "fail-store-default-group-later": ["vpcSecurityGroupIds"],
    "fail-serverless": ["securityGroupIds"],
    "fail-default-group": ["ingress[0].self", "ingress[0].protocol"],
});

test("says who else gets in, and where", async () => {
    const { violations, unknowns } = await judging;
    const nameIt = "Name the security group of the store's clients.";
    expect(violations["fail-group"]).toEqual([
        `ingress[1].cidrBlocks[0] is "10.0.0.0/24": whatever has one of these addresses gets to the store. ${nameIt}`,
        "ingress[2].fromPort is 0: the stores of this group listen at 5432 and nowhere else.",
        "ingress[2].toPort is 65535: a store listens at one port, and the range is wider than that.",
        `ingress[3].self is true: whatever else is in the group gets to the store. ${nameIt}`,
        `ingress[4].securityGroups is not set: the rule does not say whom it lets in. ${nameIt}`,
    ]);
    expect(violations["fail-rule-itself"]).toEqual([
        `referencedSecurityGroupId is the group itself: whatever else is in the group gets to the store. ${nameIt}`,
    ]);
    expect(violations["fail-rule-every-protocol"]).toEqual(['ipProtocol is "-1": stores speak tcp alone.']);
    expect(violations["fail-rule-of-pass-serverless"]).toEqual([
        "fromPort is 5: the stores of this group listen at 6379 and 6380 and nowhere else.",
    ]);
    expect(violations["fail-rule-of-foreign-replica"]).toEqual([
        "toPort is 8: a store listens at one port, and the range is wider than that.",
    ]);
    expect(violations["fail-store-silent"]).toEqual([
        "vpcSecurityGroupIds is not set: the VPC's default group takes the store in, and whatever else is in that group reaches the " +
            "store at every port.",
    ]);
    expect(violations["fail-store-default-group"]).toEqual([
        "vpcSecurityGroupIds has the default group of a VPC: whatever else is in that group reaches the store at every port.",
    ]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .fromPort"));
});

provesInPreviews(storeOnlyFromAppSg, judging);

const database = (props: object): Sketch => ({ type: "aws:rds/instance:Instance", props: { vpcSecurityGroupIds: ["sg-1"], ...props } });
const ingress = (props: object): Sketch => ({
    type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    props: { securityGroupId: "sg-1", referencedSecurityGroupId: "sg-2", ipProtocol: "tcp", fromPort: 5432, toPort: 5432, ...props },
});

describe("where it is not known", () => {
    const judge = (store: object, rule: object) =>
        judgeSketch(storeOnlyFromAppSg, {
            store: database({ engine: "postgres", ...store }),
            rule: {
                type: "aws:ec2/securityGroupRule:SecurityGroupRule",
                props: { type: "ingress", securityGroupId: "sg-1", protocol: "tcp", fromPort: 5432, toPort: 5432, self: false, ...rule },
            },
        });
    const source = { sourceSecurityGroupId: "sg-2" };
    const range = { cidrBlocks: ["10.0.0.0/8"] };

    test.each([
        ["what groups a store is in", { vpcSecurityGroupIds: sentinel }, range, "vpcSecurityGroupIds"],
        ["what one of its groups is", { vpcSecurityGroupIds: [sentinel] }, range, "vpcSecurityGroupIds.0"],
        ["whose rule it is", {}, { ...range, securityGroupId: sentinel }, "securityGroupId"],
        ["which way a rule goes", {}, { ...range, type: sentinel }, "type"],
        ["whether a rule has ranges", {}, { cidrBlocks: sentinel }, "cidrBlocks"],
        ["whether the group lets itself in", {}, { self: sentinel }, "self"],
        ["a rule's protocol", {}, { ...source, protocol: sentinel }, "protocol"],
        ["a rule's last port", {}, { ...source, toPort: sentinel }, "toPort"],
        ["where a store listens", { port: sentinel }, source, "port"],
        ["what engine a store has", { engine: sentinel }, source, "engine"],
        ["whom a rule lets in, which AWS demands", {}, {}, "sourceSecurityGroupId"],
    ])("%s, it cannot be judged", async (_, store, rule, place) => {
        expect(await judge(store, rule)).toEqual({
            violations: {},
            unknown: expect.stringMatching(`value at \\.${place} can't be known`),
        });
    });

    test("the rest is judged", async () => {
        expect(await judge({ port: 5432, engine: sentinel }, { ...source, fromPort: sentinel, toPort: 22 })).toEqual({
            violations: { rule: ["toPort is 22: a store listens at one port, and the range is wider than that."] },
            unknown: expect.stringMatching(/value at \.fromPort can't be known/),
        });
        expect((await judge({}, { ...source, protocol: sentinel, fromPort: 22, toPort: 22 })).violations.rule).toHaveLength(1);
    });

    test("where another store of the group listens, it does not matter", async () => {
        const [known, unknown] = [database({ engine: "postgres" }), database({ port: sentinel })];
        expect(await judgeSketch(storeOnlyFromAppSg, { unknown, known, rule: ingress({}) })).toEqual({
            violations: {},
            unknown: undefined,
        });
    });

    test("rules of groups that no store is in are left alone", async () => {
        expect(await judge({ vpcSecurityGroupIds: ["sg-3"] }, { ...range, type: sentinel })).toEqual({
            violations: {},
            unknown: undefined,
        });
    });
});

test("two replicas that name each other listen anywhere", async () => {
    const a = database({ identifier: "a", replicateSourceDb: "b" });
    const b = database({ identifier: "b", replicateSourceDb: "a" });
    const seen = await judgeSketch(storeOnlyFromAppSg, { a, b, rule: ingress({ fromPort: 1, toPort: 1 }) });
    expect(seen).toEqual({ violations: {}, unknown: undefined });
});

test.each([
    ["ports in words", { rule: ingress({ fromPort: "5432", toPort: "5432" }) }, []],
    ["no words of a port", { rule: ingress({ fromPort: "any", toPort: "any" }) }, ["rule", "rule"]],
    ["a port that is none", { db: database({ engine: "postgres", port: 0 }), rule: ingress({}) }, []],
    ["an engine in capitals", { db: database({ engine: "POSTGRES" }), rule: ingress({ fromPort: 1, toPort: 1 }) }, ["rule"]],
    ["an engine that nobody knows", { db: database({ engine: "quantum" }), rule: ingress({ fromPort: 1, toPort: 1 }) }, []],
    ["a lone group", { db: database({ engine: "postgres", vpcSecurityGroupIds: "sg-1" }), rule: ingress({ cidrIpv4: "::/0" }) }, ["rule"]],
    [
        "a rule that is none",
        { rule: { type: "aws:ec2/securityGroup:SecurityGroup", props: { ingress: [null] }, answers: { id: "sg-1" } } },
        ["rule", "rule"],
    ],
    ["groups that are none", { db: database({ engine: "postgres", vpcSecurityGroupIds: [null, 5, {}] }), rule: ingress({}) }, ["db"]],
])("reads %s", async (_, resources, expected) => {
    const { violations, unknown } = await judgeSketch(storeOnlyFromAppSg, { db: database({ engine: "postgres" }), ...resources });
    expect(Object.entries(violations).flatMap(([name, messages]) => messages.map(() => name))).toEqual(expected);
    expect(unknown).toBeUndefined();
});
