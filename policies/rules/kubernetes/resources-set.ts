import { containersOf, ofContainer, within } from "../../pods";
import { stackRule, type Verdict } from "../../rule";
import { every, some, type Truth } from "../../truth";
import { at, field, fields, isSet, Unknown, type Field, type Value } from "../../values";
import { objectsIn, sameNamespace, workloadsAmong, type StackObject, type Workload } from "../../workloads";

interface Demand {
    readonly path: string;
    /** Kubernetes takes a limit for the request that is not set. */
    readonly instead?: string;
    /** Where a namespace's LimitRange says what a container has that says nothing. */
    readonly initial: readonly string[];
    readonly why: string;
}

const cpu = "the scheduler counts it as nothing, and the pod gets what is left on a full node.";
const memory = "the scheduler puts it where there is no room, and it is the first to be killed there.";

const demands: readonly Demand[] = [
    { path: "requests.cpu", instead: "limits.cpu", initial: ["defaultRequest.cpu", "default.cpu"], why: cpu },
    { path: "requests.memory", instead: "limits.memory", initial: ["defaultRequest.memory", "default.memory"], why: memory },
    { path: "limits.memory", initial: ["default.memory"], why: "one leak takes the memory of its node, and of all other pods there." },
];

/**
 * A rule on the whole stack, since a LimitRange of the namespace may say it for all containers. So may the pod as a whole.
 * No limit of the CPU is asked for: it slows a program down that takes nothing from others. Ephemeral containers can have none.
 */
export const resourcesSet = stackRule(
    {
        name: "resources-set",
        group: "reliability",
        description: "Containers, init containers too, say what CPU and memory they need, and how much memory they get at most.",
        why: "Pods that say nothing are packed onto full nodes; one that leaks then takes down what runs beside it.",
        severity: "medium",
        tags: ["kubernetes", "pods"],
        controls: [],
        url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
        remediationSteps:
            "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory, from what the program uses under load.",
        examples: {
            fails: `containers: [{ name: "web", image }]`,
            passes: `containers: [{ name: "web", image, resources: { requests: { cpu: "250m", memory: "256Mi" }, limits: { memory: "256Mi" } } }]`,
        },
    },
    all => {
        const objects = objectsIn(all);
        const ranges = objects.filter(({ kind, complete }) => kind === "LimitRange" && complete);
        return workloadsAmong(objects)
            .filter(({ complete }) => complete)
            .map(workload => ({ urn: workload.one.urn, verdicts: judge(workload, ranges) }));
    },
);

function judge(workload: Workload, ranges: readonly StackObject[]): readonly Verdict[] {
    const pod = at(workload.pods.value, "spec");
    const containers = containersOf(workload.pods).filter(({ path }) => !path.includes("ephemeralContainers["));
    return demands.flatMap(demand => {
        const initial = some(ranges.map(range => isInitial(demand, range, workload)));
        const silent = initial === true ? [] : containers.filter(({ value }) => !isSaid(demand, [value, pod]));
        return silent.map(container => (initial instanceof Unknown ? initial : missing(demand, container)));
    });
}

/** By the container, or by the pod as a whole. A number that is not known yet is given. */
const isSaid = ({ path, instead }: Demand, holders: readonly Value[]): boolean =>
    holders.some(holder => [path, instead ?? path].some(inner => isSet(field(holder, `resources.${inner}`).value)));

function missing({ path, why }: Demand, container: Field): string {
    const [found] = within(container, `resources.${path}`);
    return `${ofContainer(container, found!).path} is not set: ${why}`;
}

const isInitial = ({ initial }: Demand, range: StackObject, workload: Workload): Truth =>
    every([
        sameNamespace(range, workload),
        some(
            fields(range.value, "spec.limits[*]").map(({ value: limit }) =>
                limit instanceof Unknown
                    ? limit
                    : at(limit, "type") === "Container" && initial.some(path => isSet(field(limit, path).value)),
            ),
        ),
    ]);
