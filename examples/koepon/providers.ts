import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as tls from "@pulumi/tls";

/** Tokyo, near most of the users; another one only when that fails. */
export const region = new pulumi.Config().get("region") ?? "ap-northeast-1";

/** Where copies of the data are, and where the system can come up again. */
export const otherRegion = "us-west-1";

type Providers = Readonly<Record<string, pulumi.ProviderResource>>;

/** The clouds of an environment; on a laptop there are none. */
export function providersOf(accountId: string | undefined): Providers {
    const everywhere = { random: new random.Provider("random"), tls: new tls.Provider("tls") };
    if (!accountId) return everywhere;
    return {
        ...everywhere,
        aws: new aws.Provider("aws", { region, allowedAccountIds: [accountId] }),
        cloudflare: new cloudflare.Provider("cloudflare"),
    };
}

/** AWS in the other region. */
export const elsewhere = (accountId: string): Providers => ({
    aws: new aws.Provider("aws-elsewhere", { region: otherRegion, allowedAccountIds: [accountId] }),
});
