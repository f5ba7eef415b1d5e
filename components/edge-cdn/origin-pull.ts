import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { Component } from "../core/component";

/** Hours of a year. */
const year = 8760;

/**
 * A certificate that Cloudflare shows to the origin for these hosts and for nobody else's zone: it is signed by an authority
 * of our own, whose certificate (PEM) is returned once Cloudflare has been told to show it. A zone can also be told to show a
 * certificate that all of Cloudflare's customers share, which would prove little.
 *
 * The certificate is valid for five years and renewed by updates in the last of them; the authority, which the origin knows,
 * stays for twenty.
 */
export function createOriginPull(self: Component, zoneId: string, hosts: readonly string[]): pulumi.Output<string> {
    const authorityKey = self.child(tls.PrivateKey, "pull-authority-key", { algorithm: "RSA", rsaBits: 2048 });
    const authority = self.child(tls.SelfSignedCert, "pull-authority", {
        privateKeyPem: authorityKey.privateKeyPem,
        isCaCertificate: true,
        subject: { commonName: `${self.name} origin pull authority` },
        allowedUses: ["cert_signing", "crl_signing"],
        validityPeriodHours: 20 * year,
    });
    const key = self.child(tls.PrivateKey, "pull-key", { algorithm: "RSA", rsaBits: 2048 });
    const request = self.child(tls.CertRequest, "pull-request", {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: `${self.name} origin pull` },
    });
    const leaf = self.child(tls.LocallySignedCert, "pull", {
        caPrivateKeyPem: authorityKey.privateKeyPem,
        caCertPem: authority.certPem,
        certRequestPem: request.certRequestPem,
        allowedUses: ["digital_signature", "client_auth"],
        validityPeriodHours: 5 * year,
        earlyRenewalHours: year,
    });
    const shown = self.child(cloudflare.AuthenticatedOriginPullsHostnameCertificate, "pull", {
        zoneId,
        certificate: leaf.certPem,
        privateKey: pulumi.secret(key.privateKeyPem),
    });
    const pulls = hosts.map(hostname =>
        self.child(cloudflare.AuthenticatedOriginPulls, `${hostname}-pull`, {
            zoneId,
            configs: [{ hostname, certId: shown.id, enabled: true }],
        }),
    );
    // The origin must not ask for it before it is shown.
    return pulumi.all([authority.certPem, ...pulls.map(({ id }) => id)]).apply(([pem]) => pem ?? "");
}
