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

/**
 * What a load-balancer controller would answer: the DNS name it reports in the object's status. On AWS an Ingress gets
 * an application load balancer and a Service one for connections, which have their region in different places.
 */
function loadBalancerAddress(type: string, inputs: PropertyMap, name: string, namespace: string, urn: string): string | undefined {
    const spec = isRecord(inputs.spec) ? inputs.spec : {};
    const short = (part: string): string => part.replace(/[^a-z0-9]/gi, "").slice(0, 8);
    const balancer = `k8s-${short(namespace)}-${short(name)}-${hash(urn, 10)}`;
    if (type.endsWith(":Ingress")) return `${balancer}-${parseInt(hash(urn, 8), 16)}.${standInRegion}.elb.amazonaws.com`;
    if (type.endsWith(":Service") && spec.type === "LoadBalancer") {
        return `${balancer}-${hash(urn, 16)}.elb.${standInRegion}.amazonaws.com`;
    }
    return undefined;
}
