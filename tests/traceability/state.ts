import type { ResourceState } from "../../synth/types";

/** A resource as a deployment has it. */
export const resource = (type: string, name: string, more: Partial<ResourceState> = {}): ResourceState => ({
    urn: `urn:pulumi:test::system::${type}::${name}`,
    type,
    custom: true,
    ...more,
});
