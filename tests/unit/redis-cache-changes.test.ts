import { changesBetween, type Change } from "../../synth/diff/changes";
import { conditionallyReplacing, replacingProperties } from "../../synth/diff/replacements";
import { account, existingNetwork, region, stackOf, type Stack } from "./support";

/**
 * What becomes of a cache when one option changes. Which properties replace a resource stands in synth/diff/replacements,
 * read from the source of the providers (`ForceNew`, `RequiresReplace` and `CustomizeDiff` of terraform-provider-aws).
 */
interface Step {
    readonly option: string;
    readonly from?: object;
    readonly to: object;
    /** `Type suffix: properties` of what is changed in place, `+` and `-` before what is made and deleted. */
    readonly changes: readonly string[];
}

const group = "ReplicationGroup cache";
const byUsers = (...users: object[]): object => ({ auth: { kind: "users", users } });
const app = { name: "app", access: "read-write" };

const onNodes: readonly Step[] = [
    {
        option: "engine: Redis becomes Valkey",
        from: { engine: "redis" },
        to: { engine: "valkey" },
        changes: ["replaced ParameterGroup parameters: description family", `${group}: engine engineVersion parameterGroupName`],
    },
    { option: "nodeType", to: { nodeType: "cache.r7g.large" }, changes: [`${group}: nodeType`] },
    {
        option: "nodes: failover from now on",
        from: { nodes: 1 },
        to: { nodes: 3 },
        changes: [`${group}: automaticFailoverEnabled multiAzEnabled numCacheClusters`],
    },
    { option: "nodes: fewer", from: { nodes: 3 }, to: { nodes: 2 }, changes: [`${group}: numCacheClusters`] },
    { option: "use", to: { use: "sessions" }, changes: ["ParameterGroup parameters: parameters[name=maxmemory-policy].value"] },
    {
        option: "eviction",
        to: { eviction: "allkeys-lfu" },
        changes: ["ParameterGroup parameters: parameters[name=maxmemory-policy].value"],
    },
    { option: "snapshotDays", to: { snapshotDays: 35 }, changes: [`${group}: snapshotRetentionLimit`] },
    { option: "snapshotWindow", to: { snapshotWindow: "03:00-04:00" }, changes: [`${group}: snapshotWindow`] },
    { option: "maintenanceWindow", to: { maintenanceWindow: "mon:05:30-mon:06:30" }, changes: [`${group}: maintenanceWindow`] },
    { option: "logDays", to: { logDays: 90 }, changes: ["LogGroup logs: retentionInDays"] },
    { option: "applyImmediately", to: { applyImmediately: true }, changes: [`${group}: applyImmediately`] },
    { option: "ttlSeconds", to: { ttlSeconds: { api: 60 } }, changes: [] },
    {
        option: "deletionProtection",
        to: { deletionProtection: false },
        changes: ["Key key: (protect)", `${group}: (protect)`],
    },
    { option: "auth: a new token beside the old one", to: { auth: { kind: "token", version: 2 } }, changes: ["+ RandomPassword token-2"] },
    {
        option: "auth: the end of the old token",
        from: { auth: { kind: "token", version: 2 } },
        to: { auth: { kind: "token", version: 2, previous: "refused" } },
        changes: [`${group}: authTokenUpdateStrategy`, "- RandomPassword token"],
    },
    {
        option: "auth: the next token beside that one",
        from: { auth: { kind: "token", version: 2, previous: "refused" } },
        to: { auth: { kind: "token", version: 3 } },
        changes: ["+ RandomPassword token-3", `${group}: authTokenUpdateStrategy`],
    },
    {
        option: "auth: users instead of the token",
        to: byUsers(app),
        changes: [
            "+ RandomId users-id",
            "+ RandomPassword password-app",
            "+ User user-app",
            "+ UserGroup users",
            `${group}: authToken authTokenUpdateStrategy userGroupIds`,
            "- RandomPassword token",
        ],
    },
    {
        option: "auth: one user more",
        from: byUsers(app),
        to: byUsers(app, { name: "report", access: "read-only" }),
        changes: ["+ RandomPassword password-report", "+ User user-report", "UserGroup users: userIds"],
    },
    {
        option: "auth: other rights",
        from: byUsers(app),
        to: byUsers({ ...app, keys: ["app:*"] }),
        changes: ["User user-app: accessString"],
    },
    {
        option: "auth: a user's new password beside the old one",
        from: byUsers(app),
        to: byUsers({ ...app, version: 2 }),
        changes: ["+ RandomPassword password-app-2", "User user-app: authenticationMode.passwords[1]"],
    },
    {
        option: "auth: the end of a user's old password",
        from: byUsers({ ...app, version: 2 }),
        to: byUsers({ ...app, version: 2, previous: "refused" }),
        changes: ["User user-app: authenticationMode.passwords[1]", "- RandomPassword password-app"],
    },
];

