import type { KubernetesObject } from "./client";

const sample = (apiVersion: string, kind: string, spec: object, namespace?: string): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: "sample", ...(namespace ? { namespace } : {}) },
    spec: spec as KubernetesObject["spec"],
});

const selectors = { subnetSelectorTerms: [{ id: "subnet-0a1b" }], securityGroupSelectorTerms: [{ id: "sg-0a1b" }] };
const requirement = { key: "kubernetes.io/arch", operator: "In", values: ["arm64"] };
const nodeClassRef = { group: "eks.amazonaws.com", kind: "NodeClass", name: "default" };
const params = (spec: object): KubernetesObject => sample("eks.amazonaws.com/v1", "IngressClassParams", spec);
const nodeClass = (spec: object): KubernetesObject => sample("eks.amazonaws.com/v1", "NodeClass", { role: "nodes", ...selectors, ...spec });
const nodePool = (spec: object, requirements = [requirement]): KubernetesObject =>
    sample("karpenter.sh/v1", "NodePool", { template: { spec: { nodeClassRef, requirements } }, ...spec });
const namesPolicy = (egress: object): KubernetesObject =>
    sample(
        "networking.k8s.aws/v1alpha1",
        "ApplicationNetworkPolicy",
        { podSelector: {}, policyTypes: ["Egress"], egress: [egress] },
        "default",
    );
const secrets = (parameters: object, spec: object = {}): KubernetesObject =>
    sample("secrets-store.csi.x-k8s.io/v1", "SecretProviderClass", { provider: "aws", parameters, ...spec }, "default");

/** Custom resources as the documentation shows them. */
export const good: readonly KubernetesObject[] = [
    params({ scheme: "internet-facing", loadBalancerAttributes: [{ key: "idle_timeout.timeout_seconds", value: "60" }] }),
    nodeClass({ ephemeralStorage: { size: "160Gi", iops: 3000, throughput: 125 }, networkPolicy: "DefaultDeny" }),
    nodePool({ limits: { cpu: "64" }, disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: "30s" } }),
    namesPolicy({ to: [{ domainNames: ["*.example.com", "example.com"] }], ports: [{ protocol: "TCP", port: 443 }] }),
    secrets({ objects: "- objectName: a", region: "eu-west-1", usePodIdentity: "true" }),
];

/** A field that the definition does not have: the server finds that out in one of two places. */
const unknown = (field: string): RegExp =>
    new RegExp(`unknown field "${escaped(field)}"|\\.${escaped(field)}: field not declared in schema$`);

const escaped = (text: string): string => text.replaceAll(/[.[\]]/g, "\\$&");

/** Each with one mistake, and what the server says of it. */
export const bad: readonly (readonly [mistake: string, says: RegExp, object: KubernetesObject])[] = [
    ["a field of the open-source controller", unknown("spec.sslPolicy"), params({ scheme: "internal", sslPolicy: "x" })],
    ["its older name of a field", unknown("spec.certificateArn"), params({ certificateArn: "arn" })],
    ["a scheme that is none", /spec\.scheme: Unsupported value: "public"/, params({ scheme: "public" })],
    ["a field of another cloud", unknown("spec.diskSize"), nodeClass({ diskSize: "80Gi" })],
    ["too few operations a second", /spec\.ephemeralStorage\.iops: Invalid value: 100/, nodeClass({ ephemeralStorage: { iops: 100 } })],
    [
        "a node class by its name alone",
        unknown("spec.template.spec.nodeClass"),
        nodePool({ template: { spec: { nodeClassRef, nodeClass: "default", requirements: [requirement] } } }),
    ],
    [
        "a label that Karpenter sets",
        /label "karpenter\.sh\/nodepool" is restricted/,
        nodePool({}, [{ key: "karpenter.sh/nodepool", operator: "In", values: ["x"] }]),
    ],
    [
        "a policy that is none",
        /spec\.disruption\.consolidationPolicy: Unsupported value: "Always"/,
        nodePool({ disruption: { consolidationPolicy: "Always" } }),
    ],
    ["names in a field of another vendor", unknown("spec.egress[0].to[0].fqdns"), namesPolicy({ to: [{ fqdns: ["example.com"] }] })],
    [
        "an address for a name",
        /spec\.egress\[0\]\.to\[0\]\.domainNames\[0\]: Invalid value/,
        namesPolicy({ to: [{ domainNames: ["https://a.b"] }] }),
    ],
    ["nothing to mount", /spec\.parameters\.objects: Required value/, secrets({ region: "eu-west-1" })],
    ["a parameter that is none", unknown("spec.parameters.rotation"), secrets({ objects: "", rotation: "true" })],
    [
        "a Secret with two names",
        unknown("spec.secretObjects[0].name"),
        secrets({ objects: "" }, { secretObjects: [{ name: "x", secretName: "x", type: "Opaque", data: [] }] }),
    ],
    ["a kind that this version does not have", /knows no NodeOverlay in karpenter\.sh\/v1$/, sample("karpenter.sh/v1", "NodeOverlay", {})],
    ["a group that nobody defined", /knows no Thing in example\.com\/v1$/, sample("example.com/v1", "Thing", {})],
    ["a typing error", unknown("spec.replica"), sample("apps/v1", "Deployment", { replica: 1 }, "default")],
    ["no namespace", /a namespace is missing$/, sample("apps/v1", "Deployment", {})],
];
