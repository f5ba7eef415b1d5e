import * as pulumi from "@pulumi/pulumi";
import { kubernetesSecret, secretsManagerSecret, type BlueGreenArgs, type Color, type SecretReference } from "pulumi-webstack";

const config = new pulumi.Config();

/** AWS's, set where it runs there; with it come Cloudflare's zone and account. */
export const accountId = config.get("accountId");
export const cloudflare = accountId && { zoneId: config.require("zoneId"), accountId: config.require("cloudflareAccountId") };

/** The mail service, which takes messages on the port for submission. */
export const smtp = { host: config.require("smtpHost"), port: 587 };

/** The channel of Slack, by which alarms of AWS come there without the cluster; and who gets text messages. */
export const slackChannel = () => config.requireObject<{ readonly workspaceId: string; readonly channelId: string }>("slackChannel");
export const phoneNumbers = () => config.requireObject<readonly string[]>("phoneNumbers");

/** What a front end and a back end each are: one server of the document is a pod of both. */
export type Part = "frontend" | "backend";
type Released =
    { readonly image: string; readonly blueGreen?: undefined } | { readonly image?: undefined; readonly blueGreen: BlueGreenArgs };

/** Who answers; on a laptop there is one version, and no colour. */
export const activeColor = accountId ? config.require<Color>("activeColor", { allowedValues: ["blue", "green"] }) : undefined;

/** Each pod says the version that its image is tagged with. */
const version = (image: string) => ({ APP_VERSION: /:([^:@/]+)(?:@|$)/.exec(image)?.[1] ?? "unknown" });

/** What is released: one image on a laptop, two colours on AWS, which change together for both parts. */
export function release(part: Part): Released {
    const image = config.requireObject<Record<Part, string | Record<Color, string>>>("images")[part];
    if (typeof image === "string") return { image };
    return {
        blueGreen: {
            images: image,
            env: { blue: version(image.blue), green: version(image.green) },
            activeColor: activeColor!,
            weights: config.getObject<Record<Color, number>>("weights"),
        },
    };
}

/** The image that comes next: that of the colour which is idle, or the only one. */
export function newest(part: Part): string {
    const { image, blueGreen } = release(part);
    return blueGreen ? blueGreen.images[activeColor === "blue" ? "green" : "blue"] : image;
}

/** Raised where the tables are to be made or changed: the first run makes them. */
export const tablesRun = config.getNumber("tables") ?? 1;

/** Restores beside the database, each from a dump by its time stamp or from a second of the past, and which one is in use. */
export interface DatabaseSettings {
    readonly restores?: Readonly<Record<string, { readonly from: { readonly kind: string } & Readonly<Record<string, string>> }>>;
    readonly active?: string;
}
export const database = config.getObject<DatabaseSettings>("database") ?? {};

/** A secret that somebody else gave: it lies in Secrets Manager, on a laptop in a Secret, and Pulumi never learns it. */
export function given(name: string): SecretReference {
    return accountId ? secretsManagerSecret(config.require("givenSecretsArn"), { jsonKey: name }) : kubernetesSecret("given", name);
}