const cache = "ServerlessCache cache";
const serverless: readonly Step[] = [
    {
        option: "engine: Redis becomes Valkey",
        from: { engine: "redis" },
        to: { engine: "valkey" },
        changes: [
            "User user-app: engine",
            "UserGroup users: engine userIds",
            `${cache}: engine majorEngineVersion`,
            "- User user-default",
            "- RandomPassword password-default",
        ],
    },
    { option: "maxStorageGb", to: { maxStorageGb: 2 }, changes: [`${cache}: cacheUsageLimits.dataStorage.maximum`] },
    { option: "maxEcpuPerSecond", to: { maxEcpuPerSecond: 2000 }, changes: [`${cache}: cacheUsageLimits.ecpuPerSeconds[0].maximum`] },
    { option: "snapshotDays", to: { snapshotDays: 1 }, changes: [`${cache}: snapshotRetentionLimit`] },
    { option: "snapshotTime", to: { snapshotTime: "03:00" }, changes: [`${cache}: dailySnapshotTime`] },
    { option: "deletionProtection", to: { deletionProtection: false }, changes: ["Key key: (protect)", `${cache}: (protect)`] },
    {
        option: "users",
        to: { users: [app, { name: "report", access: "read-only" }] },
        changes: ["+ RandomPassword password-report", "+ User user-report", "UserGroup users: userIds"],
    },
];

/** What AWS cannot do in place; Pulumi refuses it as long as the cache is protected. */
const lasting: readonly (Step & { readonly kind: string })[] = [
    {
        kind: "elasticache",
        option: "engine: Valkey becomes Redis",
        to: { engine: "redis" },
        changes: ["may replace engine, engineVersion"],
    },
    {
        kind: "serverless",
        option: "engine: Valkey becomes Redis",
        to: { engine: "redis" },
        changes: ["may replace engine, majorEngineVersion"],
    },
    { kind: "serverless", option: "network", to: { network: "elsewhere" }, changes: ["replaced subnetIds"] },
];

const kinds = { elasticache: { kind: "elasticache", nodeType: "cache.t4g.small" }, serverless: { kind: "serverless" } };
type Kind = keyof typeof kinds;
const steps = [
    ...onNodes.map(step => ({ ...step, kind: "elasticache" })),
    ...serverless.map(step => ({ ...step, kind: "serverless" })),
    ...lasting,
].map((step, index) => ({ ...step, name: `cache${index}` }));

/** The caches of all steps, before them or after. */
const program = (side: "from" | "to"): string => `
${existingNetwork}
const elsewhere = { ...network, subnetIds: { ...network.subnetIds, cache: ["subnet-e0000001", "subnet-e0000002"] } };
const networks = { undefined: network, elsewhere };
for (const [name, args] of ${JSON.stringify(
    steps.map(({ name, kind, [side]: change }) => [name, { ...kinds[kind as Kind], accountId: account, region, ...change }]),
)})
    new webstack.RedisCache(name, { ...args, network: networks[args.network] }, { providers });
`;

let before: Stack;
let after: Stack;
let changes: readonly Change[];
beforeAll(async () => {
    before = await stackOf("redis-cache-before", program("from"));
    after = await stackOf("redis-cache-after", program("to"));
    changes = changesBetween(before.result.deployment, after.result.deployment);
});

const nameOf = (urn: string): string => urn.split("::").at(-1)!;
const ofCache = (name: string): readonly Change[] => changes.filter(({ urn }) => nameOf(urn).startsWith(`${name}-`));

function shown(name: string, { kind, type, urn, properties }: Change): string {
    const child = `${type.split(":").at(-1)!} ${nameOf(urn).slice(name.length + 1)}`;
    if (kind === "created") return `+ ${child}`;
    if (kind === "deleted") return `- ${child}`;
    return `${kind === "replaced" ? "replaced " : ""}${child}: ${properties
        .map(({ path }) => path)
        .sort()
        .join(" ")}`;
}

describe("a change of an option", () => {
    const inPlace = steps.filter(({ name }) => !steps.slice(-lasting.length).some(step => step.name === name));

    it.each(inPlace)("of $kind ($option) replaces nothing that holds data", ({ name, changes: expected }) => {
        expect(ofCache(name).map(change => shown(name, change))).toEqual(expected);
        expect(ofCache(name).filter(({ kind, loses }) => kind === "replaced" && loses)).toEqual([]);
    });

    it.each(steps.slice(-lasting.length))("fails at Pulumi for $kind ($option): the cache is protected", ({ name, changes: expected }) => {
        const [change] = ofCache(name).filter(({ urn }) => nameOf(urn) === `${name}-cache`);
        const may = change!.mayReplace.map(text => text.split(", if ")[0]);
        expect([
            change!.because.length > 0
                ? `replaced ${change!.because.map(path => path.split(/[.[]/)[0]).at(0)}`
                : `may replace ${may.join(", ")}`,
        ]).toEqual(expected);
        for (const stack of [before, after])
            expect(stack.resources.filter(({ urn, protect }) => nameOf(urn) === `${name}-cache` && protect)).toHaveLength(1);
    });

    it("is one of the token without a replacement, though it is a secret that no diff shows", () => {
        const tokensOf = (stack: Stack, name: string): string[] =>
            stack.get(`ReplicationGroup ${name}-cache`).propertyDependencies!.authToken!.map(urn => nameOf(urn).slice(name.length + 1));
        const rotations = steps.filter(({ option }) => /^auth: .* token/.test(option) && !option.includes("users"));
        expect(rotations.map(({ name }) => [tokensOf(before, name), tokensOf(after, name)])).toEqual([
            [["token"], ["token-2"]],
            [["token-2"], ["token-2"]],
            [["token-2"], ["token-3"]],
        ]);
        const type = "aws:elasticache/replicationGroup:ReplicationGroup";
        const replacing = [...replacingProperties(type)!, ...Object.keys(conditionallyReplacing(type))];
        expect(replacing.filter(property => ["authToken", "authTokenUpdateStrategy", "userGroupIds"].includes(property))).toEqual([]);
    });
});
