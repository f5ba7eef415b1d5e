import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import type { Component } from "./component";
import { shortHash } from "./hash";

/** The certificate of a server in the cluster, which is its own authority: clients are given it to compare. */
export interface ServerCertificate {
    readonly certificate: pulumi.Output<string>;
    /** A secret. */
    readonly privateKey: pulumi.Output<string>;
    /** Changes with the certificate, which is public: pods that carry it start anew and read the new one. */
    readonly checksum: pulumi.Output<string>;
}

/** Valid for five years, and made anew by the first update in the last of them; the key stays. */
export function createServerCertificate(self: Component, { hosts }: { readonly hosts: readonly string[] }): ServerCertificate {
    const key = self.child(tls.PrivateKey, "server-key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    const { certPem } = self.child(tls.SelfSignedCert, "server-certificate", {
        privateKeyPem: key.privateKeyPem,
        dnsNames: [...hosts],
        subject: { commonName: hosts[0], organization: "webstack" },
        isCaCertificate: true,
        allowedUses: ["digital_signature", "cert_signing", "server_auth"],
        validityPeriodHours: 5 * 365 * 24,
        earlyRenewalHours: 365 * 24,
    });
    return {
        certificate: certPem,
        privateKey: pulumi.secret(key.privateKeyPem),
        checksum: pulumi.interpolate`${certPem}`.apply(pem => shortHash(pem, 16)),
    };
}
