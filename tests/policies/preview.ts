import { unknownCheckingProxy, type PolicyResource } from "@pulumi/policy";
import * as path from "node:path";
import { placed, settingsOf, type StackRule } from "../../policies/rule";
import { Unknown } from "../../policies/values";
import type { PropertyMap, ResourceState } from "../../synth/types";
import { synthesizeInHost } from "../support/in-host";
import type { Judgement } from "./judge";

/** What the engine writes where a value is not known. */
export const sentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const instance = ["dbSubnetGroupName", "vpcSecurityGroupIds", "parameterGroupName", "engine", "engineVersion", "port", "multiAz"];
const cluster = ["dbSubnetGroupName", "vpcSecurityGroupIds", "dbClusterParameterGroupName", "engineVersion", "port"];
const cache = ["securityGroupIds", "subnetGroupName", "replicationGroupId", "globalReplicationGroupId", "engine", "port"];

/** What AWS fills in where a program is silent. */
const filledIn: Readonly<Record<string, readonly string[]>> = {
    "aws:ec2/vpc:Vpc": ["mainRouteTableId", "defaultRouteTableId", "defaultSecurityGroupId"],
    "aws:ec2/routeTable:RouteTable": ["routes"],
    "aws:ec2/route:Route": ["networkInterfaceId"],
    "aws:ec2/securityGroup:SecurityGroup": ["ingress", "egress"],
    "aws:ec2/securityGroupRule:SecurityGroupRule": ["sourceSecurityGroupId"],
    "aws:rds/instance:Instance": instance,
    "aws:rds/cluster:Cluster": cluster,
    "aws:rds/clusterInstance:ClusterInstance": ["availabilityZone"],
    "aws:neptune/cluster:Cluster": ["neptuneSubnetGroupName", "vpcSecurityGroupIds"],
    "aws:elasticache/cluster:Cluster": cache,
    "aws:elasticache/replicationGroup:ReplicationGroup": cache,
    "aws:elasticache/serverlessCache:ServerlessCache": ["securityGroupIds", "subnetIds"],
    "aws:s3/bucket:Bucket": ["acl", "grants", "policy"],
    "aws:s3/bucketV2:BucketV2": ["acl", "grants", "policy"],
    "aws:lb/loadBalancer:LoadBalancer": ["internal", "securityGroups"],
    "aws:alb/loadBalancer:LoadBalancer": ["internal", "securityGroups"],
    "aws:elb/loadBalancer:LoadBalancer": ["internal", "securityGroups"],
    "aws:ec2/managedPrefixList:ManagedPrefixList": ["entries"],
    "cloudflare:index/dnsRecord:DnsRecord": ["proxied"],
};

export interface Seen {
    readonly violations: Readonly<Record<string, readonly string[]>>;
    /** The first value that the rule would have to know. */
    readonly unknown: string | undefined;
}

/**
 * Proves that a rule on the stack says in the engine's previews what it says of its fixture: in the first one, where
 * nothing that AWS answers is known, nor what is made from it, and in a later one, where resources have their ids.
 */
export function provesInPreviews(rule: StackRule, judging: Promise<Judgement>): void {
    const synthesizing = synthesizeInHost({ directory: path.join(__dirname, "fixtures", rule.name), stack: "test" });
    synthesizing.catch(() => undefined);
    test.each([
        ["the first", asFirstSeen],
        ["a later", asLaterSeen],
    ])("says the same in %s preview of the engine", async (_, asSeen) => {
        const { violations, unknowns } = await judging;
        const { deployment } = await synthesizing;
        // The document hides secrets; what a rule says of one, the pack's own host shows.
        const states = deployment.deployment.resources.filter(({ urn }) => !urn.endsWith("-secret"));
        const seen = see(rule, asSeen(states));
        expect(seen.violations).toEqual(violations);
        // What is not known now was not known to the pack's own host, or is what AWS answers.
        expect(Object.keys(seen.unknowns)).toEqual(expect.arrayContaining(Object.keys(unknowns)));
    });
}

/** A resource of a stack that is written down by hand. */
export interface Sketch {
    readonly type: string;
    readonly props: object;
    /** What properties are made from, by the names of other resources. Unknowns are from another stack unless it says more. */
    readonly from?: Readonly<Record<string, string>>;
    /** What AWS fills in. */
    readonly answers?: object;
}

const elsewhere: Sketch = { type: "pulumi:pulumi:StackReference", props: {} };

