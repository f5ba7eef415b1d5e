import * as pulumi from "@pulumi/pulumi";
import {
    kubernetesSecret,
    secretsManagerSecret,
    type BlueGreenArgs,
    type Color,
    type NetworkArgs,
    type SecretReference,
} from "pulumi-webstack";

const config = new pulumi.Config();

/** AWS's, set where it runs there; with it come Cloudflare's zone and account. */
export const accountId = config.get("accountId");
export const cloudflare = accountId ? { zoneId: config.require("zoneId"), accountId: config.require("cloudflareAccountId") } : undefined;

/** Whom the edge turns away: ranges of addresses, and countries by two letters. */
export const blocked =
    config.getObject<{ readonly addresses?: readonly string[]; readonly countries?: readonly string[] }>("blocked") ?? {};

/**
 * Addresses, IPv4, that are no bots' though no person sits there: of the machine that tests and releases, of partners that
 * call. Cloudflare's own rules do not look at their requests; the limits count them.
 */
export const trusted = config.getObject<readonly string[]>("trusted") ?? [];

/** The address of the Redis in which the edge counts requests. */
export const redisRestUrl = config.get("redisRestUrl");

/** The channel of Slack, by which alarms of AWS come there without the cluster: AWS keeps one configuration of each in an account. */
export const slackChannel = config.getObject<{ readonly workspaceId: string; readonly channelId: string }>("slackChannel");

/** A network that is there already. */
export type GivenNetwork = Pick<Extract<NetworkArgs, { kind: "existing" }>, "vpcId" | "cidr" | "subnetIds" | "subnetCidrs">;
export const givenNetwork = config.getObject<GivenNetwork>("network");

/** A cluster that is there already, and the network that its nodes are in. */
export interface SharedCluster {
    readonly name: string;
    /** In the kubeconfig of who runs `pulumi`. */
    readonly context: string;
    readonly securityGroupId: string;
    readonly network: GivenNetwork;
}
export const sharedCluster = (): SharedCluster => config.requireObject<SharedCluster>("cluster");

/**
 * What is done about the database, each a step of the runbook: restores beside it, which of them is in use, whether the
 * copy in the other region is one of its own by now. Or a database that others run, where `databasePassword` opens it to its owner, and `databaseAppPassword` to the role `koepon_app`.
 */
export interface DatabaseSettings {
    readonly restores?: Readonly<Record<string, { readonly from: { readonly kind: string } & Readonly<Record<string, string>> }>>;
    readonly active?: string;
    readonly promoted?: boolean;
    readonly existing?: { readonly host: string; readonly port?: number; readonly username?: string; readonly database?: string };
}
export const database = config.getObject<DatabaseSettings>("database") ?? {};

/** Where a small system has its cache: `serverless` costs what is used of it, a pod in the cluster nothing more. */
export const redisKind = config.get("redis", { allowedValues: ["serverless", "in-cluster"] }) ?? "serverless";

/** Hosts of others that the API calls. */
export const partners = config.requireObject<readonly string[]>("partners");

export type Part = "frontend" | "api";
type Released =
    { readonly image: string; readonly blueGreen?: undefined } | { readonly image?: undefined; readonly blueGreen: BlueGreenArgs };

/** Each pod says the version that its image is tagged with: in the answer of its health check, and in its logs. */
const version = (image: string) => ({ APP_VERSION: /:([^:@/]+)(?:@|$)/.exec(image)?.[1] ?? "unknown" });

/** Who answers; on a laptop there is one version, and no colour. */
export const activeColor = accountId ? config.require<Color>("activeColor", { allowedValues: ["blue", "green"] }) : undefined;

/** What is released: one image on a laptop, two colours elsewhere, which change together for all parts. */
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

/** Raised with each release that changes the tables: so often they have been changed. */
export const migrationRun = config.getNumber("migration") ?? 1;

/** A secret that somebody else gave: in Secrets Manager, or, on a cluster that is not ours, in a Secret called `given`. */
export function given(name: string): SecretReference {
    const arn = config.get("givenSecretsArn");
    return arn ? secretsManagerSecret(arn, { jsonKey: name }) : kubernetesSecret("given", name);
}
