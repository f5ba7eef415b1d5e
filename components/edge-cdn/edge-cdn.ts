import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { isIPv4 } from "node:net";
import * as aws from "../core/aws";
import { Component } from "../core/component";
import { refuse } from "../core/errors";
import { edgeDefaults, validateEdge, type CloudflareArgs, type EdgeCDNArgs } from "./args";
import { cloudflareRanges } from "./cloudflare-ranges";
import { cacheRules, headerRules } from "./rules";
import { withDefaults } from "../core/defaults";

/**
 * What stands between the internet and the system. It comes first (zone, certificate, allowed sources), and gains
 * its routes once the load balancer exists, so that neither waits for the other.
 *
 * Cloudflare's Free plan costs nothing; Pro is 25 USD a month and zone.
 */
export class EdgeCDN extends Component {
    /** Ranges that requests come from: the load balancer lets in these, and no others. Empty without a CDN. */
    readonly allowedSources: readonly string[];
    readonly #args: EdgeCDNArgs;

    constructor(name: string, args: EdgeCDNArgs, opts?: pulumi.ComponentResourceOptions) {
        super("EdgeCDN", name, args, validateEdge(args), opts);
        this.#args = args;
        this.allowedSources = args.kind === "cloudflare" ? cloudflareRanges : [];
        if (args.kind === "cloudflare") {
            this.#settings(args);
            this.#rules(args);
        }
        this.registerOutputs({ allowedSources: this.allowedSources });
    }

    /** Points a host at its origin: a host name or an IPv4 address. Without a CDN it does nothing. */
    route(host: string, origin: pulumi.Input<string>): void {
        if (this.#args.kind === "none") return;
        const { hosts, zoneId } = this.#args;
        refuse(
            `EdgeCDN '${this.name}'`,
            hosts.includes(host) ? [] : [{ path: "route", got: host, allowed: hosts.join(", "), fix: "Name the host in `hosts` too." }],
        );
        this.child(
            cloudflare.DnsRecord,
            `${host}-record`,
            // Proxied: the origin's address is never shown. Their TTL is always "automatic", which is 1.
            {
                zoneId,
                name: host,
                type: pulumi.output(origin).apply(address => (isIPv4(address) ? "A" : "CNAME")),
                content: origin,
                proxied: true,
                ttl: 1,
                comment: `${this.name}, by Pulumi`,
            },
        );
    }

    /**
     * A certificate of ACM for the load balancer behind the CDN, for all hosts, proven by DNS records in the zone.
     * Call it at most once.
     */
    originCertificate(): pulumi.Output<string> {
        if (this.#args.kind === "none") throw new Error("A certificate needs a zone: EdgeCDN has kind 'none'");
        const { hosts, zoneId } = this.#args;
        const [main, ...others] = hosts;
        const certificate = this.child(aws.acm.Certificate, "certificate", {
            domainName: main!,
            subjectAlternativeNames: others,
            validationMethod: "DNS",
            tags: this.tags(),
        });
        const records = hosts.map(host => {
            const proof = certificate.domainValidationOptions.apply(options => options?.find(({ domainName }) => domainName === host));
            return this.child(cloudflare.DnsRecord, `${host}-proof`, {
                zoneId,
                name: proof.apply(record => withoutFinalDot(record?.resourceRecordName)),
                type: proof.apply(record => record?.resourceRecordType ?? "CNAME"),
                content: proof.apply(record => withoutFinalDot(record?.resourceRecordValue)),
                proxied: false,
                ttl: 300,
                comment: `Proof for ACM, ${this.name}`,
            });
        });
        const validation = this.child(
            aws.acm.CertificateValidation,
            "certificate",
            { certificateArn: certificate.arn, validationRecordFqdns: records.map(record => record.name) },
            { dependsOn: records },
        );
        return validation.certificateArn;
    }

    /**
     * A certificate of Cloudflare's Origin CA for what stands behind the CDN and speaks TLS itself, for all hosts, with
     * its key. Browsers do not know it: it is worth something to Cloudflare alone. Valid for 15 years. Call it at most
     * once; the provider `tls` makes the key.
     */
    originKeyPair(): { readonly certificate: pulumi.Output<string>; readonly key: pulumi.Output<string> } {
        if (this.#args.kind === "none") throw new Error("A certificate needs a zone: EdgeCDN has kind 'none'");
        const { hosts } = this.#args;
        const key = this.child(tls.PrivateKey, "origin-key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
        const request = this.child(tls.CertRequest, "origin-request", {
            privateKeyPem: key.privateKeyPem,
            dnsNames: [...hosts],
            subject: { commonName: hosts[0]! },
        });
        const { certificate } = this.child(cloudflare.OriginCaCertificate, "origin-certificate", {
            csr: request.certRequestPem,
            hostnames: [...hosts],
            requestType: "origin-ecc",
            requestedValidity: 5475,
        });
        return { certificate, key: pulumi.secret(key.privateKeyPem) };
    }

    /** TLS to the origin is checked, plain HTTP is redirected, old TLS is refused. */
    #settings(args: CloudflareArgs): void {
        const { minTls } = withDefaults(edgeDefaults, args);
        const settings: Record<string, string> = {
            ssl: "strict",
            min_tls_version: minTls,
            tls_1_3: "on",
            always_use_https: "on",
            automatic_https_rewrites: "on",
            http3: "on",
            brotli: "on",
            websockets: "on",
        };
        for (const [settingId, value] of Object.entries(settings)) {
            this.child(cloudflare.ZoneSetting, settingId.replace(/_/g, "-"), { zoneId: args.zoneId, settingId, value });
        }
    }

    /** One ruleset for each phase: Cloudflare takes no second one. */
    #rules(args: CloudflareArgs): void {
        const ruleset = (suffix: string, phase: string, rules: cloudflare.types.input.RulesetRule[]): void => {
            if (rules.length === 0) return;
            this.child(cloudflare.Ruleset, suffix, { zoneId: args.zoneId, name: `${this.name} ${suffix}`, kind: "zone", phase, rules });
        };
        ruleset("cache", "http_request_cache_settings", cacheRules(args.caches ?? [], args.hosts));
        ruleset("headers", "http_response_headers_transform", headerRules(args));
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateEdge;
}

/** ACM writes names with the final dot of the DNS, Cloudflare without. */
const withoutFinalDot = (name = ""): string => name.replace(/\.$/, "");
