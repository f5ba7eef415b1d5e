import { changing } from "../manifests";
import { secret, unknown, type Proof, type Said, type Sketch, type Stack } from "../proof";
import {
    app,
    appRule,
    closed,
    database,
    fromApp,
    group,
    listening,
    listeningAt,
    oldRule,
    primary,
    replica,
    rule,
} from "../security-groups";
import { casesInPreviews, later, stacksInPreviews, wired } from "../unmade";

const nameIt = "Name the security group of the store's clients.";
const range = (path: string, value: string): string =>
    `${path} is "${value}": whatever has one of these addresses gets to the store. ${nameIt}`;
const itself = (path: string): string => `${path} is the group itself: whatever else is in the group gets to the store. ${nameIt}`;
const self = (path: string): string => `${path} is true: whatever else is in the group gets to the store. ${nameIt}`;
const noSource = (path: string): string => `${path} is not set: the rule does not say whom it lets in. ${nameIt}`;
const from = (value: string | number, ports: string | number = 5432, path = "fromPort"): string =>
    `${path} is ${value}: the stores of this group listen at ${ports} and nowhere else.`;
const to = (value: string | number, path = "toPort"): string =>
    `${path} is ${value}: a store listens at one port, and the range is wider than that.`;
const protocol = (value: string, path = "ipProtocol"): string => `${path} is "${value}": stores speak tcp alone.`;
const reached = "whatever else is in that group reaches the store at every port.";
const silent = (path: string): string => `${path} is not set: the VPC's default group takes the store in, and ${reached}`;
const inDefault = `vpcSecurityGroupIds has the default group of a VPC: ${reached}`;

const noPorts = { fromPort: undefined, toPort: undefined };

/** Rules of the closed group, and what is wrong with each. */
const broken: Readonly<Record<string, readonly [rule: Sketch, ...says: readonly string[]]>> = {
    "an IPv4 range": [rule({ cidrIpv4: "10.0.0.0/24" }), range("cidrIpv4", "10.0.0.0/24")],
    "an IPv6 range": [rule({ cidrIpv6: "fd00::/64" }), range("cidrIpv6", "fd00::/64")],
    "a prefix list": [rule({ prefixListId: "pl-1" }), range("prefixListId", "pl-1")],
    "the group itself": [rule({ referencedSecurityGroupId: "sg-closed" }), itself("referencedSecurityGroupId")],
    "the group itself, whose id is not known": [
        later(rule({}), { referencedSecurityGroupId: "closed" }),
        itself("referencedSecurityGroupId"),
    ],
    "a rule of a group whose id is not known": [
        later(rule({ cidrIpv4: "10.0.0.0/24" }), { securityGroupId: "closed" }),
        range("cidrIpv4", "10.0.0.0/24"),
    ],
    "another port": [appRule({ fromPort: 22, toPort: 22 }), from(22)],
    "ports from below": [appRule({ fromPort: 5431 }), from(5431), to(5432)],
    "ports beyond": [appRule({ toPort: 5433 }), to(5433)],
    "no ports": [appRule(noPorts), from("not set"), to("not set")],
    "every protocol": [appRule({ ipProtocol: "-1", ...noPorts }), protocol("-1")],
    UDP: [appRule({ ipProtocol: "udp" }), protocol("udp")],
    "port 0, beside what is not known": [appRule({ fromPort: 0, toPort: 0, description: unknown }), from(0)],
    "ranges of an older rule": [
        oldRule({ cidrBlocks: ["10.0.0.0/24", "10.1.0.0/24"], ipv6CidrBlocks: ["::/0"] }),
        ...[range("cidrBlocks[0]", "10.0.0.0/24"), range("cidrBlocks[1]", "10.1.0.0/24"), range("ipv6CidrBlocks[0]", "::/0")],
    ],
    "a prefix list of an older rule": [oldRule({ prefixListIds: ["pl-1"] }), range("prefixListIds[0]", "pl-1")],
    "the group itself in an older rule": [oldRule({ self: true }), self("self")],
    "no words of a port": [appRule({ fromPort: "any", toPort: "any" }), from('"any"'), to('"any"')],
};

const entries = <T>(names: readonly string[], make: (name: string) => readonly [what: string, one: T]): Record<string, T> =>
    Object.fromEntries(names.map(make));

