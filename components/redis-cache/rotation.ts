import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { rotationDefaults, type Rotation } from "./auth-args";

export interface RotatedSecret {
    /** What clients are given. */
    readonly current: pulumi.Output<string>;
    /** All that the server takes, the current one first. */
    readonly valid: readonly pulumi.Output<string>[];
}

/**
 * Each version is a child of its own, so that a new one replaces nothing. While the one before is valid it is kept: the
 * way back is the setting as it was.
 */
export function createRotatedSecret(self: Component, suffix: string, rotation: Rotation): RotatedSecret {
    const { version, previous } = withDefaults(rotationDefaults, rotation);
    // ElastiCache takes 16 to 128 printable characters, and no '@', '"' or '/'.
    const make = (number: number): pulumi.Output<string> =>
        self.child(random.RandomPassword, number === 1 ? suffix : `${suffix}-${number}`, { length: 64, special: false }).result;
    const current = make(version);
    return { current, valid: version > 1 && previous === "valid" ? [current, make(version - 1)] : [current] };
}
