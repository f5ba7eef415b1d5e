import * as pulumi from "@pulumi/pulumi";
import { kubernetesSecret, secretsManagerSecret, type BlueGreenArgs, type Color, type SecretReference } from "pulumi-webstack";

const config = new pulumi.Config();

/** Set on AWS. */
export const accountId = config.get("accountId");
export const zoneId = accountId && config.require("zoneId");

/** Each pod says the version that its image is tagged with: in the answer of its health check, and in its logs. */
const version = (image: string) => ({ APP_VERSION: /:([^:@/]+)(?:@|$)/.exec(image)?.[1] ?? "unknown" });

/** What is released: one image on a laptop, two colours on AWS. */
export const release = accountId ? { blueGreen: colors() } : { image: config.require("image"), env: version(config.require("image")) };

function colors(): BlueGreenArgs {
    const images = config.requireObject<Record<Color, string>>("images");
    return {
        images,
        env: { blue: version(images.blue), green: version(images.green) },
        activeColor: config.require<Color>("activeColor", { allowedValues: ["blue", "green"] }),
        weights: config.getObject<Record<Color, number>>("weights"),
    };
}

const project = config.require("supabaseProject");

/** Supabase gives out direct connections over IPv6 only: over IPv4 it is the pooler, in session mode. */
export const supabase = {
    host: `${project}.supabase.co`,
    anonKey: config.require("supabaseAnonKey"),
    database: { host: config.get("databaseHost") ?? "aws-0-ap-northeast-1.pooler.supabase.com", port: 5432 },
    /** As the pooler knows its users: with the project. */
    owner: `postgres.${project}`,
};

/** Where the password of Supabase's `postgres` lies in Secrets Manager, for dumps: an entry of its own, of nothing else. */
export const databasePasswordArn = (): string => config.require("databasePasswordArn");

/** The authority of Supabase in PEM, from the settings of the project; it is public. */
export const databaseAuthority = config.get("databaseAuthority");

export const smtp = { host: config.require("smtpHost"), port: 587 };

/** A secret that somebody else gave: it lies in Secrets Manager, on a laptop in a Secret, and Pulumi never learns it. */
export function given(name: string): SecretReference {
    return accountId ? secretsManagerSecret(config.require("givenSecretsArn"), { jsonKey: name }) : kubernetesSecret("given", name);
}
