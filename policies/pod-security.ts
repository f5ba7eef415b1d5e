import { containersOf, ofContainer, within, type PodTemplate } from "./pods";
import { demand, type Verdict } from "./rule";
import { at, field, isProperties, isSet, items, Unknown, type Field, type Known, type Value } from "./values";

/*
 * The profile "restricted" of Kubernetes' Pod Security Standards, version 1.35, field by field as the admission
 * plugin checks it (k8s.io/pod-security-admission/policy).
 */

/** The values a field may have, undefined among them where it may be left out; or what they have in common. */
type Allowed = readonly Known[] | ((value: Known) => boolean);

interface Row {
    readonly path: string;
    readonly allowed: Allowed;
    readonly why: string;
    /** Does not bind the pods of Windows, which has no such thing. */
    readonly linux?: true;
    /** Does not bind pods with user namespaces of their own (hostUsers: false), whose root is nobody on the node. */
    readonly sharedUsers?: true;
}

const no: Allowed = [undefined, false];
const unset: Allowed = [undefined, ""];
const host = "the pod shares what belongs to the node and to all pods on it.";
const labels = "the container leaves the confinement that SELinux gives it.";
const probed = "the kubelet would connect to an address of the pod's choosing, from the node's network.";
const root = "root in the container is root on the node for whoever breaks out.";

const profiles: Allowed = [undefined, "RuntimeDefault", "Localhost"];

/** Of the pod's spec and, the same, of each container. */
const everywhere: readonly Row[] = [
    { path: "securityContext.windowsOptions.hostProcess", allowed: no, why: host },
    {
        path: "securityContext.seLinuxOptions.type",
        allowed: [...unset, "container_t", "container_init_t", "container_kvm_t", "container_engine_t"],
        why: labels,
    },
    { path: "securityContext.seLinuxOptions.user", allowed: unset, why: labels },
    { path: "securityContext.seLinuxOptions.role", allowed: unset, why: labels },
    {
        path: "securityContext.appArmorProfile.type",
        allowed: profiles,
        why: "the container leaves the confinement that AppArmor gives it.",
    },
    { path: "securityContext.seccompProfile.type", allowed: profiles, why: "the container may make every system call.", linux: true },
    { path: "securityContext.runAsNonRoot", allowed: [undefined, true], why: root, sharedUsers: true },
    { path: "securityContext.runAsUser", allowed: value => value !== 0, why: root, sharedUsers: true },
];

const safeSysctls = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.tcp_wmem",
];

const ofPods: readonly Row[] = [
    ...everywhere,
    { path: "hostNetwork", allowed: no, why: host },
    { path: "hostPID", allowed: no, why: host },
    { path: "hostIPC", allowed: no, why: host },
    { path: "securityContext.sysctls[*].name", allowed: safeSysctls, why: "the setting reaches beyond the pod." },
];

const probes = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"];

const ofContainers: readonly Row[] = [
    ...everywhere,
    { path: "securityContext.privileged", allowed: no, why: "a privileged container can do everything the node can." },
    {
        path: "securityContext.allowPrivilegeEscalation",
        allowed: [false],
        why: "a set-user-ID program gains more rights than its caller.",
        linux: true,
    },
    {
        path: "securityContext.capabilities.add[*]",
        allowed: ["NET_BIND_SERVICE"],
        why: "the capability is a part of root's power.",
        linux: true,
    },
    { path: "securityContext.procMount", allowed: [undefined, "Default"], why: "/proc shows the container the kernel's insides." },
    {
        path: "ports[*].hostPort",
        allowed: [undefined, 0],
        why: "the port is opened on the node itself, past services and network policies.",
    },
    ...probes.flatMap(probe => [
        { path: `${probe}.httpGet.host`, allowed: unset, why: probed },
        { path: `${probe}.tcpSocket.host`, allowed: unset, why: probed },
    ]),
];

