import { containersOf, ofContainer, within } from "../../pods";
import { stackRule, type Verdict } from "../../rule";
import { hasLabels } from "../../selectors";
import { every, some, type Truth } from "../../truth";
import { at, fields, isSet, items, Unknown, type Field, type Value } from "../../values";
import { objectsIn, sameNamespace, workloadsAmong, type StackObject, type Workload } from "../../workloads";

const longRunning = ["Pod", "Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController"];

/**
 * A rule on the whole stack, whose Services say which containers take requests. A helper beside one that has a probe needs
 * none, as long as no Service of the stack leads to it: the pod is ready when that one is.
 */
export const probes = stackRule(
    {
        name: "probes",
        group: "reliability",
        description: "Containers of long-running pods that take requests have a readiness probe.",
        why: "Without it a pod is sent requests before it can answer, at every release, and after it no longer can.",
        severity: "medium",
        tags: ["kubernetes", "pods"],
        controls: [],
        url: "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
        remediationSteps: "Add a readinessProbe that asks the program whether it can answer now, such as httpGet of its health path.",
        examples: {
            fails: `containers: [{ name: "web", image, ports: [{ containerPort: 8080 }] }]`,
            passes: `containers: [{ name: "web", image, ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: "/health", port: 8080 } } }]`,
        },
    },
    all => {
        const objects = objectsIn(all);
        const services = objects.filter(({ kind, complete }) => kind === "Service" && complete);
        return workloadsAmong(objects)
            .filter(({ kind, complete, pods }) => complete && longRunning.includes(kind) && !endsByItself(pods.value))
            .map(workload => ({ urn: workload.one.urn, verdicts: judge(workload, services) }));
    },
);

const endsByItself = (pods: Value): boolean => ["Never", "OnFailure"].some(policy => policy === at(pods, "spec", "restartPolicy"));

/** Init containers take requests where they run on beside the others. */
const takesRequests = ({ path, value }: Field): boolean =>
    isSet(at(value, "ports")) &&
    !path.includes("ephemeralContainers[") &&
    (!path.includes("initContainers[") || at(value, "restartPolicy") === "Always");

function judge(workload: Workload, services: readonly StackObject[]): readonly Verdict[] {
    const containers = containersOf(workload.pods).filter(takesRequests);
    const isProbed = ({ value }: Field): boolean => isSet(at(value, "readinessProbe"));
    const anyProbed = containers.some(isProbed);
    return containers
        .filter(container => !isProbed(container))
        .flatMap((container): readonly Verdict[] => {
            const served = anyProbed ? some(services.map(service => leadsTo(service, workload, container))) : true;
            if (served === false) return [];
            const [probe] = within(container, "readinessProbe");
            return served === true
                ? [`${ofContainer(container, probe!).path} is not set: requests arrive before it can answer them, at every release.`]
                : [served];
        });
}

/** A Service that sends to pods which are not ready, such as for finding peers, asks for no readiness. */
function leadsTo({ value, ...service }: StackObject, workload: Workload, container: Field): Truth {
    const selector = at(value, "spec", "selector");
    if (!isSet(selector) || at(value, "spec", "publishNotReadyAddresses") === true) return false;
    return every([
        sameNamespace({ ...service, value }, workload),
        hasLabels(selector, at(workload.pods.value, "metadata", "labels")),
        some(items(at(value, "spec", "ports")).map(port => isTarget(at(port, "targetPort") ?? at(port, "port"), container))),
    ]);
}

const isTarget = (target: Value, { value: container }: Field): Truth =>
    target instanceof Unknown
        ? target
        : some(
              [...fields(container, "ports[*].name"), ...fields(container, "ports[*].containerPort")].map(({ value }) =>
                  value instanceof Unknown ? value : value !== undefined && String(value as string) === String(target as string),
              ),
          );
