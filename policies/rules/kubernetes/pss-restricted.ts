import { podSecurityRestricted } from "../../controls";
import { judgeOfKind } from "../../kubernetes";
import { judgePod } from "../../pod-security";
import { judgesOfPods } from "../../pods";
import { resourceRule } from "../../rule";

const judges = new Map(judgesOfPods(judgePod));

export const pssRestricted = resourceRule(
    {
        name: "pss-restricted",
        group: "security",
        description: 'Pods keep to the profile "restricted" of the Kubernetes Pod Security Standards.',
        why: "A container that may be root, or has the host's files, is one bug away from the node and all that runs on it.",
        severity: "high",
        tags: ["kubernetes", "pods"],
        ...podSecurityRestricted,
        examples: {
            fails: `new k8s.core.v1.Pod("web", { spec: { containers: [{ name: "web", image, securityContext: { privileged: true } }] } });`,
            passes: `new k8s.core.v1.Pod("web", { spec: {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
  containers: [{ name: "web", image, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } } }],
} });`,
        },
        remediationSteps:
            'Pod securityContext: runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }. Container securityContext: ' +
            'allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }. Nothing of the host: no hostPath, hostPort, ' +
            "hostNetwork, hostPID, hostIPC, privileged.",
    },
    type => judgeOfKind(judges, type),
);
