import { objectsOf } from "./kubernetes";
import { within } from "./pods";
import type { Placed } from "./rule";
import { at, field, fields, isProperties, items, jsonOf, Unknown, type Field, type Value } from "./values";

/** A setting that a workload reads: a variable, or an entry of a ConfigMap, which may be a whole file. */
export interface Variable extends Field {
    readonly name: string;
}

/** Where objects of Kubernetes have containers: pods, templates of pods, jobs on a schedule. */
const podSpecs = ["spec", "template.spec", "spec.template.spec", "spec.jobTemplate.spec.template.spec"];
const containerLists = ["initContainers", "containers", "ephemeralContainers"];

/** The settings of workloads among a resource's inputs: ConfigMaps, containers of pods, Lambda functions, ECS tasks. */
export function variablesOf({ type, props }: Pick<Placed, "type" | "props">): readonly Variable[] {
    if (type === "aws:lambda/function:Function") return inMap(field(props, "environment.variables"));
    if (type === "aws:ecs/taskDefinition:TaskDefinition") return inTask(at(props, "containerDefinitions"));
    return objectsOf(type, props).flatMap(({ kind, path, value }) =>
        kind === "ConfigMap"
            ? inMap({ path: `${path}data`, value: at(value, "data") })
            : podSpecs
                  .flatMap(spec => containerLists.flatMap(list => fields(value, `${spec}.${list}[*]`)))
                  .flatMap(container => inContainer({ ...container, path: path + container.path })),
    );
}

/** Container definitions are JSON in a text. */
const inTask = (definitions: Value): readonly Variable[] =>
    items(jsonOf(definitions)).flatMap((value, index) => inContainer({ path: `containerDefinitions[${index}]`, value }, "environment[*]"));

/** Variables by name. */
function inMap({ path, value }: Field): readonly Variable[] {
    if (value instanceof Unknown) return [{ path, name: "", value }];
    return isProperties(value) ? Object.entries(value).map(([name, inner]) => ({ path: `${path}["${name}"]`, name, value: inner })) : [];
}

/** Variables in a list of pairs, which people look for by their names. One that has another source has no value. */
function inContainer(container: Field, list = "env[*]"): readonly Variable[] {
    if (container.value instanceof Unknown) return [{ ...container, name: "" }];
    const owner = at(container.value, "name");
    return within(container, list).map(({ path, value: pair }) => {
        const name = at(pair, "name");
        const known = typeof name === "string" ? name : "";
        const who = [...(known ? [`variable ${known}`] : []), ...(typeof owner === "string" ? [`container ${owner}`] : [])];
        return { path: `${path}.value${who.length > 0 ? ` (${who.join(", ")})` : ""}`, name: known, value: at(pair, "value") };
    });
}
