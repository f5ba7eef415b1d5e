import { validateRedis } from "../../components/redis-cache/args";
import { accessString, type CacheUser } from "../../components/redis-cache/auth-args";
import type { ServerlessCacheArgs } from "../../components/redis-cache/serverless-args";
import { account, dig, existingNetwork, json, lines, parts, region, secret, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "redis-cache-users",
        `
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const users = [{ name: "app", access: "read-write" }, { name: "report", access: "read-only", keys: ["cache:*", "stats:*"], version: 3 }];
const make = (name, args) => new webstack.RedisCache(name, { ...place, ...args }, { providers });
const shared = make("shared", { kind: "elasticache", nodeType: "cache.t4g.small", auth: { kind: "users", users } });
make("old", { kind: "elasticache", engine: "redis", nodeType: "cache.t4g.small", auth: { kind: "users", users: [users[0]] } });
make("rotating", { kind: "elasticache", nodeType: "cache.t4g.small", auth: { kind: "token", version: 2 } });
make("rotated", { kind: "elasticache", nodeType: "cache.t4g.small", auth: { kind: "token", version: 2, previous: "refused" } });
const small = make("small", { kind: "serverless", tags: { Project: "shop" } });
make("sized", {
    kind: "serverless", engine: "redis", maxStorageGb: 5, maxEcpuPerSecond: 5000, users: [{ ...users[0], version: 2, previous: "refused" }],
    snapshotDays: 1, snapshotTime: "23:30", deletionProtection: false,
});
for (const client of ["app", "batch", "app"]) small.connection.allowFrom(client, "sg-" + client);
shared.connection.allowFrom("app", "sg-app");
shared.connections.report.allowFrom("app", "sg-app");
const open = output => pulumi.unsecret(output).apply(text => [...text].reverse().join(""));
const about = ({ url, allowFrom, ...others }) => ({ ...others, reversedUrl: open(url), isSecret: pulumi.isSecret(url) });
const all = ({ connections }) => Object.fromEntries(Object.entries(connections).map(([name, connection]) => [name, about(connection)]));
exports.shared = { first: about(shared.connection), ...all(shared) };
exports.small = { first: about(small.connection), ...all(small) };
exports.alarms = small.alarms;
const asked = ({ metrics }) => metrics.map(({ connection: { url }, ...target }) => ({ ...target, user: pulumi.unsecret(url).apply(text => new URL(text).username) }));
const nobody = make("nobody", { kind: "serverless", users: [users[1]] });
const watched = make("watched", { kind: "serverless", users: [...users, { name: "watch", access: "metrics" }] });
exports.asked = [shared, small, watched, nobody].map(asked);
`,
    );
});

const urlOf = (path: string): URL => new URL([...(dig(stack.outputs, `${path}.reversedUrl`) as string)].reverse().join(""));

const passwords = (user: string): unknown => dig(stack.inputs(`User ${user}`), "authenticationMode");