type Failing = Readonly<Record<string, { readonly stack: Stack; readonly says: Said }>>;

const brokenRules: Failing = entries(Object.keys(broken), what => {
    const [one, ...says] = broken[what]!;
    return [what, { stack: { ...closed, rule: one }, says: { rule: says } }];
});

const otherPorts: Failing = entries(Object.keys(listening), name => [
    `another port than that of a store: ${name}`,
    { stack: listeningAt(name, 5), says: { rule: from(5, listening[name]![0]) } },
]);

const shared: Stack = {
    app,
    shared: group("shared"),
    postgres: database({ vpcSecurityGroupIds: ["sg-shared"] }),
    mysql: database({ engine: "mysql", vpcSecurityGroupIds: ["sg-shared"] }),
};
const ofShared = { securityGroupId: "sg-shared" };

const foreignReplica = database({ engine: undefined, replicateSourceDb: "elsewhere" });

const vpc = (name: string): Sketch => ({
    type: "aws:ec2/vpc:Vpc",
    props: {},
    answers: { id: `vpc-${name}`, defaultSecurityGroupId: `sg-${name}` },
});
const everything = { protocol: "-1", fromPort: 0, toPort: 0, self: true };
const takeover = (vpcId: string, ...ingress: readonly object[]): Sketch => ({
    type: "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
    props: { vpcId, ingress },
});
const opened = ["ingress[0].self is true: whatever else is in the group", protocol("-1", "ingress[0].protocol")];

const others: Failing = {
    "rules that a group holds": {
        stack: {
            app,
            wide: group(
                "wide",
                ...[fromApp, { ...fromApp, cidrBlocks: ["10.0.0.0/24"] }, { ...fromApp, fromPort: 0, toPort: 65535 }],
                ...[
                    { protocol: "tcp", fromPort: 5432, toPort: 5432, self: true },
                    { protocol: "tcp", fromPort: 5432, toPort: 5432 },
                ],
            ),
            store: database({ vpcSecurityGroupIds: ["sg-wide"] }),
        },
        says: {
            wide: [
                range("ingress[1].cidrBlocks[0]", "10.0.0.0/24"),
                from(0, 5432, "ingress[2].fromPort"),
                to(65535, "ingress[2].toPort"),
                self("ingress[3].self"),
                noSource("ingress[4].securityGroups"),
            ],
        },
    },
    "one of a group whose store and clients are not known": {
        stack: {
            app,
            wide: { ...group("wide", { ...fromApp, fromPort: 22, toPort: 22, securityGroups: [unknown] }), from: { ingress: "app" } },
            store: { ...database({ vpcSecurityGroupIds: [unknown] }), from: { vpcSecurityGroupIds: "wide" } },
        },
        says: { wide: from(22, 5432, "ingress[0].fromPort") },
    },
    "a rule of a group that another stack makes": {
        stack: { store: database({ vpcSecurityGroupIds: ["sg-2"] }), rule: rule({ securityGroupId: "sg-2", cidrIpv4: "10.0.0.0/24" }) },
        says: { rule: range("cidrIpv4", "10.0.0.0/24") },
    },
    "several ports, where a replica's cannot be told": {
        stack: { app, ...closed, store: foreignReplica, rule: appRule({ fromPort: 7, toPort: 8 }) },
        says: { rule: to(8) },
    },
    "the ports of two stores in one rule, and their group itself": {
        stack: {
            ...shared,
            both: appRule({ ...ofShared, fromPort: 3306, toPort: 5432 }),
            itself: rule({ ...ofShared, referencedSecurityGroupId: "sg-shared" }),
        },
        says: { both: to(5432), itself: itself("referencedSecurityGroupId") },
    },
    "no security groups": {
        stack: {
            silent: database({ vpcSecurityGroupIds: undefined }),
            none: database({ vpcSecurityGroupIds: [] }),
            serverless: { type: "aws:elasticache/serverlessCache:ServerlessCache", props: { engine: "valkey" } },
        },
        says: { silent: silent("vpcSecurityGroupIds"), none: silent("vpcSecurityGroupIds"), serverless: silent("securityGroupIds") },
    },
    "the group that a VPC is made with": {
        stack: { vpc: vpc("default"), store: database({ vpcSecurityGroupIds: ["sg-default"] }) },
        says: { store: inDefault },
    },
    "the group that a VPC is made with, whose id is not known": {
        stack: { vpc: vpc("default"), store: later(database({}), { vpcSecurityGroupIds: "vpc" }) },
        says: { store: inDefault },
    },
    "one that is taken over and open": {
        stack: { taken: vpc("taken"), group: takeover("vpc-taken", everything), store: database({ vpcSecurityGroupIds: ["sg-taken"] }) },
        says: { group: opened },
    },
    "an engine in capitals": {
        stack: { ...closed, store: database({ engine: "POSTGRES" }), rule: appRule({ fromPort: 1, toPort: 1 }) },
        says: { rule: from(1) },
    },
    "a lone group": {
        stack: { store: database({ vpcSecurityGroupIds: "sg-1" }), rule: appRule({ securityGroupId: "sg-1", cidrIpv4: "::/0" }) },
        says: { rule: range("cidrIpv4", "::/0") },
    },
    "a rule that is none": {
        stack: { closed: group("closed", null), store: database({}) },
        says: { closed: [noSource("ingress[0].securityGroups"), "ingress[0].protocol is not set: stores speak tcp alone."] },
    },
    "groups that are none": {
        stack: { ...closed, none: database({ vpcSecurityGroupIds: [null, 5, {}] }), rule: appRule() },
        says: { none: silent("vpcSecurityGroupIds") },
    },
};

