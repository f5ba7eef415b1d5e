import { securityHub } from "../../controls";
import { judgeOfKind, type ObjectJudge } from "../../kubernetes";
import { secretIn, secretInBase64 } from "../../plain-secrets";
import { containersOf, judgesOfPods, within } from "../../pods";
import { resourceRule, type Judge, type Verdict } from "../../rule";
import { at, field, isProperties, items, jsonOf, Unknown, type Field, type Value } from "../../values";

/** A variable of a workload; the place names it where the path does not. */
interface Variable extends Field {
    readonly name: string;
}

const readable = "whoever may look at the workload, or at the state, reads it.";

const judgeWith =
    (find: typeof secretIn) =>
    ({ path, name, value }: Variable): readonly Verdict[] => {
        if (value instanceof Unknown) return [value];
        const kind = typeof value === "string" ? find(name, value) : undefined;
        return kind === undefined ? [] : [`${path} is ${kind}: ${readable}`];
    };
const judgeVariable = judgeWith(secretIn);

/** Variables in a map, by name. */
function inMap({ path, value }: Field): readonly Variable[] {
    if (value instanceof Unknown) return [{ path, name: "", value }];
    return isProperties(value) ? Object.entries(value).map(([name, inner]) => ({ path: `${path}["${name}"]`, name, value: inner })) : [];
}

/** Variables in a list of pairs, which belong to a container. One that has another source has no value. */
function inList(list: readonly Field[], container: Value): readonly Variable[] {
    const owner = at(container, "name");
    return list.map(({ path, value: pair }) => {
        const name = at(pair, "name");
        const known = typeof name === "string" ? name : "";
        const who = [...(known ? [`variable ${known}`] : []), ...(typeof owner === "string" ? [`container ${owner}`] : [])];
        return { path: `${path}.value${who.length > 0 ? ` (${who.join(", ")})` : ""}`, name: known, value: at(pair, "value") };
    });
}

/** Container definitions are JSON in a text. */
const judgeTask: Judge = ({ props }) => {
    const definitions = jsonOf(at(props, "containerDefinitions"));
    return items(definitions)
        .map((value, index) => ({ path: `containerDefinitions[${index}]`, value }))
        .flatMap(container => inList(within(container, "environment[*]"), container.value).flatMap(judgeVariable));
};

const judges = new Map<string, Judge>([
    ["aws:lambda/function:Function", ({ props }) => inMap(field(props, "environment.variables")).flatMap(judgeVariable)],
    ["aws:ecs/taskDefinition:TaskDefinition", judgeTask],
]);

const kubernetesJudges = new Map<string, ObjectJudge>([
    [
        "ConfigMap",
        ({ path, value }) => [
            ...inMap({ path: `${path}data`, value: at(value, "data") }).flatMap(judgeVariable),
            ...inMap({ path: `${path}binaryData`, value: at(value, "binaryData") }).flatMap(judgeWith(secretInBase64)),
        ],
    ],
    ...judgesOfPods(pods =>
        containersOf(pods).flatMap(container => inList(within(container, "env[*]"), container.value).flatMap(judgeVariable)),
    ),
]);

/**
 * Whether a value is marked as a secret cannot be seen here: the host unwraps secrets before it asks. So values are
 * judged by what they look like and what they are called.
 */
export const envNoPlainSecret = resourceRule(
    {
        name: "env-no-plain-secret",
        group: "security",
        description:
            "Variables of containers, ConfigMaps, Lambda functions and ECS tasks hold no secret in plain text: none that is known by its " +
            "looks, such as a token or a URL with a password, none that a variable, a line of a file or a member of JSON calls one, and no " +
            "text of 32 to 128 letters and digits as random as a key. A key in hexadecimal or in small letters alone is told from an id " +
            "by its name only.",
        why: "Whoever may look at a manifest, a task or a function reads what stands in its environment.",
        severity: "high",
        tags: ["secrets", "kubernetes", "aws"],
        ...securityHub("ECS.8", "Secrets should not be passed as container environment variables"),
        examples: {
            fails: `env: [{ name: "DATABASE_URL", value: "postgresql://app:correct-horse@db:5432/shop" }]`,
            passes: `env: [{ name: "DATABASE_URL", valueFrom: { secretKeyRef: { name: "database", key: "url" } } }]`,
        },
        remediationSteps:
            "Keep the value in a Secret or in Secrets Manager and name it: valueFrom.secretKeyRef or a mounted file on Kubernetes, " +
            "`secrets` of an ECS container, a call at the start of a Lambda function. A value that has been in the open is to be replaced.",
    },
    type => judges.get(type) ?? judgeOfKind(kubernetesJudges, type),
);