describe("RedisCache with users", () => {
    const common = (name: string): string[] => [
        `Key ${name}-key`,
        `LogGroup ${name}-logs`,
        `ParameterGroup ${name}-parameters`,
        `RandomId ${name}-final-snapshot`,
        `RandomId ${name}-users-id`,
        `ReplicationGroup ${name}-cache`,
        `SecurityGroup ${name}-group`,
        `SubnetGroup ${name}-subnets`,
        `UserGroup ${name}-users`,
    ];

    it("makes them, their passwords and their group, and no token", () => {
        expect(stack.children("shared")).toEqual(
            [
                ...common("shared"),
                "RandomPassword shared-password-app",
                "RandomPassword shared-password-report-2",
                "RandomPassword shared-password-report-3",
                "SecurityGroupIngressRule shared-from-app",
                "User shared-user-app",
                "User shared-user-report",
            ].sort(),
        );
        const { authToken, authTokenUpdateStrategy, userGroupIds } = stack.inputs("ReplicationGroup shared-cache");
        expect({ authToken, authTokenUpdateStrategy, userGroupIds }).toEqual({
            authTokenUpdateStrategy: "DELETE",
            userGroupIds: [stack.id("UserGroup shared-users")],
        });
    });

    it("gives each the rights it has, under an id that no other cache has", () => {
        const hex = stack.get("RandomId shared-users-id").outputs!.hex as string;
        expect(stack.inputs("User shared-user-report")).toEqual({
            userId: `report-${hex}`,
            userName: "report",
            engine: "valkey",
            accessString: "on ~cache:* ~stats:* -@all +@read +@connection",
            authenticationMode: { type: "password", passwords: [secret(), secret()] },
            tags: { Component: "shared", Name: "shared-user-report" },
        });
        expect(stack.inputs("UserGroup shared-users")).toEqual({
            userGroupId: `shared-${hex}`,
            engine: "valkey",
            userIds: [`app-${hex}`, `report-${hex}`],
            tags: { Component: "shared", Name: "shared-users" },
        });
    });

    it("keeps out whoever does not say who it is, with Redis by a user who may do nothing", () => {
        expect(stack.children("old")).toEqual(
            [
                ...common("old"),
                "RandomPassword old-password-app",
                "RandomPassword old-password-default",
                "User old-user-app",
                "User old-user-default",
            ].sort(),
        );
        expect(stack.inputs("User old-user-default")).toMatchObject({ userName: "default", engine: "redis", accessString: "off -@all" });
        expect(stack.inputs("UserGroup old-users").userIds).toEqual([stack.id("User old-user-app"), stack.id("User old-user-default")]);
    });

    it("has a connection for each of them, and opens itself to a client once", () => {
        const host = stack.get("ReplicationGroup shared-cache").outputs!.primaryEndpointAddress as string;
        expect(urlOf("shared.app").href).toBe(`rediss://app:${urlOf("shared.app").password}@${host}:6379`);
        expect(urlOf("shared.report").href).toBe(`rediss://report:${urlOf("shared.report").password}@${host}:6379`);
        expect(urlOf("shared.first").href).toBe(urlOf("shared.app").href);
        expect(dig(stack.outputs, "shared.report")).toMatchObject({ kind: "redis", name: "shared", host, port: 6379, isSecret: true });
        for (const user of ["app", "report"])
            expect(JSON.stringify(stack.result.deployment)).not.toContain(urlOf(`shared.${user}`).password);
    });

    it("writes their rights as Redis does", () => {
        expect(accessString({ name: "app", access: "read-write" })).toBe("on ~* &* +@all");
        expect(accessString({ name: "app", access: "read-only" })).toBe("on ~* -@all +@read +@connection");
        expect(accessString({ name: "app", access: "metrics" })).toBe("on -@all +@connection +info");
    });

    it("is asked how it is by who may do no more, else by who may do all, and by nobody who only reads", () =>
        expect(stack.outputs.asked).toEqual([
            [{ kind: "store", job: "shared", user: "app" }],
            [{ kind: "store", job: "small", user: "app" }],
            [{ kind: "store", job: "watched", user: "watch" }],
            [],
        ]));
});

describe("a token that is changed", () => {
    const group = (name: string): unknown[] => {
        const { authToken, authTokenUpdateStrategy } = stack.inputs(`ReplicationGroup ${name}-cache`);
        return [authToken, authTokenUpdateStrategy];
    };

    it("is beside the one before at first, and then alone", () => {
        const tokens = (name: string): string[] => stack.children(name).filter(child => child.startsWith("RandomPassword"));
        expect(tokens("rotating")).toEqual(["RandomPassword rotating-token", "RandomPassword rotating-token-2"]);
        expect(group("rotating")).toEqual([secret(), "ROTATE"]);
        expect(tokens("rotated")).toEqual(["RandomPassword rotated-token-2"]);
        expect(group("rotated")).toEqual([secret(), "SET"]);
    });

    it("goes for the password of a user in the same way", () => {
        expect(passwords("shared-user-app")).toEqual({ type: "password", passwords: [secret()] });
        expect(passwords("sized-user-app")).toEqual({ type: "password", passwords: [secret()] });
    });
});

