import type { ResourceState } from "../synth/types";

/** Which resources of a stack a check looks at. */
export interface Selection {
    readonly text: string;
    readonly selects: (resource: ResourceState) => boolean;
    /** What the resource is called, for checks on names. */
    readonly nameOf: (resource: ResourceState) => string;
}

/** Resources of a type, by the token: `aws:rds/instance:Instance`; all of them, or those with these logical names. */
export const resources = (type: string, ...names: readonly string[]): Selection => ({
    text: [lastOf(type), ...names].join(" "),
    selects: resource => resource.type === type && (names.length === 0 || names.includes(logicalName(resource))),
    nameOf: logicalName,
});

/** Kubernetes objects of a kind; all of them, or those with these `metadata.name`s. */
export const objects = (kind: string, ...names: readonly string[]): Selection => ({
    text: [kind, ...names].join(" "),
    selects: resource => resource.inputs?.kind === kind && (names.length === 0 || names.includes(objectName(resource))),
    nameOf: objectName,
});

/** Everything whose type begins so: `webstack:` are the components, `pulumi:providers:` what is talked to. Called `Type name`. */
export const family = (prefix: string): Selection => ({
    text: `${prefix}*`,
    selects: ({ type }) => type.startsWith(prefix),
    nameOf: resource => `${lastOf(resource.type)} ${logicalName(resource)}`,
});

const lastOf = (type: string): string => type.split(":").at(-1)!;

/** The name that the program gave. */
export const logicalName = ({ urn }: ResourceState): string => urn.split("::").slice(3).join("::");

/** `metadata.name`; empty for what is no object of Kubernetes. */
export const objectName = ({ inputs }: ResourceState): string => (inputs?.metadata as { name?: string } | undefined)?.name ?? "";