/** Must be set: on the container, or on the pod for all of its containers. */
const ofEither: readonly Omit<Row, "allowed">[] = [
    { path: "securityContext.runAsNonRoot", why: `on neither pod nor container, and ${root}`, sharedUsers: true },
    { path: "securityContext.seccompProfile.type", why: "on neither pod nor container, so it may make every system call.", linux: true },
];

const volumeSources = new Set([
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
]);
const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

export function judgePod(pods: PodTemplate): readonly Verdict[] {
    const { path, value: template, complete } = pods;
    const pod: Field = { path: `${path}spec`, value: at(template, "spec") };
    const windows = at(pod.value, "os", "name") === "windows";
    const ownUsers = at(pod.value, "hostUsers") === false;
    const binds = ({ linux, sharedUsers }: Pick<Row, "linux" | "sharedUsers">): boolean =>
        !(linux && windows) && !(sharedUsers && ownUsers);
    return [
        ...ofPods.filter(binds).flatMap(row => judgeRow(pod, row, complete)),
        ...containersOf(pods).flatMap(container => [
            ...ofContainers.filter(binds).flatMap(row => judgeRow(container, row, complete)),
            ...(complete ? ofEither.filter(binds).flatMap(row => judgeEither(pod, container, row)) : []),
            ...(windows ? [] : judgeDrop(container, complete)),
        ]),
        ...within(pod, "volumes[*]").flatMap(judgeVolume),
        ...judgeAppArmor(path, template),
    ];
}

function judgeRow(holder: Field, { path, allowed, why }: Row, complete: boolean): readonly Verdict[] {
    const fine = typeof allowed === "function" ? allowed : (value: Known) => allowed.includes(value);
    return within(holder, path).flatMap(found =>
        demand(ofContainer(holder, found), value => fine(value) || (value === undefined && !complete), why),
    );
}

function judgeEither(pod: Field, container: Field, { path, why }: Omit<Row, "allowed">): readonly Verdict[] {
    if (isSet(field(container.value, path).value) || isSet(field(pod.value, path).value)) return [];
    return within(container, path).flatMap(found => demand(ofContainer(container, found), isSet, why));
}

function judgeDrop(container: Field, complete: boolean): readonly Verdict[] {
    const [drop] = within(container, "securityContext.capabilities.drop");
    const dropped = items(drop!.value);
    if (dropped.includes("ALL") || (drop!.value === undefined && !complete)) return [];
    const unknown = dropped.find(capability => capability instanceof Unknown);
    return unknown
        ? [unknown]
        : demand(ofContainer(container, drop!), () => false, 'the container keeps parts of root\'s power it does not need. Drop ["ALL"].');
}

/** Volumes of other kinds are asked for by a PersistentVolumeClaim. One without a kind is an emptyDir. */
function judgeVolume(volume: Field): readonly Verdict[] {
    if (volume.value instanceof Unknown) return [volume.value];
    const kinds = isProperties(volume.value) ? Object.keys(volume.value).filter(key => key !== "name" && isSet(at(volume.value, key))) : [];
    return kinds
        .filter(kind => !volumeSources.has(kind))
        .map(kind => `${volume.path}.${kind} is set: the pod reaches storage of the node or the network past the cluster's own controls.`);
}

/** How AppArmor was set before Kubernetes 1.30, and still may be. */
function judgeAppArmor(path: string, template: Value): readonly Verdict[] {
    const annotations = at(template, "metadata", "annotations");
    if (annotations instanceof Unknown) return [annotations];
    if (!isProperties(annotations)) return [];
    return Object.keys(annotations)
        .filter(key => key.startsWith(appArmorAnnotation))
        .map(key => ({ path: `${path}metadata.annotations["${key}"]`, value: annotations[key] }))
        .flatMap(found =>
            demand(
                found,
                value => typeof value === "string" && /^(runtime\/default|localhost\/.*|)$/.test(value),
                "the container leaves the confinement that AppArmor gives it.",
            ),
        );
}
