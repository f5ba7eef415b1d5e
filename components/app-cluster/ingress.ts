import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { distinct, hostName } from "../core/checks";
import type { Component } from "../core/component";
import type { Problem } from "../core/errors";
import { labelsOf } from "../core/kubernetes";
import type { AlbIngressArgs, ClassIngressArgs } from "./ingress-args";
import { lameDuckSeconds } from "./pod";
import type { Service } from "./service";

/** Which service answers for a host, or for a part of its paths. */
export interface Route {
    readonly host: string;
    /** @default "/" */
    readonly path?: string;
    readonly service: Pick<Service, "name" | "port">;
}

export function validateRoutes(routes: readonly Route[]): Problem[] {
    return [
        ...(routes.length > 0 ? [] : [{ path: "routes", got: [], allowed: "at least one route" }]),
        ...routes.flatMap(({ host, path = "/" }, index) => [
            ...hostName(`routes.${index}.host`, host),
            ...(path.startsWith("/") ? [] : [{ path: `routes.${index}.path`, got: path, allowed: "a path that starts with /" }]),
        ]),
        ...distinct(
            "routes",
            routes.map(({ host, path = "/" }) => host + path),
        ),
    ];
}

/** The class of EKS Auto Mode's own load-balancer controller. */
export function createAlbClass(self: Component, { certificateArn }: AlbIngressArgs, provider: k8s.Provider): void {
    const name = "alb";
    const params = self.child(
        k8s.apiextensions.CustomResource,
        "alb-params",
        {
            apiVersion: "eks.amazonaws.com/v1",
            kind: "IngressClassParams",
            metadata: { name },
            spec: { scheme: "internet-facing", certificateARNs: [certificateArn] },
        },
        { provider },
    );
    self.child(
        k8s.networking.v1.IngressClass,
        "alb-class",
        {
            metadata: { name },
            spec: { controller: "eks.amazonaws.com/alb", parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name } },
        },
        { provider, dependsOn: [params] },
    );
}

/**
 * TLS 1.2 and 1.3 only, HTTP answered by a redirect, requests to the pod with the fewest open ones, and no one let
 * in but the named sources.
 */
function albAnnotations({ allowedCidrs }: AlbIngressArgs): Record<string, string> {
    const annotation = (key: string): string => `alb.ingress.kubernetes.io/${key}`;
    return {
        [annotation("target-type")]: "ip",
        [annotation("listen-ports")]: JSON.stringify([{ HTTP: 80 }, { HTTPS: 443 }]),
        [annotation("ssl-redirect")]: "443",
        [annotation("ssl-policy")]: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
        [annotation("inbound-cidrs")]: [...allowedCidrs].sort().join(","),
        [annotation("load-balancer-attributes")]:
            "routing.http2.enabled=true,routing.http.drop_invalid_header_fields.enabled=true,deletion_protection.enabled=false",
        [annotation("target-group-attributes")]:
            `load_balancing.algorithm.type=least_outstanding_requests,deregistration_delay.timeout_seconds=${lameDuckSeconds}`,
    };
}

/** One Ingress for all routes; returns the address that DNS must point at. */
export function createIngress(
    self: Component,
    name: string,
    namespace: string,
    ingress: AlbIngressArgs | ClassIngressArgs,
    routes: readonly Route[],
    provider: k8s.Provider,
): pulumi.Output<string> {
    const hosts = [...new Set(routes.map(({ host }) => host))];
    const made = self.child(
        k8s.networking.v1.Ingress,
        "ingress",
        {
            metadata: {
                name,
                namespace,
                labels: labelsOf(name, namespace),
                annotations: ingress.kind === "alb" ? albAnnotations(ingress) : {},
            },
            spec: {
                ingressClassName: ingress.kind === "alb" ? "alb" : ingress.className,
                ...(ingress.kind === "class" && ingress.tlsSecretName ? { tls: [{ hosts, secretName: ingress.tlsSecretName }] } : {}),
                rules: hosts.map(host => ({ host, http: { paths: pathsOf(routes, host) } })),
            },
        },
        { provider, dependsOn: self.childrenOf("alb-class") },
    );
    return made.status.apply(status => {
        const address = status?.loadBalancer?.ingress?.[0];
        return address?.hostname ?? address?.ip ?? "";
    });
}

/** The longest path first: controllers that match in order then match the closest. */
function pathsOf(routes: readonly Route[], host: string) {
    return routes
        .filter(route => route.host === host)
        .sort((a, b) => (b.path ?? "/").length - (a.path ?? "/").length)
        .map(({ path = "/", service }) => ({
            path,
            pathType: "Prefix",
            backend: { service: { name: service.name, port: { name: "http" } } },
        }));
}