/** A store, and an older rule of its group by id. */
const byIds = (store: object, props: object): Stack => ({ store: database(store), rule: oldRule(props) });
const [source, ranges] = [{ sourceSecurityGroupId: "sg-2" }, { cidrBlocks: ["10.0.0.0/8"] }];

type Unjudged = readonly [store: object, rule: object, of: string, place: string, says?: string];
const unjudged: Readonly<Record<string, Unjudged>> = {
    "what groups a store is in": [{ vpcSecurityGroupIds: unknown }, ranges, "store", "vpcSecurityGroupIds"],
    "what one of its groups is": [{ vpcSecurityGroupIds: [unknown] }, ranges, "store", "vpcSecurityGroupIds.0"],
    "whose rule it is": [{}, { ...ranges, securityGroupId: unknown }, "rule", "securityGroupId"],
    "which way a rule goes": [{}, { ...ranges, type: unknown }, "rule", "type"],
    "whether a rule has ranges": [{}, { cidrBlocks: unknown }, "rule", "cidrBlocks"],
    "whether the group lets itself in": [{}, { self: unknown }, "rule", "self"],
    "a rule's protocol": [{}, { ...source, protocol: unknown }, "rule", "protocol"],
    "a rule's last port": [{}, { ...source, toPort: unknown }, "rule", "toPort"],
    "where a store listens": [{ port: unknown }, source, "rule", "port"],
    "what engine a store has": [{ engine: unknown }, source, "rule", "engine"],
    "whom a rule lets in, which AWS demands": [{}, {}, "rule", "sourceSecurityGroupId"],
    "where ports begin": [{ port: 5432, engine: unknown }, { ...source, fromPort: unknown, toPort: 22 }, "rule", "fromPort", to(22)],
    "a protocol beside a wrong port": [{}, { ...source, protocol: unknown, fromPort: 22, toPort: 22 }, "rule", "protocol", from(22)],
};

