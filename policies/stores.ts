import { targets } from "./references";
import type { Placed } from "./rule";
import { at, isSet, Unknown } from "./values";

/** What keeps data and is reached over a VPC. */
export interface Store {
    /** The property that lists its security groups. */
    readonly groups: string;
    /** The property that says where it lives: a subnet group, or the subnets themselves. */
    readonly place: string;
    /** Where it listens unless its `port` says so. */
    readonly ports: readonly number[] | ((engine: string) => readonly number[]);
    /** The property that makes it a replica, which listens and, if it does not say so, lives as its source does. */
    readonly source?: string;
    /** The property that makes it a part of another store, with no network settings of its own. */
    readonly whole?: string;
}

const enginePorts: readonly (readonly [engine: RegExp, port: number])[] = [
    [/^(aurora-)?postgres/, 5432],
    [/^(aurora$|aurora-mysql|mysql|mariadb)/, 3306],
    [/^(custom-)?oracle/, 1521],
    [/^(custom-)?sqlserver/, 1433],
    [/^db2/, 50000],
    [/^(redis|valkey)$/, 6379],
    [/^memcached$/, 11211],
];

const byEngine = (engine: string): readonly number[] => enginePorts.filter(([pattern]) => pattern.test(engine)).map(([, port]) => port);

/** A serverless cache takes reads that may lag behind at the next port. */
const twoByEngine = (engine: string): readonly number[] => byEngine(engine).flatMap(port => [port, port + 1]);

const rds = { groups: "vpcSecurityGroupIds", place: "dbSubnetGroupName" };
const cache = { groups: "securityGroupIds", place: "subnetGroupName" };

const stores: ReadonlyMap<string, Store> = new Map<string, Store>([
    ["aws:rds/instance:Instance", { ...rds, ports: byEngine, source: "replicateSourceDb" }],
    ["aws:rds/cluster:Cluster", { ...rds, ports: byEngine }],
    ["aws:docdb/cluster:Cluster", { ...rds, ports: [27017] }],
    ["aws:docdb/elasticCluster:ElasticCluster", { ...rds, place: "subnetIds", ports: [27017] }],
    ["aws:neptune/cluster:Cluster", { ...rds, place: "neptuneSubnetGroupName", ports: [8182] }],
    ["aws:redshift/cluster:Cluster", { ...rds, place: "clusterSubnetGroupName", ports: [5439] }],
    ["aws:redshiftserverless/workgroup:Workgroup", { ...cache, place: "subnetIds", ports: [5439] }],
    ["aws:elasticache/replicationGroup:ReplicationGroup", { ...cache, ports: [6379] }],
    ["aws:elasticache/cluster:Cluster", { ...cache, ports: byEngine, whole: "replicationGroupId" }],
    ["aws:elasticache/serverlessCache:ServerlessCache", { ...cache, place: "subnetIds", ports: twoByEngine }],
    ["aws:memorydb/cluster:Cluster", { ...cache, ports: [6379] }],
]);

const storeTypes = [...stores.keys()];

export interface PlacedStore {
    readonly one: Placed;
    readonly store: Store;
}

/** The stores of a stack that have network settings of their own. */
export const storesOf = (all: readonly Placed[]): readonly PlacedStore[] =>
    all.flatMap(one => {
        const store = stores.get(one.type);
        return store && !(store.whole && isSet(at(one.props, store.whole))) ? [{ one, store }] : [];
    });

export const isReplica = ({ one, store }: PlacedStore): boolean => store.source !== undefined && isSet(at(one.props, store.source));

/** The ports that a store listens at; none where they cannot be told, as of a replica whose source is elsewhere. */
export function portsOf({ one, store }: PlacedStore, all: readonly Placed[]): readonly (number | Unknown)[] {
    const port = at(one.props, "port");
    if (port instanceof Unknown) return [port];
    if (Number(port) > 0) return [Number(port)];
    if (typeof store.ports !== "function") return store.ports;
    const engine = at(one.props, "engine");
    if (engine instanceof Unknown) return [engine];
    if (typeof engine === "string" && isSet(engine)) return store.ports(engine.toLowerCase());
    const others = all.filter(other => other !== one);
    const sources = store.source ? targets(one, store.source, others, ...storeTypes) : [];
    return storesOf(others.filter(({ urn }) => sources.includes(urn))).flatMap(source => portsOf(source, others));
}
