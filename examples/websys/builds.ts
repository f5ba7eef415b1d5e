import * as pulumi from "@pulumi/pulumi";
import type { BlueGreenArgs, Color } from "pulumi-webstack";

const config = new pulumi.Config();
type Part = "frontend" | "backend";

/** A version, and the digests of the images that its build pushed. */
type Version = { readonly version: string } & { readonly [digest in `${Part}Digest`]?: string };

/** What runs of a part: one version, or, while a release is under way, the next one beside it. */
export type Build =
    { readonly image: string; readonly blueGreen?: undefined } | { readonly image?: undefined; readonly blueGreen: BlueGreenArgs };

/** Blue is the version of the stack file; green, where it names one, the next. */
export function buildsOf(registry: string): Readonly<Record<Part, Build>> {
    const blue: Version = {
        version: config.require("version"),
        frontendDigest: config.get("frontendDigest"),
        backendDigest: config.get("backendDigest"),
    };
    const green = config.getObject<Version>("green");
    const activeColor = config.get<Color>("activeColor", { allowedValues: ["blue", "green"] }) ?? "blue";
    if (!green && activeColor === "green")
        throw new pulumi.RunError(
            "websys:activeColor is green, and there is no green version: set websys:green, or leave activeColor out.",
        );
    /** An image with its digest, as production demands, can be no other than the one that was built. */
    const imageOf = (part: Part, { version, ...digests }: Version): string => {
        const digest = digests[`${part}Digest`];
        return `${registry}/websys/${part}:${version}${digest ? `@${digest}` : ""}`;
    };
    const buildOf = (part: Part): Build =>
        green
            ? { blueGreen: { images: { blue: imageOf(part, blue), green: imageOf(part, green) }, activeColor } }
            : { image: imageOf(part, blue) };
    return { frontend: buildOf("frontend"), backend: buildOf("backend") };
}
