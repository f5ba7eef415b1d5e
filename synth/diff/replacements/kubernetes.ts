import type { MayReplace, Replacing } from "./table";

const selector = "spec.selector";
const roleBinding = "roleRef";

/**
 * What the provider replaces beyond a new name or namespace: `forceNew` in provider/pkg/provider/diff.go of
 * pulumi-kubernetes v4.32.0, which is also where to check again. It holds less than the API server refuses: a change
 * of a StorageClass's reclaimPolicy, for one, fails on `pulumi up` and replaces nothing.
 */
const kinds: Replacing = {
    "apps/v1:DaemonSet": selector,
    "apps/v1:Deployment": selector,
    "apps/v1:StatefulSet": `spec.podManagementPolicy spec.revisionHistoryLimit ${selector} spec.serviceName spec.volumeClaimTemplates`,
    "batch/v1:Job": `spec.completions spec.parallelism ${selector} spec.template`,
    "core/v1:ConfigMap": "binaryData data",
    "core/v1:PersistentVolume":
        "spec.awsElasticBlockStore spec.azureDisk spec.azureFile spec.cephfs spec.cinder spec.csi spec.fc spec.flexVolume " +
        "spec.flocker spec.gcePersistentDisk spec.glusterfs spec.hostPath spec.iscsi spec.local spec.nfs " +
        "spec.photonPersistentDisk spec.portworxVolume spec.quobyte spec.rbd spec.scaleIO spec.storageos spec.vsphereVolume",
    "core/v1:PersistentVolumeClaim": `spec.accessModes ${selector} spec.storageClassName spec.volumeName`,
    "core/v1:Pod":
        "spec.affinity spec.automountServiceAccountToken spec.containers spec.dnsConfig spec.dnsPolicy spec.enableServiceLinks " +
        "spec.hostAliases spec.hostIPC spec.hostNetwork spec.hostPID spec.hostname spec.imagePullSecrets spec.initContainers " +
        "spec.nodeName spec.nodeSelector spec.overhead spec.preemptionPolicy spec.priority spec.priorityClassName " +
        "spec.readinessGates spec.restartPolicy spec.runtimeClassName spec.schedulerName spec.securityContext " +
        "spec.serviceAccount spec.serviceAccountName spec.shareProcessNamespace spec.subdomain " +
        "spec.terminationGracePeriodSeconds spec.volumes",
    "core/v1:ResourceQuota": "spec.scopes",
    "core/v1:Secret": "data stringData type",
    "core/v1:Service": "spec.clusterIP",
    "rbac.authorization.k8s.io/v1:ClusterRoleBinding": roleBinding,
    "rbac.authorization.k8s.io/v1:RoleBinding": roleBinding,
    "storage.k8s.io/v1:StorageClass": "parameters provisioner",
};

/** Any object of the API, custom ones and patches too; a chart, a file of YAML or a provider is none. */
const object = /^kubernetes:(?!helm\.sh\/|yaml|kustomize|index)([^:]+:[^:]+)$/;

/**
 * A ConfigMap and a Secret are replaced by the provider's default; with `enableConfigMapMutable` and
 * `enableSecretMutable` their data changes in place, unless they are `immutable`.
 */
export function kubernetesReplacing(type: string): string | undefined {
    const kind = object.exec(type)?.[1];
    if (kind === undefined) return undefined;
    const own = Object.hasOwn(kinds, kind) ? ` ${kinds[kind]!}` : "";
    return `metadata.name metadata.namespace${own}`;
}

export const kubernetesMayReplace: MayReplace = {
    "kubernetes:batch/v1:Job": {
        "metadata.annotations": "it has pulumi.com/replaceUnready, and the job in the cluster is not ready",
    },
};