describe("RedisCache without servers", () => {
    it("makes exactly this", () => {
        expect(stack.children("small")).toEqual(
            [
                "Key key",
                "RandomId users-id",
                "RandomPassword password-app",
                "SecurityGroup group",
                "SecurityGroupIngressRule from-app",
                "SecurityGroupIngressRule from-batch",
                "ServerlessCache cache",
                "User user-app",
                "UserGroup users",
            ].map(child => child.replace(" ", " small-")),
        );
    });

    it("has this cache, in full", () => {
        expect(stack.inputs("ServerlessCache small-cache")).toEqual({
            description: "Redis small",
            engine: "valkey",
            majorEngineVersion: "8",
            cacheUsageLimits: { dataStorage: { maximum: 1, unit: "GB" }, ecpuPerSeconds: [{ maximum: 1000 }] },
            dailySnapshotTime: "02:00",
            snapshotRetentionLimit: 7,
            kmsKeyId: stack.arn("Key small-key"),
            subnetIds: ["subnet-d0000001", "subnet-d0000002"],
            securityGroupIds: [stack.id("SecurityGroup small-group")],
            userGroupId: stack.id("UserGroup small-users"),
            tags: { Project: "shop", Component: "small", Name: "small" },
        });
        expect(json(stack.inputs("Key small-key").policy)).toMatchObject({
            Statement: [{ Principal: { AWS: `arn:aws:iam::${account}:root` } }],
        });
        for (const child of ["ServerlessCache small-cache", "Key small-key"]) expect(stack.get(child).protect).toBe(true);
    });

    it("has what a stack says instead", () => {
        expect(stack.inputs("ServerlessCache sized-cache")).toMatchObject({
            engine: "redis",
            majorEngineVersion: "7",
            cacheUsageLimits: { dataStorage: { maximum: 5, unit: "GB" }, ecpuPerSeconds: [{ maximum: 5000 }] },
            dailySnapshotTime: "23:30",
            snapshotRetentionLimit: 1,
        });
        for (const child of ["ServerlessCache sized-cache", "Key sized-key"]) expect(stack.get(child).protect).toBeUndefined();
    });

    it("tells how it is reached, by its user", () => {
        const [{ address: host }] = stack.get("ServerlessCache small-cache").outputs!.endpoints as [{ address: string }];
        expect(dig(stack.outputs, "small.first")).toMatchObject({
            kind: "redis",
            name: "small",
            host,
            port: 6379,
            ttlSeconds: { session: 3600, generated: 300, api: 600, default: 3600 },
            target: { kind: "cidrs", cidrs: ["10.9.6.0/24", "10.9.7.0/24"] },
            isSecret: true,
        });
        expect(urlOf("small.app").href).toBe(`rediss://app:${urlOf("small.app").password}@${host}:6379`);
    });

    it("describes its alarms", () => {
        const clusterId = stack.get("ServerlessCache small-cache").outputs!.name;
        const alarm = (
            name: string,
            metricName: string,
            statistic: string,
            threshold: number,
            periods: number,
            description: string,
        ): unknown => ({
            namespace: "AWS/ElastiCache",
            dimensions: { clusterId },
            period: 60,
            missingData: "missing",
            comparison: "GreaterThanThreshold",
            severity: name === "auth-failures" ? "critical" : "warning",
            name,
            metricName,
            statistic,
            threshold,
            periods,
            description,
        });
        expect(stack.outputs.alarms).toEqual([
            alarm("storage", "BytesUsedForCache", "Maximum", 800_000_000, 5, "The cache is 80 % full for 5 minutes"),
            alarm("ecpu", "ElastiCacheProcessingUnits", "Sum", 48_000, 5, "80 % of the processing units used for 5 minutes"),
            alarm(
                "throttled",
                "ThrottledCmds",
                "Sum",
                0,
                5,
                "Commands throttled for 5 minutes: more come than the cache may or can grow to",
            ),
            alarm("evictions", "Evictions", "Sum", 0, 15, "Keys evicted for 15 minutes"),
            alarm("auth-failures", "AuthenticationFailures", "Sum", 0, 1, "Wrong passwords at the cache"),
        ]);
    });
});

