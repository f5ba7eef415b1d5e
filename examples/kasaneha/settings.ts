import * as pulumi from "@pulumi/pulumi";
import { kubernetesSecret, secretsManagerSecret, type BlueGreenArgs, type Color, type SecretReference } from "pulumi-webstack";

const config = new pulumi.Config();

/** AWS's, set where it runs there; with it come Cloudflare's zone and account. */
export const accountId = config.get("accountId");
export const cloudflare = accountId && { zoneId: config.require("zoneId"), accountId: config.require("cloudflareAccountId") };

export type Part = "frontend" | "backend";
type Released =
    { readonly image: string; readonly blueGreen?: undefined } | { readonly image?: undefined; readonly blueGreen: BlueGreenArgs };

/** What is released: one image, which takes the place of the one before it pod by pod; or one of each colour, of which one is asked. */
export function release(part: Part): Released {
    const image = config.requireObject<Record<Part, string | Record<Color, string>>>("images")[part];
    if (typeof image === "string") return { image };
    const activeColor = config.require<Color>("activeColor", { allowedValues: ["blue", "green"] });
    return { blueGreen: { images: image, activeColor } };
}

/** Raised with each release: from the second on, a dump of the database comes before its migrations. */
export const releaseNumber = config.getNumber("release") ?? 1;

/** Restores beside the database, each from a dump by its time stamp or from a second of the past, and which one is in use. */
export interface DatabaseSettings {
    readonly restores?: Readonly<Record<string, { readonly from: { readonly kind: string } & Readonly<Record<string, string>> }>>;
    readonly active?: string;
}
export const database = config.getObject<DatabaseSettings>("database") ?? {};

/** A secret that somebody else gave: it lies in Secrets Manager, on a laptop in a Secret, and Pulumi never learns it. */
export const given = (name: string): SecretReference =>
    accountId ? secretsManagerSecret(config.require("givenSecretsArn"), { jsonKey: name }) : kubernetesSecret("given", name);
