import { podSecurityRestricted } from "../controls";
import { judgeOfKind } from "../kubernetes";
import { judgePod } from "../pod-security";
import { judgesOfPods } from "../pods";
import { resourceRule } from "../rule";

const judges = new Map(judgesOfPods(judgePod));

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
