import { deregistrationsOf } from "../../drain";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { hasLabels } from "../../selectors";
import { every } from "../../truth";
import { at, fields, isSet, items, Unknown, type Value } from "../../values";
import { objectsIn, sameNamespace, workloadsAmong, type StackObject, type Workload } from "../../workloads";

/** What Kubernetes gives a pod to end, unless it says otherwise. */
const initialGrace = 30;

/**
 * A rule on the whole stack: from a pod the way to its load balancer leads over Services and Ingresses. Load balancers of AWS are
 * judged, whose times the stack shows: those of Ingresses of an ALB, of Services of an NLB, and of TargetGroupBindings.
 */
export const drainLongerThanLb = stackRule(
    {
        name: "drain-longer-than-lb",
        group: "reliability",
        level: "advisory",
        description:
            "A pod behind a load balancer has longer to end than its preStop takes and the load balancer waits to let go of it, where the preStop does not outlast that.",
        why: "A pod that is killed while the load balancer still sends to it cuts requests off: at every release somebody gets an error.",
        severity: "low",
        tags: ["kubernetes", "pods", "aws", "availability"],
        controls: [],
        url: "https://docs.aws.amazon.com/eks/latest/best-practices/load-balancing.html",
        remediationSteps:
            "Set deregistration_delay.timeout_seconds to what the longest request takes, a preStop that sleeps for longer, and " +
            "terminationGracePeriodSeconds to more than that; with a shorter preStop, to more than both together.",
        examples: {
            fails: `// deregistration_delay.timeout_seconds is not set: 300
spec: { terminationGracePeriodSeconds: 30, containers }`,
            passes: `// deregistration_delay.timeout_seconds=10
spec: { terminationGracePeriodSeconds: 40, containers: [{ name: "web", image, lifecycle: { preStop: { sleep: { seconds: 15 } } } }] }`,
        },
    },
    all => {
        const objects = objectsIn(all);
        const services = objects.filter(
            ({ kind, complete, value }) => kind === "Service" && complete && isSet(at(value, "spec", "selector")),
        );
        return workloadsAmong(objects)
            .filter(({ complete }) => complete)
            .map(workload => ({ urn: workload.one.urn, verdicts: judge(workload, services, objects, all) }));
    },
);

function judge(
    workload: Workload,
    services: readonly StackObject[],
    objects: readonly StackObject[],
    all: readonly Placed[],
): readonly Verdict[] {
    const delays = services
        .filter(service => sendsTo(service, workload) === true)
        .flatMap(service => deregistrationsOf(service, objects, all));
    if (delays.length === 0) return [];
    const pod = at(workload.pods.value, "spec");
    const grace = at(pod, "terminationGracePeriodSeconds") ?? initialGrace;
    const unknown = [grace, ...delays].find(value => value instanceof Unknown);
    if (unknown instanceof Unknown) return [unknown];
    const delay = Math.max(...delays.map(Number));
    const stop = preStopOf(pod);
    // A preStop that outlasts the wait ends when the load balancer has let go; a shorter one is what comes before it.
    if (Number(grace) > (stop > delay ? stop : delay + stop)) return [];
    return [
        `${workload.pods.path}spec.terminationGracePeriodSeconds is ${Number(grace)}, and the load balancer lets go of a pod after up to ${delay} s` +
            `${stop > 0 ? `, its preStop taking ${stop} s` : ""}: requests that are under way then are cut off.`,
    ];
}

const sendsTo = (service: StackObject, workload: Workload) =>
    every([
        sameNamespace(service, workload),
        hasLabels(at(service.value, "spec", "selector"), at(workload.pods.value, "metadata", "labels")),
    ]);

/** The longest that a container waits before it is told to end, as far as its spec shows that. */
const preStopOf = (pod: Value): number =>
    Math.max(
        0,
        ...fields(pod, "containers[*].lifecycle.preStop").map(({ value }) => {
            const sleep = at(value, "sleep", "seconds");
            if (typeof sleep === "number") return sleep;
            const command = items(at(value, "exec", "command")).filter(word => typeof word === "string");
            return Number(/\bsleep (\d+)/.exec(command.join(" "))?.[1] ?? 0);
        }),
    );
