import { cisKubernetes, kubernetesHardening } from "../../controls";
import { judgeOfKind } from "../../kubernetes";
import { containersOf, judgesOfPods, ofContainer, within, type PodTemplate } from "../../pods";
import { demand, resourceRule, type Verdict } from "../../rule";
import { at } from "../../values";

const judges = new Map(judgesOfPods(judge));

/** Containers of Windows, whose kernel has no such thing, are left out. */
export const readOnlyRoot = resourceRule(
    {
        name: "read-only-root",
        group: "security",
        description: "Containers cannot write to their own root file system.",
        why: "Whoever breaks into a container that can be written to changes its programs, and leaves tools behind for the next step.",
        severity: "medium",
        tags: ["kubernetes", "pods"],
        controls: [
            kubernetesHardening("Immutable container file systems", "Run containers with a read-only root file system."),
            cisKubernetes("5.7.3", "Apply SecurityContext to your Pods and Containers"),
        ],
        url: "https://kubernetes.io/docs/tasks/configure-pod-container/security-context/",
        remediationSteps:
            "Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir with a sizeLimit where the program writes, such as /tmp.",
        examples: {
            fails: `containers: [{ name: "web", image }]`,
            passes: `containers: [{ name: "web", image, securityContext: { readOnlyRootFilesystem: true }, volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] }],
volumes: [{ name: "tmp", emptyDir: { sizeLimit: "64Mi" } }]`,
        },
    },
    type => judgeOfKind(judges, type),
);

function judge(pods: PodTemplate): readonly Verdict[] {
    if (at(pods.value, "spec", "os", "name") === "windows") return [];
    return containersOf(pods).flatMap(container =>
        within(container, "securityContext.readOnlyRootFilesystem").flatMap(found =>
            demand(
                ofContainer(container, found),
                value => value === true || (value === undefined && !pods.complete),
                "whoever breaks in can change the programs that run there, and bring others.",
            ),
        ),
    );
}
