import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { ChildOptions, Component } from "../../core/component";
import { shortHash } from "../../core/hash";
import type { GivenTls, NginxIngressArgs, SelfSignedTls } from "./args";

/** The Secret that the gateway reads its certificate from. */
export interface CertificateParts {
    readonly secretName: string;
    /** Changes with the certificate, which is public; `undefined` where somebody else renews it. */
    readonly checksum: pulumi.Output<string> | undefined;
    /** What vouches for the certificate, in PEM; `undefined` where somebody else renews it. */
    readonly authority: pulumi.Input<string> | undefined;
    /** What must exist first. */
    readonly dependsOn: readonly pulumi.Resource[];
}

export function createCertificate(
    self: Component,
    { tls: args, entrance }: NginxIngressArgs,
    hosts: readonly string[],
    metadata: { readonly name: string; readonly namespace: string; readonly labels: Record<string, string> },
    opts: ChildOptions,
): CertificateParts {
    if (args.kind === "secret") return { secretName: args.name, checksum: undefined, authority: undefined, dependsOn: [] };
    const { certificate, key, authority } = sourceOf(self, args, entrance.kind === "tunnel", hosts);
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
    return { secretName, checksum, authority, dependsOn: [secret] };
}

/** A certificate with its key, and what vouches for it. */
interface Pair {
    readonly certificate: pulumi.Input<string>;
    readonly key: pulumi.Input<string>;
    readonly authority: pulumi.Input<string>;
}

function sourceOf(self: Component, args: GivenTls | SelfSignedTls, tunnelled: boolean, hosts: readonly string[]): Pair {
    if (args.kind === "given") return { ...args, authority: args.certificate };
    return tunnelled ? signed(self, hosts) : selfSigned(self, hosts);
}

/** Of a year, made anew in its last month; the key stays. */
const yearly = { validityPeriodHours: 365 * 24, earlyRenewalHours: 30 * 24 };
const ofServers = ["digital_signature", "server_auth"];
const elliptic = { algorithm: "ECDSA", ecdsaCurve: "P256" };
const subject = { organization: "Development" };

function selfSigned(self: Component, hosts: readonly string[]): Pair {
    const key = self.child(tls.PrivateKey, "gateway-key", elliptic);
    const { certPem } = self.child(tls.SelfSignedCert, "gateway-certificate", {
        privateKeyPem: key.privateKeyPem,
        dnsNames: [...hosts],
        subject,
        allowedUses: ofServers,
        ...yearly,
    });
    return { certificate: certPem, key: key.privateKeyPem, authority: certPem };
}

/** Signed by an authority that stays: whoever knows it takes the next certificate as well, at any time. */
function signed(self: Component, hosts: readonly string[]): Pair {
    const authorityKey = self.child(tls.PrivateKey, "gateway-authority-key", elliptic);
    const authority = self.child(tls.SelfSignedCert, "gateway-authority", {
        privateKeyPem: authorityKey.privateKeyPem,
        isCaCertificate: true,
        subject: { commonName: `${self.name} gateway authority` },
        allowedUses: ["cert_signing"],
        validityPeriodHours: 20 * yearly.validityPeriodHours,
    });
    const key = self.child(tls.PrivateKey, "gateway-key", elliptic);
    const request = self.child(tls.CertRequest, "gateway-request", { privateKeyPem: key.privateKeyPem, dnsNames: [...hosts], subject });
    const { certPem } = self.child(tls.LocallySignedCert, "gateway-certificate", {
        caPrivateKeyPem: authorityKey.privateKeyPem,
        caCertPem: authority.certPem,
        certRequestPem: request.certRequestPem,
        allowedUses: ofServers,
        ...yearly,
    });
    return { certificate: certPem, key: key.privateKeyPem, authority: authority.certPem };
}
