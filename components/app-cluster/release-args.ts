import type * as pulumi from "@pulumi/pulumi";
import { imageReference, oneOf, wholeNumber } from "../core/checks";
import type { Problem } from "../core/errors";
import { colors, type Color } from "./backends";

/** Two versions side by side. Each step of a release is a change of these settings, and so is each step back. */
export interface BlueGreenArgs {
    /**
     * Images with a tag other than latest, or a digest. The idle colour runs too, as large as the active one; where an
     * autoscaler decides, it has the least of its pods until requests come.
     */
    readonly images: Readonly<Record<Color, string>>;
    /** Environment variables of one colour, beside `env` and before it: its version, say. @default none */
    readonly env?: Readonly<Record<Color, Readonly<Record<string, pulumi.Input<string>>>>>;
    /** Who answers, also to callers inside the cluster. */
    readonly activeColor: Color;
    /**
     * Percent of the requests from outside for each colour: whole numbers that add up to 100, none of them 100 for
     * the idle one.
     * @default all to the active one
     */
    readonly weights?: Readonly<Record<Color, number>>;
}

/** A job with the new image, its environment, its secrets and its stores: once for each image. */
export interface MigrationArgs {
    readonly command: readonly string[];
    /** What the command gets. @default none */
    readonly args?: readonly string[];
    /** Seconds after which it has failed, 10–86400. @default 600 */
    readonly timeoutSeconds?: number;
    /** How often it is tried again, 0–10; what went half through is better looked at first. @default 0 */
    readonly retries?: number;
    /** Raise it to run once more with the same image, after a wrong setting say: 1–9999. @default 1 */
    readonly run?: number;
}

export const migrationDefaults = { timeoutSeconds: 600, retries: 0, run: 1 } as const;

/** The share of each colour. */
export const weightsOf = ({ weights, activeColor }: BlueGreenArgs): Readonly<Record<Color, number>> =>
    weights ?? { blue: activeColor === "blue" ? 100 : 0, green: activeColor === "green" ? 100 : 0 };

export function validateBlueGreen({
    blueGreen,
    health,
}: {
    readonly blueGreen: BlueGreenArgs;
    readonly health?: object | false;
}): Problem[] {
    const { images, activeColor, weights } = blueGreen;
    const sum = weights ? weights.blue + weights.green : 100;
    return [
        ...colors.flatMap(color => imageReference(`blueGreen.images.${color}`, images[color])),
        ...oneOf("blueGreen.activeColor", activeColor, colors),
        ...(weights ? colors.flatMap(color => wholeNumber(`blueGreen.weights.${color}`, weights[color], 0, 100)) : []),
        ...(sum === 100 ? [] : [{ path: "blueGreen.weights", got: weights, allowed: "percentages that add up to 100" }]),
        ...(weights?.[activeColor] === 0
            ? [
                  {
                      path: "blueGreen.weights",
                      got: weights,
                      allowed: `some requests for ${activeColor}, the active colour`,
                      fix: "Set activeColor to the colour that is to answer, and leave the weights out.",
                  },
              ]
            : []),
        ...(health === false
            ? [
                  {
                      path: "health",
                      got: false,
                      allowed: "checks, with blueGreen",
                      fix: "Without them nobody knows that the other colour is ready for requests.",
                  },
              ]
            : []),
    ];
}

export function validateMigration(path: string, { command, timeoutSeconds, retries, run }: MigrationArgs): Problem[] {
    return [
        ...(command.length > 0 ? [] : [{ path: `${path}.command`, got: [], allowed: "a command and its arguments" }]),
        ...wholeNumber(`${path}.timeoutSeconds`, timeoutSeconds ?? migrationDefaults.timeoutSeconds, 10, 86400),
        ...wholeNumber(`${path}.retries`, retries ?? migrationDefaults.retries, 0, 10),
        ...wholeNumber(`${path}.run`, run ?? migrationDefaults.run, 1, 9999),
    ];
}
