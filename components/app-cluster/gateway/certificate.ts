import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { ChildOptions, Component } from "../../core/component";
import { shortHash } from "../../core/hash";
import type { NginxIngressArgs } from "./args";

/** The Secret that the gateway reads its certificate from. */
export interface CertificateParts {
    readonly secretName: string;
    /** Changes with the certificate, which is public; `undefined` where somebody else renews it. */
    readonly checksum: pulumi.Output<string> | undefined;
    /** What must exist first. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export function createCertificate(
    self: Component,
    args: NginxIngressArgs["tls"],
    hosts: readonly string[],
    metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> },
    opts: ChildOptions,
): CertificateParts {
    if (args.kind === "secret") return { secretName: args.name, checksum: undefined, dependsOn: [] };
    const { certificate, key } = args.kind === "given" ? args : selfSigned(self, hosts);
    const secretName = `${metadata.name}-tls`;
    const secret = self.child(
        k8s.core.v1.Secret,
        "gateway-tls",
        {
            metadata: { ...metadata, name: secretName },
            type: "kubernetes.io/tls",
            stringData: { "tls.crt": certificate, "tls.key": pulumi.secret(key) },
        },
        opts,
    );
    const checksum = pulumi.interpolate`${certificate}`.apply(pem => shortHash(pem, 16));
    return { secretName, checksum, dependsOn: [secret] };
}

/** Of a year, made anew in its last month; the key stays. */
function selfSigned(self: Component, hosts: readonly string[]): { certificate: pulumi.Output<string>; key: pulumi.Output<string> } {
    const key = self.child(tls.PrivateKey, "gateway-key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    const certificate = self.child(tls.SelfSignedCert, "gateway-certificate", {
        privateKeyPem: key.privateKeyPem,
        dnsNames: [...hosts],
        subject: { organization: "Development" },
        allowedUses: ["digital_signature", "server_auth"],
        validityPeriodHours: 365 * 24,
        earlyRenewalHours: 30 * 24,
    });
    return { certificate: certificate.certPem, key: key.privateKeyPem };
}
