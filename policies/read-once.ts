import * as sdk from "@pulumi/policy/deserialize";

type Read = (message: object, keepsSecrets: boolean) => object;

/**
 * Has the SDK read a resource once, and not again for each rule, which takes most of a pack's time. What it reads is the same
 * for all: rules only look at it. Remediations, which change what they are given, get their own.
 */
export function readOnce(): void {
    const module = sdk as { deserializeProperties?: Read };
    const read = module.deserializeProperties;
    // An SDK that has it elsewhere is slower, and no more.
    if (!read) return;
    const known = new WeakMap<object, object>();
    module.deserializeProperties = (message, keepsSecrets) => {
        if (keepsSecrets) return read(message, keepsSecrets);
        const properties = known.get(message) ?? read(message, keepsSecrets);
        known.set(message, properties);
        return properties;
    };
}
