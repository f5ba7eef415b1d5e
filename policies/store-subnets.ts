import { targets, type Target } from "./references";
import type { Placed } from "./rule";
import { storesOf } from "./stores";
import { subnetTypes } from "./vpc";

const services = ["rds", "docdb", "neptune", "redshift", "elasticache", "memorydb", "dax"];
const groupTypes = new Set(services.map(service => `aws:${service}/subnetGroup:SubnetGroup`));
const listed = "subnetIds";

export interface SubnetList {
    readonly one: Placed;
    readonly subnets: readonly Target[];
}

/** What lists the subnets that stores live in. Some stores list them themselves. */
export const subnetListsOf = (all: readonly Placed[]): readonly SubnetList[] =>
    [
        ...all.filter(({ type }) => groupTypes.has(type)),
        ...storesOf(all)
            .filter(({ store }) => store.place === listed)
            .map(({ one }) => one),
    ].map(one => ({ one, subnets: targets(one, `${listed}[*]`, all, ...subnetTypes) }));
