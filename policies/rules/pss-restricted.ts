import { podSecurityRestricted } from "../controls";
import { judgeOfKind, type ObjectJudge } from "../kubernetes";
import { judgePod } from "../pod-security";
import { resourceRule } from "../rule";
import { at } from "../values";

/** Where a kind keeps its pods. These are the kinds that Kubernetes' own admission plugin looks into. */
const templates: Readonly<Record<string, string>> = {
    Pod: "",
    PodTemplate: "template.",
    Deployment: "spec.template.",
    StatefulSet: "spec.template.",
    DaemonSet: "spec.template.",
    ReplicaSet: "spec.template.",
    ReplicationController: "spec.template.",
    Job: "spec.template.",
    CronJob: "spec.jobTemplate.spec.template.",
};

const judges = new Map<string, ObjectJudge>(
    Object.entries(templates).map(([kind, template]) => [
        kind,
        ({ path, value, complete }) =>
            judgePod({ path: path + template, value: at(value, ...template.split(".").filter(Boolean)), complete }),
    ]),
);

export const pssRestricted = resourceRule(
    {
        name: "pss-restricted",
        description: 'Pods keep to the profile "restricted" of the Kubernetes Pod Security Standards.',
        severity: "high",
        tags: ["kubernetes", "pods"],
        ...podSecurityRestricted,
        remediationSteps:
            'Pod securityContext: runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" }. Container securityContext: ' +
            'allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }. Nothing of the host: no hostPath, hostPort, ' +
            "hostNetwork, hostPID, hostIPC, privileged.",
    },
    type => judgeOfKind(judges, type),
);
