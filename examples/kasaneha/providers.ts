import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";

export const region = "ap-northeast-1";

/** The clouds of an environment; on a laptop there are none. */
export function providersOf(accountId: string | undefined): Record<string, pulumi.ProviderResource> {
    const everywhere = { random: new random.Provider("random"), tls: new tls.Provider("tls") };
    if (!accountId) return everywhere;
    return {
        ...everywhere,
        aws: new aws.Provider("aws", { region, allowedAccountIds: [accountId] }),
        cloudflare: new cloudflare.Provider("cloudflare"),
    };
}
