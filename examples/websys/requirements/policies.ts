import { each, is, met, objects, type Check, type Path, type Table } from "../../../traceability";
import { development, everywhere, postgresPod, production, staging, type Stack } from "./parts";

const pod: Path = ["spec", "template", "spec"];
const podOfJob: Path = ["spec", "jobTemplate", ...pod];

/** All that runs, by stack and kind, and where its pods are described. */
const workloads: readonly { readonly stack: Stack; readonly kind: string; readonly pod: Path; readonly containers: readonly string[] }[] = [
    ...[development, staging, production].map(stack => ({ stack, kind: "Deployment", pod, containers: ["containers"] })),
    ...[development, production].map(stack => ({ stack, kind: "StatefulSet", pod, containers: ["containers"] })),
    { stack: production, kind: "DaemonSet", pod, containers: ["containers"] },
    { stack: development, kind: "CronJob", pod: podOfJob, containers: ["containers"] },
    ...[staging, production].map(stack => ({ stack, kind: "CronJob", pod: podOfJob, containers: ["initContainers", "containers"] })),
];

const everyContainer = (name: string, value: boolean): Check[] =>
    workloads.flatMap(({ stack, kind, pod: at, containers }) =>
        containers.map(list => stack.input(objects(kind), [...at, list, each, "securityContext", name], is(value))),
    );

/** The namespace takes in no pod that is not so. */
const enforced = everywhere.map(stack =>
    stack.input(objects("Namespace", "websys"), ["metadata", "labels", "pod-security.kubernetes.io/enforce"], is("restricted")),
);

/** How containers are held in. The document asks it of the database's alone; every container has it. */
export const policies: Table = {
    "001-115": met(
        development.input(postgresPod, [...pod, "securityContext", "runAsUser"], is(999)),
        ...workloads.map(({ stack, kind, pod: at }) => stack.input(objects(kind), [...at, "securityContext", "runAsNonRoot"], is(true))),
        ...enforced,
    ),
    "001-116": met(...everyContainer("readOnlyRootFilesystem", true)),
    "001-117": met(...everyContainer("privileged", false), ...enforced),
    "001-118": met(...everyContainer("allowPrivilegeEscalation", false), ...enforced),
};
