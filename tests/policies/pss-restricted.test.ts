import { provesRule } from "./judge";

// eslint-disable-next-line @typescript-eslint/no-require-imports
const { cases } = require("./fixtures/pss-restricted/cases.js") as {
    cases: readonly (readonly [name: string, path: string, value: unknown, violated?: string])[];
};

const hostNetwork = (path: string): string[] => [`${path}spec.hostNetwork`];

const judging = provesRule("pss-restricted", {
    ...Object.fromEntries(cases.flatMap(([name, , , violated]) => (violated ? [[`fail-${name}`, [violated]]] : []))),
    "fail-windows": ["spec.containers[0].securityContext.runAsNonRoot (container web)"],
    "fail-deployment": hostNetwork("spec.template."),
    "fail-stateful-set": hostNetwork("spec.template."),
    "fail-daemon-set": hostNetwork("spec.template."),
    "fail-replica-set": hostNetwork("spec.template."),
    "fail-replication-controller": hostNetwork("spec.template."),
    "fail-job": hostNetwork("spec.template."),
    "fail-cron-job": hostNetwork("spec.jobTemplate.spec.template."),
    "fail-pod-template": hostNetwork("template."),
    "fail-list": hostNetwork("items[1].spec.template."),
    "fail-list-of-any": hostNetwork("items[1]."),
    "fail-untyped": hostNetwork(""),
    "fail-patch": ["spec.template.spec.hostPID"],
    "fail-beside-unknown": ["spec.hostIPC"],
});

test("names the container and what it may do", async () => {
    const { violations } = await judging;
    expect(violations["fail-privileged"]).toEqual([
        "spec.containers[0].securityContext.privileged (container web) is true: a privileged container can do everything the node can.",
    ]);
    expect(violations["fail-capabilities-some"]).toEqual([
        'spec.containers[0].securityContext.capabilities.drop (container web) is ["NET_RAW"]: the container keeps parts of root\'s power it does not need. Drop ["ALL"].',
    ]);
    expect(violations["fail-root-unsaid"]).toEqual([
        "spec.initContainers[0].securityContext.runAsNonRoot (container migrate) is not set: on neither pod nor container, and root in the container is root on the node for whoever breaks out.",
    ]);
});