/** What a rule says of resources by name, as the SDK's proxy shows them. */
export function judgeSketch(rule: StackRule, resources: Readonly<Record<string, Sketch>>): Promise<Seen> {
    const sketches: Readonly<Record<string, Sketch>> = { ...resources, elsewhere };
    const urnOf = (name: string): string => `urn:pulumi:test::project::${sketches[name]!.type}::${name}`;
    const shown = Object.entries(sketches).map(([name, { type, props, from, answers }]) => {
        const unknown = Object.keys(props).filter(key => JSON.stringify(props[key as never]).includes(sentinel));
        const sources = { ...Object.fromEntries(unknown.map(key => [key, "elsewhere"])), ...from };
        const propertyDependencies = Object.fromEntries(Object.entries(sources).map(([key, source]) => [key, [urnOf(source)]]));
        return { props: { ...props, ...answers }, state: { urn: urnOf(name), type, custom: true, propertyDependencies } };
    });
    const { violations, unknowns } = see(rule, shown);
    return Promise.resolve({ violations, unknown: Object.values(unknowns).flat()[0] });
}

interface Shown {
    readonly state: ResourceState;
    readonly props: object;
}

/** The stand-ins are taken away, and so is whatever a property holds of them. */
function asFirstSeen(states: readonly ResourceState[]): readonly Shown[] {
    const answers = states.flatMap(({ id, inputs, outputs }) => [id, ...without(outputs, inputs)]).filter(text => typeof text === "string");
    // A short answer, such as a number in words, may stand in a value by chance.
    const telling = [...new Set(answers)].filter(text => text.length > 5);
    const hide = (value: unknown): unknown => (typeof value === "string" && telling.some(text => value.includes(text)) ? sentinel : value);
    return states.map(state => {
        const { type, inputs = {}, outputs = {}, propertyDependencies = {} } = state;
        const given = Object.entries(inputs).map(([key, value]) => [
            key,
            propertyDependencies[key]?.length ? mapLeaves(value, hide) : value,
        ]);
        const unknown = ["id", ...Object.keys(outputs), ...(filledIn[type] ?? [])].map(key => [key, sentinel]);
        return { state, props: Object.fromEntries([...unknown, ...given]) as object };
    });
}

const asLaterSeen = (states: readonly ResourceState[]): readonly Shown[] =>
    states.map(state => ({ state, props: { ...state.inputs, ...state.outputs, id: state.id } }));

function see(rule: StackRule, shown: readonly Shown[]) {
    const resources = new Map(shown.map(({ state, props }) => [state.urn, resourceOf(state, props)]));
    for (const { state } of shown) {
        // The engine leaves out the properties that depend on nothing.
        const entries = Object.entries(state.propertyDependencies ?? {}).filter(([, urns]) => urns.length > 0);
        for (const [key, urns] of entries) {
            const sources = urns.map(urn => resources.get(urn)).filter(source => source !== undefined);
            resources.get(state.urn)!.propertyDependencies[key] = sources;
        }
    }
    const violations: Record<string, string[]> = {};
    const unknowns: Record<string, string[]> = {};
    for (const { urn, verdicts } of rule.judgeStack([...resources.values()].map(placed), settingsOf(rule, {}))) {
        for (const verdict of verdicts) {
            if (verdict instanceof Unknown) (unknowns[nameOf(urn)] ??= []).push(verdict.error.message);
            else (violations[nameOf(urn)] ??= []).push(verdict);
        }
    }
    return { violations, unknowns };
}

const resourceOf = ({ urn, type, protect = false }: ResourceState, props: object): PolicyResource => ({
    urn,
    type,
    name: nameOf(urn),
    props: (unknownCheckingProxy as (props: object) => Record<string, unknown>)(mapLeaves(props, value => value) as object),
    opts: {
        protect,
        ignoreChanges: [],
        aliases: [],
        additionalSecretOutputs: [],
        customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
});

const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

const without = (outputs: PropertyMap = {}, inputs: PropertyMap = {}): readonly unknown[] =>
    Object.entries(outputs).flatMap(([key, value]) => (key in inputs || key === "region" ? [] : leaves(value)));

const leaves = (value: unknown): readonly unknown[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(leaves) : [value];

/** Secrets are plain values to a rule. */
function mapLeaves(value: unknown, map: (leaf: unknown) => unknown): unknown {
    if (typeof value !== "object" || value === null) return map(value);
    // A list of the process that made it is none to the proxy.
    if (Array.isArray(value)) return Array.from(value, item => mapLeaves(item, map));
    if ("plaintext" in value) return mapLeaves(JSON.parse(String(value.plaintext)), map);
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, map)]));
}
