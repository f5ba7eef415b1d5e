import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { withDefaults } from "../../core/defaults";
import { keyArgs } from "../../core/encryption";
import { shortHash } from "../../core/hash";
import { logClasses, openSearchDefaults, type OpenSearchLogsArgs } from "./args";
import { createFluentBit, type LogsNamespaces } from "./fluent-bit";
import { awsEgress, createIdentity, identityChildren, type LogsPlace } from "./identity";
import { createEndpoint } from "./opensearch-network";
import { toOpenSearch } from "./outputs";

/** The collection with all that decides on it, and the agent that fills it. Returns the address of its Dashboards. */
export function createOpenSearch(
    self: Component,
    namespaces: LogsNamespaces,
    logs: OpenSearchLogsArgs,
    place: LogsPlace,
): pulumi.Output<string> {
    const { deletionProtection, standby } = withDefaults(openSearchDefaults, logs);
    const protect = deletionProtection || undefined;
    // Its policies name the collection, before there is one.
    const name = collectionName(self.name);
    const key = self.child(aws.kms.Key, "logs-key", keyArgs(`Logs of ${self.name}`, place.accountId, [], self.tags("logs")), { protect });
    const encryption = self.child(aws.opensearch.ServerlessSecurityPolicy, "logs-encryption", {
        name,
        type: "encryption",
        policy: pulumi.jsonStringify({ Rules: [ofCollection("collection", name)], AWSOwnedKey: false, KmsARN: key.arn }),
    });
    const network = self.child(aws.opensearch.ServerlessSecurityPolicy, "logs-reach", {
        name,
        type: "network",
        policy: pulumi.jsonStringify([reach(name, logs.network && createEndpoint(self, name, logs.network, place).id)]),
    });
    const lifecycle = self.child(aws.opensearch.ServerlessLifecyclePolicy, "logs-retention", {
        name,
        type: "retention",
        policy: JSON.stringify(retention(name, withDefaults(openSearchDefaults.retentionDays, logs.retentionDays))),
    });
    const collection = self.child(
        aws.opensearch.ServerlessCollection,
        "logs-collection",
        { name, type: "TIMESERIES", standbyReplicas: standby ? "ENABLED" : "DISABLED", tags: self.tags("logs") },
        { dependsOn: [encryption, network, lifecycle], protect },
    );
    // What it may do there, the collection's own policy says.
    const role = createIdentity(self, namespaces.agents, place, [
        { Effect: "Allow", Action: "aoss:APIAccessAll", Resource: collection.arn },
    ]);
    self.child(aws.opensearch.ServerlessAccessPolicy, "logs-access-policy", {
        name,
        type: "data",
        policy: pulumi.jsonStringify(access(name, role.arn, logs.readerRoleArns)),
    });
    createFluentBit(self, namespaces, {
        ...logs,
        outputs: collection.collectionEndpoint.apply(endpoint => toOpenSearch(place.region, hostOf(endpoint))),
        documents: true,
        egress: awsEgress,
        buffer: "1Gi",
        after: [...identityChildren, "logs-access-policy"],
    });
    return collection.dashboardEndpoint;
}

/** 3–32 letters, digits and '-', unique in the account and region. */
const collectionName = (component: string): string => {
    const stack = `${pulumi.getProject()}/${pulumi.getStack()}/${component}`;
    const readable = `logs-${pulumi.getStack()}`.toLowerCase().replace(/[^a-z0-9-]/g, "-");
    return `${readable.slice(0, 23)}-${shortHash(stack, 8)}`;
};

const ofCollection = (type: "collection" | "dashboard", name: string) => ({ ResourceType: type, Resource: [`collection/${name}`] });

const reach = (name: string, endpointId: pulumi.Input<string> | undefined) => ({
    Rules: [ofCollection("collection", name), ofCollection("dashboard", name)],
    ...(endpointId === undefined ? { AllowFromPublic: true } : { AllowFromPublic: false, SourceVPCEs: [endpointId] }),
});

const retention = (name: string, days: Readonly<Record<(typeof logClasses)[number], number>>) => ({
    Rules: logClasses.map(index => ({
        ResourceType: "index",
        Resource: [`index/${name}/${index}`],
        MinIndexRetention: `${days[index]}d`,
    })),
});

/** The agent adds to its three indexes; readers read them, and keep searches and pages of theirs in the Dashboards. */
const access = (name: string, agentArn: pulumi.Input<string>, readerArns: readonly pulumi.Input<string>[]) => [
    {
        Description: "The agents add",
        Rules: [
            {
                ResourceType: "index",
                Resource: logClasses.map(index => `index/${name}/${index}`),
                Permission: ["aoss:CreateIndex", "aoss:UpdateIndex", "aoss:WriteDocument"],
            },
        ],
        Principal: [agentArn],
    },
    {
        Description: "People look",
        Rules: [
            { ResourceType: "index", Resource: [`index/${name}/*`], Permission: ["aoss:DescribeIndex", "aoss:ReadDocument"] },
            {
                ...ofCollection("collection", name),
                Permission: ["aoss:DescribeCollectionItems", "aoss:CreateCollectionItems", "aoss:UpdateCollectionItems"],
            },
        ],
        Principal: [...readerArns],
    },
];

/** Not known in a preview, where an engine may leave it out. */
const hostOf = (endpoint: string | undefined): string => (endpoint ?? "").replace(/^https:\/\//, "");
