import type { Check, on } from "./checks";
import { is, outputOf } from "./expectations";
import { resources, type Selection } from "./selections";
import { each, json, where, type Path } from "./steps";

/** A variable of a service on EKS, and where its value lies in Secrets Manager. */
export interface DriverVariable {
    /** Names the container too, and the class of what is mounted. */
    readonly service: string;
    /** What runs of the service. */
    readonly pods: Selection;
    readonly name: string;
    /** The alias of the entry, among those that are mounted. @default that of the service's own entry */
    readonly alias?: string;
    /** The place in the entry. @default where variables are in the service's own entry */
    readonly place?: string;
    /** The entry. */
    readonly entry: Parameters<ReturnType<typeof on>["input"]>[2];
}

/** A variable's source in a container of this name. */
export const sourceOf = (container: string, name: string): Path => [
    "spec",
    "template",
    "spec",
    "containers",
    where("name", container),
    "env",
    where("name", name),
    "valueFrom",
    "secretKeyRef",
];

/** What the driver mounts for a service. Its name in the cluster changes with what is in it. */
export const secretClassOf = (service: string): Selection =>
    resources("kubernetes:secrets-store.csi.x-k8s.io/v1:SecretProviderClass", `${service}-secrets`);

/** The variable comes from a Secret that the driver makes, of what lies at this place of this entry of Secrets Manager. */
export function fromSecretsManager(
    stack: ReturnType<typeof on>,
    { service, pods, name, alias = "secrets.json", place = `env."${name}"`, entry }: DriverVariable,
): Check[] {
    const mounted = secretClassOf(service);
    const object = (...path: Path): Path => ["spec", "parameters", "objects", json, where("objectAlias", alias), ...path];
    return [
        stack.input(pods, [...sourceOf(service, name), "key"], is(name)),
        stack.input(pods, [...sourceOf(service, name), "name"], outputOf(mounted, "spec", "secretObjects", each, "secretName")),
        stack.input(mounted, ["spec", "secretObjects", each, "data", where("key", name), "objectName"], is(`.env.${name}`)),
        stack.input(mounted, object("jmesPath", where("objectAlias", `.env.${name}`), "path"), is(place)),
        stack.input(mounted, object("objectName"), entry),
    ];
}
