/**
 * URNs, as the engine makes and reads them (sdk/go/common/resource/urn):
 * `urn:pulumi:<stack>::<project>::<type of the parent>$<type>::<name>`.
 */
const prefix = "urn:pulumi:";
const rootType = "pulumi:pulumi:Stack";

export interface UrnParts {
    readonly stack: string;
    readonly project: string;
    /** The types of the ancestors and its own, joined by `$`. */
    readonly qualifiedType: string;
    readonly name: string;
}

export function parseUrn(urn: string): UrnParts {
    const [stack, project, qualifiedType, ...name] = urn.slice(prefix.length).split("::");
    if (!urn.startsWith(prefix) || name.length === 0) throw new Error(`'${urn}' is not a URN`);
    return { stack: stack!, project: project!, qualifiedType: qualifiedType!, name: name.join("::") };
}

export const nameOf = (urn: string): string => parseUrn(urn).name;
export const typeOf = (urn: string): string => parseUrn(urn).qualifiedType.split("$").at(-1)!;

/** The provider that a reference names: a reference is the provider's URN and its id. */
export const providerUrn = (reference: string): string => reference.slice(0, reference.lastIndexOf("::"));

/** The root stack's type is no part of its children's URNs. */
export function makeUrn(stack: string, project: string, parent: string | undefined, type: string, name: string): string {
    const parentType = parent ? parseUrn(parent).qualifiedType : rootType;
    const qualified = parentType === rootType ? type : `${parentType}$${type}`;
    return `${prefix}${stack}::${project}::${qualified}::${name}`;
}

/** An alias as the SDK sends it: a URN, or what differs from the resource's own identity. */
export interface AliasSpec {
    readonly urn?: string;
    readonly name?: string;
    readonly type?: string;
    readonly stack?: string;
    readonly project?: string;
    readonly parentUrn?: string;
    readonly noParent?: boolean;
}

interface Identity {
    readonly stack: string;
    readonly project: string;
    readonly type: string;
    readonly name: string;
    readonly parent: string | undefined;
}

/**
 * The URNs a resource may have had before: its own aliases, and its name under each former URN of its parent
 * (stepGenerator.generateAliases of the engine, for every alias rather than the one found in the state).
 */
export function aliasUrns(self: Identity, own: readonly AliasSpec[], parentAliases: readonly string[]): string[] {
    const explicit = own.map(alias => {
        if (alias.urn) return alias.urn;
        const parent = alias.noParent ? undefined : alias.parentUrn || self.parent;
        return makeUrn(alias.stack || self.stack, alias.project || self.project, parent, alias.type || self.type, alias.name || self.name);
    });
    const inherited = parentAliases.flatMap(parentAlias => {
        const former = [{ type: self.type, name: self.name }, ...explicit.map(urn => ({ type: typeOf(urn), name: nameOf(urn) }))];
        return former.map(({ type, name }) => {
            const parentName = nameOf(self.parent!);
            const renamed = name.startsWith(parentName) ? nameOf(parentAlias) + name.slice(parentName.length) : name;
            return makeUrn(self.stack, self.project, parentAlias, type, renamed);
        });
    });
    const urn = makeUrn(self.stack, self.project, self.parent, self.type, self.name);
    return [...new Set([...explicit, ...inherited])].filter(alias => alias !== urn);
}
