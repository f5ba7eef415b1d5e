import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { budgetDefaults, leavingHours, nodePoolDefaults, nodePoolTaint, type DisruptionBudget, type NodePoolArgs } from "./node-pool-args";

/** What the nodes of a cluster are made of, for pools whose disks differ from Auto Mode's. */
export interface NodeParts {
    /** Name of the role; the cluster knows it already, and lets its nodes in. */
    readonly role: pulumi.Output<string>;
    readonly subnetIds: readonly pulumi.Output<string>[];
    readonly securityGroupId: pulumi.Output<string>;
}

const group = "eks.amazonaws.com";

/** The pools, each with a class of nodes of its own where its disks ask for one. */
export function createNodePools(
    self: Component,
    pools: readonly NodePoolArgs[],
    parts: NodeParts,
    provider: k8s.Provider,
): k8s.apiextensions.CustomResource[] {
    return pools.map(pool => {
        const nodeClass =
            pool.diskGb === undefined
                ? undefined
                : self.child(
                      k8s.apiextensions.CustomResource,
                      `node-class-${pool.name}`,
                      {
                          apiVersion: `${group}/v1`,
                          kind: "NodeClass",
                          metadata: { name: pool.name },
                          spec: nodeClassSpec(pool.diskGb, parts),
                      },
                      { provider },
                  );
        return self.child(
            k8s.apiextensions.CustomResource,
            `node-pool-${pool.name}`,
            {
                apiVersion: "karpenter.sh/v1",
                kind: "NodePool",
                metadata: { name: pool.name },
                spec: nodePoolSpec(pool, nodeClass ? pool.name : "default"),
            },
            { provider, dependsOn: nodeClass ? [nodeClass] : [] },
        );
    });
}

/** Pods that have no policy of their own may talk here as on Auto Mode's nodes: its agents run on these too. */
const nodeClassSpec = (diskGb: number, { role, subnetIds, securityGroupId }: NodeParts) => ({
    role,
    subnetSelectorTerms: subnetIds.map(id => ({ id })),
    securityGroupSelectorTerms: [{ id: securityGroupId }],
    networkPolicy: "DefaultAllow",
    ephemeralStorage: { size: `${diskGb}Gi` },
});

function nodePoolSpec(pool: NodePoolArgs, nodeClass: string) {
    const { architecture, capacity, instanceCategories, expireAfterHours } = withDefaults(nodePoolDefaults, pool);
    const among = (key: string, ...values: string[]) => ({ key, operator: "In", values });
    return {
        template: {
            spec: {
                nodeClassRef: { group, kind: "NodeClass", name: nodeClass },
                taints: [{ key: nodePoolTaint, value: pool.name, effect: "NoSchedule" }],
                requirements: [
                    among("kubernetes.io/arch", architecture),
                    among("karpenter.sh/capacity-type", capacity),
                    among(`${group}/instance-category`, ...instanceCategories),
                    { key: `${group}/instance-generation`, operator: "Gt", values: ["4"] },
                ],
                expireAfter: `${expireAfterHours}h`,
                terminationGracePeriod: `${leavingHours}h`,
            },
        },
        limits: { cpu: String(pool.cpuLimit) },
        disruption: {
            consolidationPolicy: "WhenEmptyOrUnderutilized",
            consolidateAfter: "30s",
            budgets: budgets(pool.disruptionBudget),
        },
    };
}

/** Of the budgets that are in force, Karpenter takes the strictest. */
function budgets(budget: DisruptionBudget | undefined) {
    const { percent } = withDefaults(budgetDefaults, budget);
    const quiet = budget?.quiet;
    return [{ nodes: `${percent}%` }, ...(quiet ? [{ nodes: "0", schedule: quiet.schedule, duration: `${quiet.hours}h` }] : [])];
}