/** Rules that are of no store's group, or let nobody in. */
const ofNoStore: Stack = {
    ...closed,
    ofNoStore: rule({ securityGroupId: "sg-app", cidrIpv4: "10.0.0.0/8", fromPort: 443, toPort: 443 }),
    ofForeignGroup: rule({ securityGroupId: "sg-3", cidrIpv4: "10.0.0.0/24" }),
    eitherWay: oldRule({ ...ranges, securityGroupId: "sg-3", type: unknown }),
    out: oldRule({ type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }),
    egress: { ...rule({ cidrIpv4: "0.0.0.0/0" }), type: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule" },
    part: { type: "aws:elasticache/cluster:Cluster", props: { replicationGroupId: "cache" } },
    group: takeover("vpc-1", everything),
};

export const proof: Proof = {
    fails: casesInPreviews({ ...brokenRules, ...otherPorts, ...others }),
    passes: {
        ...stacksInPreviews({
            "the clients' group at the store's port": {
                ...closed,
                store: database({ password: secret("hunter2-hunter2") }),
                group: appRule(),
                otherAccount: rule({ referencedSecurityGroupId: "123456789012/sg-1" }),
                secret: rule({ referencedSecurityGroupId: secret("sg-of-secrets") }),
                number: appRule({ ipProtocol: "6" }),
                capitals: appRule({ ipProtocol: "TCP" }),
                words: appRule({ fromPort: "5432", toPort: "5432" }),
                unknown: rule({ referencedSecurityGroupId: unknown }),
                old: oldRule({ sourceSecurityGroupId: "sg-app" }),
            },
            ...entries<Stack>(Object.keys(listening), name => [
                `where a store listens: ${name}`,
                listeningAt(name, Number.parseInt(String(listening[name]![0]))),
            ]),
            "rules that are of no store's group, or let nobody in": ofNoStore,
            "a store in a group whose id is not known": {
                own: group("own", { ...fromApp, securityGroups: ["sg-2"] }),
                store: { ...database({ vpcSecurityGroupIds: [unknown] }), from: { vpcSecurityGroupIds: "own" } },
            },
            "any port, where a replica's cannot be told": { ...closed, store: foreignReplica, rule: appRule({ fromPort: 7, toPort: 7 }) },
            "the port of one of two stores": { ...shared, rule: appRule({ ...ofShared, fromPort: 3306, toPort: 3306 }) },
            "a source and its replica that let each other in": {
                primary,
                closed: group("closed", { protocol: "tcp", fromPort: 6543, toPort: 6543, self: true }),
                replica: { ...replica, from: { replicateSourceDb: "primary" } },
                rule: rule({ referencedSecurityGroupId: "sg-closed", fromPort: 6543, toPort: 6543 }),
            },
        }),
        "where another store of the group listens": wired({
            ...closed,
            unknown: database({ engine: undefined, port: unknown }),
            rule: appRule(),
        }),
        "two replicas that name each other": {
            a: database({ engine: undefined, identifier: "a", replicateSourceDb: "b" }),
            b: database({ engine: undefined, identifier: "b", replicateSourceDb: "a" }),
            rule: appRule({ fromPort: 1, toPort: 1 }),
        },
        "a port that is none": { ...closed, store: database({ port: 0 }), rule: appRule() },
        "an engine that nobody knows": {
            closed: group("closed"),
            store: database({ engine: "quantum" }),
            rule: appRule({ fromPort: 1, toPort: 1 }),
        },
    },
    unknowns: casesInPreviews<Proof["unknowns"][string]>({
        ...entries(Object.keys(unjudged), what => {
            const [store, props, of, place, says] = unjudged[what]!;
            return [what, { stack: byIds(store, props), of: { [of]: place }, ...(says ? { says: { rule: says } } : {}) }];
        }),
        "where a rule of its own begins": { stack: { ...closed, rule: appRule({ fromPort: unknown }) }, of: { rule: "fromPort" } },
    }),
    secrets: {
        ...closed,
        store: database({ username: secret("hunter2-name"), password: secret("hunter2-hunter2"), port: secret("hunter2-port") }),
        held: group(
            "closed",
            { protocol: secret("hunter2-protocol"), cidrBlocks: [secret("hunter2-range")], securityGroups: [secret("hunter2-group")] },
            { protocol: "tcp", fromPort: secret("hunter2-from"), toPort: secret("hunter2-to"), self: secret("hunter2-self") },
        ),
        range: rule({ cidrIpv4: secret("hunter2-ipv4"), cidrIpv6: secret("hunter2-ipv6"), prefixListId: secret("hunter2-list") }),
        group: rule({ referencedSecurityGroupId: secret("hunter2-group"), fromPort: secret("hunter2-port"), toPort: 1 }),
        old: oldRule({ cidrBlocks: [secret("hunter2-range")], protocol: secret("hunter2-protocol"), description: secret("hunter2") }),
        other: database({ engine: secret("hunter2-engine"), vpcSecurityGroupIds: [secret("hunter2-group")] }),
    },
    ignores: wired(ofNoStore),
    breaks: changing("SecurityGroupIngressRule", "postgres-from-app", inputs => {
        delete inputs.referencedSecurityGroupId;
        inputs.cidrIpv4 = "10.30.0.0/16";
    }),
};
