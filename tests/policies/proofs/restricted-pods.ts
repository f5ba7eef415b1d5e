import type { Pod } from "./kinds";
import { unknown, type Sketch } from "./proof";

/** A pod that keeps to the standard by the settings of its containers. */
export const pod: Pod = {
    metadata: { annotations: {}, labels: { app: "web" } },
    spec: { containers: [container("web")], initContainers: [container("migrate")], securityContext: {} },
};

function container(name: string) {
    return {
        name,
        image: "example.com/web@sha256:0",
        securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ["ALL"] },
            runAsNonRoot: true,
            seccompProfile: { type: "RuntimeDefault" },
        },
    };
}

function privileged(name: string) {
    const made = container(name);
    return { ...made, securityContext: { ...made.securityContext, privileged: true } };
}

/** The pod with the value at a path such as `spec.containers[0].name`. */
export function changed(path: string, value: unknown, from: Pod = pod): Pod {
    const keys = path.replace(/\[(\d+)\]/g, ".$1").split(".");
    const last = keys.pop()!;
    const copy = structuredClone(from);
    const holder = keys.reduce<Record<string, unknown>>(
        (inner, key) => (inner[key] ??= {}) as Record<string, unknown>,
        copy as unknown as Record<string, unknown>,
    );
    holder[last] = value;
    return copy;
}

export const podOf = (props: object): Sketch => ({ type: "kubernetes:core/v1:Pod", props });

const web = "spec.containers[0].securityContext";
const init = "spec.initContainers[0].securityContext";
const inPod = "spec.securityContext";
const appArmor = "container.apparmor.security.beta.kubernetes.io/web";

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
const volumeSources = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected", "secret"];

/** Changes that keep to the standard. */
export const kept: Readonly<Record<string, readonly [path: string, value: unknown]>> = {
    "another label": ["metadata.labels.app", "api"],
    "the right to low ports": [`${web}.capabilities.add`, ["NET_BIND_SERVICE"]],
    "a user": [`${web}.runAsUser`, 1000],
    "a seccomp profile of the node": [`${web}.seccompProfile`, { type: "Localhost", localhostProfile: "web.json" }],
    "SELinux's type of containers": [`${inPod}.seLinuxOptions`, { type: "container_t" }],
    "safe sysctls": [`${inPod}.sysctls`, safeSysctls.map(name => ({ name, value: "1" }))],
    "volumes of all safe kinds, and of none": [
        "spec.volumes",
        [...volumeSources.map(source => ({ name: source, [source]: {} })), { name: "unsaid" }],
    ],
    "a probe of the pod itself": ["spec.containers[0].livenessProbe", { httpGet: { path: "/", port: 80, host: "" } }],
    "AppArmor's profile of the node, by annotation": ["metadata.annotations", { [appArmor]: "localhost/web" }],
    "a host's network that is off": ["spec.hostNetwork", false],
    "an image that is not known": ["spec.containers[0].image", unknown],
};

const host = "the pod shares what belongs to the node and to all pods on it.";
const labels = "the container leaves the confinement that SELinux gives it.";
const confinement = "the container leaves the confinement that AppArmor gives it.";
const probed = "the kubelet would connect to an address of the pod's choosing, from the node's network.";
const root = "root in the container is root on the node for whoever breaks out.";
const rightsGained = "a set-user-ID program gains more rights than its caller.";
const everyCall = "the container may make every system call.";
const parts = 'the container keeps parts of root\'s power it does not need. Drop ["ALL"].';
const privilegedWhy = "a privileged container can do everything the node can.";
const storage = "the pod reaches storage of the node or the network past the cluster's own controls.";

/** A property, of whom, what it is, and why that is wrong. */
const says = (property: string, is: string, why: string, of?: string): string =>
    `${property}${of ? ` (container ${of})` : ""} is ${is}: ${why}`;
const ofWeb = (property: string, is: string, why: string): string => says(`${web}.${property}`, is, why, "web");
const ofContainer = (property: string, is: string, why: string): string => says(`spec.containers[0].${property}`, is, why, "web");

