import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import * as aws from "../core/aws";
import type { Component } from "../core/component";

/** A certificate of ACM for these hosts, proven by DNS records in the zone. */
export function createAcmCertificate(self: Component, zoneId: string, hosts: readonly string[]): pulumi.Output<string> {
    const [main, ...others] = hosts;
    const certificate = self.child(aws.acm.Certificate, "certificate", {
        domainName: main!,
        subjectAlternativeNames: others,
        validationMethod: "DNS",
        tags: self.tags(),
    });
    const records = hosts.map(host => {
        const proof = certificate.domainValidationOptions.apply(options => options?.find(({ domainName }) => domainName === host));
        return self.child(cloudflare.DnsRecord, `${host}-proof`, {
            zoneId,
            name: proof.apply(record => withoutFinalDot(record?.resourceRecordName)),
            type: proof.apply(record => record?.resourceRecordType ?? "CNAME"),
            content: proof.apply(record => withoutFinalDot(record?.resourceRecordValue)),
            proxied: false,
            ttl: 300,
            comment: `Proof for ACM, ${self.name}`,
        });
    });
    const validation = self.child(
        aws.acm.CertificateValidation,
        "certificate",
        { certificateArn: certificate.arn, validationRecordFqdns: records.map(record => record.name) },
        { dependsOn: records },
    );
    return validation.certificateArn;
}

/** PEM, both. */
export interface KeyPair {
    readonly certificate: pulumi.Output<string>;
    /** A secret. */
    readonly key: pulumi.Output<string>;
}

/** A certificate of Cloudflare's Origin CA, for 15 years: it is worth something to Cloudflare alone. */
export function createOriginKeyPair(self: Component, hosts: readonly string[]): KeyPair {
    const key = self.child(tls.PrivateKey, "origin-key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
    const request = self.child(tls.CertRequest, "origin-request", {
        privateKeyPem: key.privateKeyPem,
        dnsNames: [...hosts],
        subject: { commonName: hosts[0]! },
    });
    const { certificate } = self.child(cloudflare.OriginCaCertificate, "origin-certificate", {
        csr: request.certRequestPem,
        hostnames: [...hosts],
        requestType: "origin-ecc",
        requestedValidity: 5475,
    });
    return { certificate, key: pulumi.secret(key.privateKeyPem) };
}

/** ACM writes names with the final dot of the DNS, Cloudflare without. */
const withoutFinalDot = (name = ""): string => name.replace(/\.$/, "");