describe("validateRedis of users and of serverless caches", () => {
    const serverless: ServerlessCacheArgs = { kind: "serverless", accountId: account, region, network: parts };
    const check = (args: Partial<ServerlessCacheArgs>): string[] => lines(validateRedis({ ...serverless, ...args }));
    const app: CacheUser = { name: "app", access: "read-write" };

    it("takes the defaults, and the longest of names", () => {
        expect(check({})).toEqual([]);
        expect(check({ users: [{ ...app, name: "a".repeat(24), keys: ["sessions:*"], version: 1000, previous: "refused" }] })).toEqual([]);
    });

    it.each<[string, Partial<ServerlessCacheArgs>, string[]]>([
        ["account", { accountId: "1" }, ['accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.']],
        ["engine", { engine: "memcached" as never }, ['engine: got "memcached"; allowed: valkey, redis.']],
        ["storage", { maxStorageGb: 5001 }, ["maxStorageGb: got 5001; allowed: a whole number from 1 to 5000."]],
        ["processing units", { maxEcpuPerSecond: 999 }, ["maxEcpuPerSecond: got 999; allowed: a whole number from 1000 to 15000000."]],
        ["snapshots", { snapshotDays: 0 }, ["snapshotDays: got 0; allowed: a whole number from 1 to 35."]],
        ["time of snapshots", { snapshotTime: "24:00" }, ['snapshotTime: got "24:00"; allowed: a time of day in UTC such as 02:00.']],
        ["times to live", { ttlSeconds: { api: 0.5 } }, ["ttlSeconds.api: got 0.5; allowed: a whole number from 1 to 31536000."]],
        ["lack of users", { users: [] }, ["users: got []; allowed: one user or more."]],
        ["users of one name", { users: [app, app] }, ['users: got "app"; allowed: each value once.']],
        [
            "user's name",
            { users: [{ ...app, name: "App" }] },
            ["users.0.name: got \"App\"; allowed: a letter, then lower-case letters, digits and single '-', at most 24 characters."],
        ],
        [
            "user whom everyone is",
            { users: [{ ...app, name: "default" }] },
            ['users.0.name: got "default"; allowed: another name: default is whoever gives none.'],
        ],
        [
            "rights",
            { users: [{ ...app, access: "all" as never }] },
            ['users.0.access: got "all"; allowed: read-write, read-only, metrics.'],
        ],
        ["lack of keys", { users: [{ ...app, keys: [] }] }, ["users.0.keys: got []; allowed: one pattern or more."]],
        ["patterns", { users: [{ ...app, keys: ["a +@all"] }] }, ['users.0.keys: got "a +@all"; allowed: patterns such as sessions:*.']],
        ["version", { users: [{ ...app, version: 1.5 }] }, ["users.0.version: got 1.5; allowed: a whole number from 1 to 1000."]],
        ["keys", { users: [{ ...app, access: "metrics", keys: ["*"] }] }, ['users.0.keys: got ["*"]; allowed: none: it touches no key.']],
        ["step", { users: [{ ...app, previous: "" as never }] }, ['users.0.previous: got ""; allowed: valid, refused.']],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for users of a replication group, below their path", () => {
        const auth = { kind: "users", users: [{ ...app, name: "a--b" }] } as const;
        expect(lines(validateRedis({ ...serverless, kind: "elasticache", nodeType: "cache.t4g.small", auth }))).toEqual([
            "auth.users.0.name: got \"a--b\"; allowed: a letter, then lower-case letters, digits and single '-', at most 24 characters.",
        ]);
    });
});
