import type * as resource from "@pulumi/pulumi/proto/resource_pb";

/** A message of the protocol, by its generated accessors. */
type Accessors = Record<string, (this: Accessors) => unknown>;

const none = (): [] => [];
const text = (): string => "";
const nothing = (): undefined => undefined;

/** What messages of older SDKs do not have, and what it reads where it is not set. */
const added: Record<string, Accessors> = {
    RegisterResourceRequest: {
        getAliasurnsList: none,
        getAliasesList: none,
        getDeletedwith: text,
        getHidediffsList: none,
        getPackageref: text,
        getReplaceWithList: none,
        getStacktrace: nothing,
        getTransformsList: none,
        // Once a plain flag: the SDK itself handed `true` down to children.
        hasProtect() {
            return this.getProtect?.() === true;
        },
        hasRetainondelete() {
            return this.getRetainondelete?.() === true;
        },
        getRetainondelete: nothing,
    },
    ReadResourceRequest: { getPackageref: text, getStacktrace: nothing, getAdditionalsecretoutputsList: none },
};

/** Lets the monitor read the requests of every SDK alike: "any program" has the SDK it was written with. */
export function completeMessages(messages: typeof resource): void {
    for (const [name, accessors] of Object.entries(added)) {
        const { prototype } = (messages as unknown as Record<string, { prototype: Accessors }>)[name]!;
        for (const [accessor, fallback] of Object.entries(accessors)) prototype[accessor] ??= fallback;
    }
}