/** Changes that do not, and what is said of each. */
export const broken: Readonly<Record<string, readonly [path: string, value: unknown, says: string]>> = {
    "the host's network": ["spec.hostNetwork", true, says("spec.hostNetwork", "true", host)],
    "the host's processes": ["spec.hostPID", true, says("spec.hostPID", "true", host)],
    "the host's IPC": ["spec.hostIPC", true, says("spec.hostIPC", "true", host)],
    "a privileged container": [`${web}.privileged`, true, ofWeb("privileged", "true", privilegedWhy)],
    "a privileged init container": [`${init}.privileged`, true, says(`${init}.privileged`, "true", privilegedWhy, "migrate")],
    escalation: [`${web}.allowPrivilegeEscalation`, true, ofWeb("allowPrivilegeEscalation", "true", rightsGained)],
    "escalation by default": [`${web}.allowPrivilegeEscalation`, undefined, ofWeb("allowPrivilegeEscalation", "not set", rightsGained)],
    "capabilities that are kept": [`${web}.capabilities`, undefined, ofWeb("capabilities.drop", "not set", parts)],
    "some that are dropped": [`${web}.capabilities.drop`, ["NET_RAW"], ofWeb("capabilities.drop", '["NET_RAW"]', parts)],
    "one that is added": [
        `${web}.capabilities.add`,
        ["NET_BIND_SERVICE", "SYS_ADMIN"],
        ofWeb("capabilities.add[1]", '"SYS_ADMIN"', "the capability is a part of root's power."),
    ],
    root: [`${web}.runAsUser`, 0, ofWeb("runAsUser", "0", root)],
    "root for the pod": [`${inPod}.runAsUser`, 0, says(`${inPod}.runAsUser`, "0", root)],
    "leave to be root": [`${web}.runAsNonRoot`, false, ofWeb("runAsNonRoot", "false", root)],
    "nothing said of root": [
        `${init}.runAsNonRoot`,
        undefined,
        says(`${init}.runAsNonRoot`, "not set", `on neither pod nor container, and ${root}`, "migrate"),
    ],
    "leave to be root for the pod": [`${inPod}.runAsNonRoot`, false, says(`${inPod}.runAsNonRoot`, "false", root)],
    "no seccomp": [`${web}.seccompProfile.type`, "Unconfined", ofWeb("seccompProfile.type", '"Unconfined"', everyCall)],
    "nothing said of seccomp": [
        `${web}.seccompProfile`,
        undefined,
        ofWeb("seccompProfile.type", "not set", "on neither pod nor container, so it may make every system call."),
    ],
    "no seccomp for the pod": [
        `${inPod}.seccompProfile`,
        { type: "Unconfined" },
        says(`${inPod}.seccompProfile.type`, '"Unconfined"', everyCall),
    ],
    "no AppArmor": [`${web}.appArmorProfile`, { type: "Unconfined" }, ofWeb("appArmorProfile.type", '"Unconfined"', confinement)],
    "no AppArmor, by annotation": [
        "metadata.annotations",
        { [appArmor]: "unconfined" },
        says(`metadata.annotations["${appArmor}"]`, '"unconfined"', confinement),
    ],
    "another type of SELinux": [`${web}.seLinuxOptions`, { type: "spc_t" }, ofWeb("seLinuxOptions.type", '"spc_t"', labels)],
    "a user of SELinux": [`${inPod}.seLinuxOptions`, { user: "system_u" }, says(`${inPod}.seLinuxOptions.user`, '"system_u"', labels)],
    "a role of SELinux": [`${web}.seLinuxOptions`, { role: "system_r" }, ofWeb("seLinuxOptions.role", '"system_r"', labels)],
    "all of /proc": [`${web}.procMount`, "Unmasked", ofWeb("procMount", '"Unmasked"', "/proc shows the container the kernel's insides.")],
    "a process of a Windows host": [`${web}.windowsOptions`, { hostProcess: true }, ofWeb("windowsOptions.hostProcess", "true", host)],
    "a pod of such processes": [
        `${inPod}.windowsOptions`,
        { hostProcess: true },
        says(`${inPod}.windowsOptions.hostProcess`, "true", host),
    ],
    "a sysctl of the node": [
        `${inPod}.sysctls`,
        [{ name: "kernel.msgmax", value: "1" }],
        says(`${inPod}.sysctls[0].name`, '"kernel.msgmax"', "the setting reaches beyond the pod."),
    ],
    "a path of the host": [
        "spec.volumes",
        [
            { name: "a", emptyDir: {} },
            { name: "b", hostPath: { path: "/" } },
        ],
        says("spec.volumes[1].hostPath", "set", storage),
    ],
    NFS: ["spec.volumes", [{ name: "a", nfs: { server: "s", path: "/" } }], says("spec.volumes[0].nfs", "set", storage)],
    "a port of the host": [
        "spec.containers[0].ports",
        [{ containerPort: 80, hostPort: 80 }],
        ofContainer("ports[0].hostPort", "80", "the port is opened on the node itself, past services and network policies."),
    ],
    "a probe of another host": [
        "spec.containers[0].livenessProbe",
        { httpGet: { port: 80, host: "169.254.169.254" } },
        ofContainer("livenessProbe.httpGet.host", '"169.254.169.254"', probed),
    ],
    "one of another host's port": [
        "spec.containers[0].startupProbe",
        { tcpSocket: { port: 80, host: "10.0.0.1" } },
        ofContainer("startupProbe.tcpSocket.host", '"10.0.0.1"', probed),
    ],
    "a hook to another host": [
        "spec.containers[0].lifecycle.preStop",
        { httpGet: { port: 80, host: "10.0.0.1" } },
        ofContainer("lifecycle.preStop.httpGet.host", '"10.0.0.1"', probed),
    ],
    "a privileged container to debug with": [
        "spec.ephemeralContainers",
        [privileged("debug")],
        says("spec.ephemeralContainers[0].securityContext.privileged", "true", privilegedWhy, "debug"),
    ],
};
