import { cisKubernetes } from "../../controls";
import { judgeOfKind } from "../../kubernetes";
import { containersOf, judgesOfPods, ofContainer, within, type PodTemplate } from "../../pods";
import { resourceRule, type Verdict } from "../../rule";
import { at, isSet, Unknown, type Field } from "../../values";

/** Where a container has variables from a Secret: one of its keys, or all of them. */
const sources = [
    ["env[*]", "valueFrom.secretKeyRef"],
    ["envFrom[*]", "secretRef"],
] as const;

/** Advice, since it is the program that has to read the file: many know variables alone. */
export const secretAsFile = resourceRule(
    {
        name: "secret-as-file",
        group: "security",
        description: "Containers read secrets from mounted files, not from variables.",
        why:
            "Variables go to every child of a process, into crash reports and debug pages, and stay as they were when the secret is " +
            "replaced.",
        severity: "low",
        level: "advisory",
        tags: ["secrets", "kubernetes", "pods"],
        controls: [cisKubernetes("5.4.1", "Prefer using Secrets as files over Secrets as environment variables")],
        url: "https://kubernetes.io/docs/concepts/configuration/secret/",
        remediationSteps:
            "Mount the Secret as a volume, readOnly, and give the program the file's path, such as by a variable that ends in _FILE.",
        examples: {
            fails: `env: [{ name: "DATABASE_PASSWORD", valueFrom: { secretKeyRef: { name: "database", key: "password" } } }]`,
            passes: `env: [{ name: "DATABASE_PASSWORD_FILE", value: "/etc/secrets/password" }],
volumeMounts: [{ name: "database", mountPath: "/etc/secrets", readOnly: true }]`,
        },
    },
    type => judgeOfKind(judges, type),
);

const judges = new Map(judgesOfPods(judge));

function judge(pods: PodTemplate): readonly Verdict[] {
    return containersOf(pods).flatMap((container): readonly Verdict[] => {
        const found = sources.flatMap(([list, source]) => within(container, list).map(entry => secretOf(entry, source)));
        // One is enough to say of a container.
        const [first, ...others] = found.filter(one => one !== undefined && !(one.value instanceof Unknown)) as Field[];
        if (!first) return found.flatMap(one => (one?.value instanceof Unknown ? [one.value] : []));
        const more = others.length > 0 ? ` and ${others.length} more of the container` : "";
        return [`${ofContainer(container, first).path}${more} put secrets into variables: children and crash reports get them too.`];
    });
}

/** Where a variable is made from a Secret, which need not be known; none where it is made from something else. */
function secretOf({ path, value: entry }: Field, source: string): Field | undefined {
    const steps = source.split(".");
    const outer = at(entry, ...steps.slice(0, -1));
    if (outer instanceof Unknown) return { path, value: outer };
    return isSet(at(entry, ...steps)) ? { path: `${path}.${source}`, value: true } : undefined;
}
