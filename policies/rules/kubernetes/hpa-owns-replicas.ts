import type { ResourceRemediation } from "@pulumi/policy";
import { objectsOf } from "../../kubernetes";
import { stackRule, type Placed, type StackRule, type Verdict } from "../../rule";
import { isAutoscaler, scales } from "../../scaling";
import { some } from "../../truth";
import { at, isSet, valueOf } from "../../values";
import { objectsIn, workloadsAmong, type StackObject, type Workload } from "../../workloads";

/** Where each resource's program sets replicas: what a stack shows afterwards is the number that Kubernetes has, set or not. */
const given = new Map<string, readonly string[]>();

const look: ResourceRemediation = ({ urn, type, props }) => {
    if (!type.startsWith("kubernetes:")) return;
    const setting = objectsOf(type, valueOf(props)).filter(({ value }) => isSet(at(value, "spec", "replicas")));
    given.set(
        urn,
        setting.map(({ path }) => path),
    );
};

/** A rule on the whole stack: the autoscaler names what it scales. */
export const hpaOwnsReplicas: StackRule = {
    look,
    ...stackRule(
        {
            name: "hpa-owns-replicas",
            group: "reliability",
            description: "What a HorizontalPodAutoscaler scales does not set its replicas as well, or has Pulumi ignore changes of them.",
            why: "Every update puts back the number that the program says: in the middle of a peak it stops the pods which carry it.",
            severity: "medium",
            tags: ["kubernetes", "availability", "looks-only"],
            controls: [],
            url: "https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
            remediationSteps:
                'Leave spec.replicas out and set the autoscaler\'s minReplicas, or add the resource option ignoreChanges: ["spec.replicas"].',
            examples: {
                fails: `new k8s.apps.v1.Deployment("web", { spec: { replicas: 3, selector, template } }); // and an autoscaler of it`,
                passes: `new k8s.apps.v1.Deployment("web", { spec: { replicas: 3, selector, template } }, { ignoreChanges: ["spec.replicas"] });`,
            },
        },
        all => {
            const objects = objectsIn(all);
            const autoscalers = objects.filter(isAutoscaler);
            return workloadsAmong(objects)
                .filter(({ one, path }) => given.get(one.urn)?.includes(path) && !isIgnored(one, `${path}spec.replicas`))
                .map(workload => ({ urn: workload.one.urn, verdicts: judge(workload, autoscalers) }));
        },
    ),
};

/** Whether the path, or what it lies in, is ignored. */
const isIgnored = ({ ignoreChanges = [] }: Placed, path: string): boolean =>
    ignoreChanges.some(ignored => ignored === "*" || path === ignored || path.startsWith(`${ignored}.`));

function judge(workload: Workload, autoscalers: readonly StackObject[]): readonly Verdict[] {
    const scaled = some(autoscalers.map(autoscaler => scales(autoscaler, workload)));
    if (scaled === false) return [];
    return scaled === true
        ? [`${workload.path}spec.replicas is set, and an autoscaler sets it, too: every update undoes what the load asked for.`]
        : [scaled];
}
