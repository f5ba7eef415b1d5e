import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { createAccessLogs } from "./access-logs";
import type { Backend } from "./backends";
import { deregistrationSeconds } from "./drain";
import { clusterDefaults, type EksClusterArgs } from "./eks-args";
import { accessLogDays, type AlbIngressArgs } from "./ingress-args";
import { createTrustStore } from "./trust-store";

export const albClassName = "alb";

/** What the load balancers of a class have in common, beside the class itself. */
export interface AlbParts {
    /** ARN of the store of authorities whose clients are let in; `undefined` where nobody is asked for a certificate. */
    readonly trustStoreArn: pulumi.Output<string> | undefined;
}

/** A class of EKS Auto Mode's own load-balancer controller, and the bucket that its load balancers log to. */
export function createAlbClass(self: Component, ingress: AlbIngressArgs, cluster: EksClusterArgs, provider: k8s.Provider): AlbParts {
    const { accountId, deletionProtection } = withDefaults(clusterDefaults, cluster);
    const logs = createAccessLogs(self, { accountId, days: accessLogDays(ingress), deletionProtection });
    const params = self.child(
        k8s.apiextensions.CustomResource,
        "alb-params",
        {
            apiVersion: "eks.amazonaws.com/v1",
            kind: "IngressClassParams",
            metadata: { name: albClassName },
            spec: {
                scheme: "internet-facing",
                certificateARNs: [ingress.certificateArn],
                // Named, so that the subnets outlive the load balancers in them.
                subnets: { ids: [...cluster.network.subnetIds.public] },
                // For every Ingress of the class, whatever it says itself.
                inboundCIDRs: sortedSources(ingress),
                // Those of the class and those of the Ingress add up.
                loadBalancerAttributes: [
                    { key: "access_logs.s3.enabled", value: "true" },
                    { key: "access_logs.s3.bucket", value: logs.bucketName },
                ],
            },
        },
        { provider, dependsOn: [logs.allowed] },
    );
    self.child(
        k8s.networking.v1.IngressClass,
        "alb-class",
        {
            metadata: { name: albClassName },
            spec: {
                controller: "eks.amazonaws.com/alb",
                parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name: albClassName },
            },
        },
        { provider, dependsOn: [params] },
    );
    return { trustStoreArn: ingress.clientCa ? createTrustStore(self, ingress.clientCa, deletionProtection) : undefined };
}

const sortedSources = ({ allowedCidrs }: AlbIngressArgs): string[] => [...allowedCidrs].sort();

const annotation = (key: string): string => `alb.ingress.kubernetes.io/${key}`;

/**
 * TLS 1.2 and 1.3 only, HTTP answered by a redirect, requests to the pod with the fewest open ones, and no one let
 * in but the named sources.
 *
 * The load balancer has no deletion protection of its own: its controller could not delete it with the Ingress, and
 * the subnets could not go while it stands. What guards it is the cluster's protection.
 */
export function albAnnotations(ingress: AlbIngressArgs, parts: AlbParts): Record<string, pulumi.Input<string>> {
    return {
        [annotation("target-type")]: "ip",
        [annotation("listen-ports")]: JSON.stringify([{ HTTP: 80 }, { HTTPS: 443 }]),
        [annotation("ssl-redirect")]: "443",
        [annotation("ssl-policy")]: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        [annotation("inbound-cidrs")]: sortedSources(ingress).join(","),
        [annotation("load-balancer-attributes")]:
            "routing.http2.enabled=true,routing.http.drop_invalid_header_fields.enabled=true,deletion_protection.enabled=false",
        [annotation("target-group-attributes")]:
            `load_balancing.algorithm.type=least_outstanding_requests,deregistration_delay.timeout_seconds=${deregistrationSeconds}`,
        ...clientVerification(ingress, parts),
    };
}

/**
 * Port 80 is left out: it has no TLS, and redirects whoever calls. To verify no longer must be said: the controller leaves
 * a listener as it is that nothing is said of.
 */
function clientVerification({ verifyClients = true }: AlbIngressArgs, { trustStoreArn }: AlbParts): Record<string, pulumi.Input<string>> {
    const how = verifyClients && trustStoreArn !== undefined ? { mode: "verify", trustStore: trustStoreArn } : { mode: "off" };
    return { [annotation("mutual-authentication")]: pulumi.jsonStringify([{ port: 443, ...how }]) };
}

/** The port by which an Ingress says that its backend's name is that of an action. */
export const actionPort = "use-annotation";

/** The annotation that tells what an action does. */
export const actionAnnotation = (name: string): string => annotation(`actions.${name}`);

/**
 * Shares requests out among the backends by their weights. One of weight 0 stands there too: its pods are checked, and
 * count as ready, before the first request is sent to them.
 */
export const forwardAction = (backends: readonly Backend[]): string =>
    JSON.stringify({
        type: "forward",
        forwardConfig: {
            targetGroups: backends.map(({ name, port, weight }) => ({ serviceName: name, servicePort: port, weight })),
            // A page and its parts come from one release.
            ...(backends.every(({ weight }) => weight > 0)
                ? { targetGroupStickinessConfig: { enabled: true, durationSeconds: 3600 } }
                : {}),
        },
    });
