import type { PropertyMap } from "../../types";
import { isRecord } from "../../wire";
import { hash, standInRegion, type StandIn, type Subject, text } from "./index";

/** The API server echoes the object; the provider names it where the program does not. */
export function kubernetesStandIn({ type, name, urn, inputs, id }: Subject): StandIn {
    if (type.startsWith("kubernetes:helm.sh/")) return { id: name, outputs: {} };
    const metadata = isRecord(inputs.metadata) ? inputs.metadata : {};
    const [idName, idNamespace] = id?.split("/").reverse() ?? [];
    const objectName = text(metadata.name) ?? idName ?? `${name}-${hash(urn, 8)}`;
    const namespace = text(metadata.namespace) ?? idNamespace;
    const outputs: PropertyMap = { metadata: { ...metadata, name: objectName, ...(namespace ? { namespace } : {}) } };
    const address = loadBalancerAddress(type, inputs, objectName, namespace ?? "default", urn);
    if (address) outputs.status = { loadBalancer: { ingress: [{ hostname: address }] } };
    return { id: namespace ? `${namespace}/${objectName}` : objectName, outputs };
}

/** What a load-balancer controller would answer: the DNS name it reports in the object's status. */
function loadBalancerAddress(type: string, inputs: PropertyMap, name: string, namespace: string, urn: string): string | undefined {
    const spec = isRecord(inputs.spec) ? inputs.spec : {};
    const balanced = type.endsWith(":Ingress") || (type.endsWith(":Service") && spec.type === "LoadBalancer");
    return balanced ? `k8s-${namespace.slice(0, 8)}-${name.slice(0, 8)}-${hash(urn, 10)}.${standInRegion}.elb.amazonaws.com` : undefined;
}
