import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { hostName } from "../core/checks";
import type { Component } from "../core/component";
import type { Problem } from "../core/errors";
import { labelsOf } from "../core/kubernetes";
import { actionAnnotation, actionPort, albAnnotations, albClassName, forwardAction, type AlbParts } from "./alb";
import { colorLabels, type Backend, type Color } from "./backends";
import { withoutSlash } from "./gateway/paths";
import { urlPath } from "./gateway/validate";
import type { AlbIngressArgs, ClassIngressArgs } from "./ingress-args";
import type { Service } from "./service";

/** Which service answers for a host, or for a part of its paths. */
export interface Route {
    readonly host: string;
    /** @default "/" */
    readonly path?: string;
    readonly service: Pick<Service, "name" | "port" | "backends" | "ready"> & Partial<Pick<Service, "checked">>;
    /**
     * One release of a blue/green service, whatever its weight: for looking at what is not switched to yet.
     * @default both, by their weights
     */
    readonly color?: Color;
}

/** What answers for a route: all that the service has, or the one release that it names. */
export function backendsOf({ service, color }: Pick<Route, "service" | "color">): readonly Backend[] {
    if (color === undefined) return service.backends;
    const wanted = Object.entries(colorLabels(color));
    return service.backends
        .filter(({ labels }) => wanted.every(([key, value]) => labels[key] === value))
        .map(backend => ({ ...backend, weight: 100 }));
}

/** @param kind what lets requests in */
export function validateRoutes(routes: readonly Route[], kind: "alb" | "class" | "nginx" = "alb"): Problem[] {
    return [
        ...(routes.length > 0 ? [] : [{ path: "routes", got: [], allowed: "at least one route" }]),
        ...routes.flatMap((route, index) => routeProblems(route, kind, `routes.${index}`)),
        ...sharedPlaces(routes),
    ];
}

function routeProblems(route: Route, kind: "alb" | "class" | "nginx", at: string): Problem[] {
    const { host, path = "/", service, color } = route;
    return [
        ...hostName(`${at}.host`, host),
        ...urlPath(`${at}.path`, path),
        ...(kind === "alb" && service.checked === false
            ? [
                  {
                      path: `${at}.service`,
                      got: service.name,
                      allowed: "a service with health",
                      fix: "The load balancer asks in any case, and sends nothing to pods that do not answer it.",
                  },
              ]
            : []),
        ...(color !== undefined && backendsOf(route).length === 0
            ? [{ path: `${at}.color`, got: color, allowed: `nothing: ${service.name} is not released blue/green` }]
            : []),
        ...(kind === "class" && backendsOf(route).every(({ weight }) => weight < 100) && backendsOf(route).length > 0
            ? [
                  {
                      path: `${at}.service`,
                      got: service.name,
                      allowed: "a service whose requests all go to one colour",
                      fix: "An Ingress of a class knows no weights: set 100 and 0, or use ingress alb or nginx.",
                  },
              ]
            : []),
    ];
}

/** A host and a path lead to one service; `/api` and `/api/` are the same. */
function sharedPlaces(routes: readonly Route[]): Problem[] {
    const placeOf = ({ host, path = "/" }: Route): string => host + withoutSlash(path);
    const namesAt = (place: string): string[] =>
        routes.filter(route => placeOf(route) === place).map(({ service, color }) => (color ? `${service.name} (${color})` : service.name));
    return [...new Set(routes.map(placeOf))]
        .filter(place => namesAt(place).length > 1)
        .map(got => {
            const names = [...new Set(namesAt(got))];
            return { path: "routes", got, allowed: names.length > 1 ? `one service; ${names.join(" and ")} are there` : "each value once" };
        });
}

/**
 * One Ingress for all routes; returns the address that DNS must point at. It changes once the pods it leads to are up:
 * where a new release fails, requests go where they went.
 */
export function createIngress(
    self: Component,
    name: string,
    namespace: string,
    ingress: AlbIngressArgs | ClassIngressArgs,
    routes: readonly Route[],
    provider: k8s.Provider,
    alb: AlbParts,
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
                annotations: ingress.kind === "alb" ? { ...albAnnotations(ingress, alb), ...actionsOf(routes) } : {},
            },
            spec: {
                ingressClassName: ingress.kind === "alb" ? albClassName : ingress.className,
                ...(ingress.kind === "class" && ingress.tlsSecretName ? { tls: [{ hosts, secretName: ingress.tlsSecretName }] } : {}),
                rules: hosts.map(host => ({ host, http: { paths: pathsOf(routes, host, ingress.kind) } })),
            },
        },
        { provider, dependsOn: [...self.childrenOf("alb-class"), ...new Set(routes.flatMap(({ service }) => service.ready))] },
    );
    return made.status.apply(status => {
        const address = status?.loadBalancer?.ingress?.[0];
        return address?.hostname ?? address?.ip ?? "";
    });
}

/** The shares of services that have several backends. */
const actionsOf = (routes: readonly Route[]): Record<string, string> =>
    Object.fromEntries(
        routes
            .filter(route => backendsOf(route).length > 1)
            .map(({ service }) => [actionAnnotation(service.name), forwardAction(service.backends)]),
    );

/** The longest path first: controllers that match in order then match the closest. */
function pathsOf(routes: readonly Route[], host: string, kind: "alb" | "class") {
    return routes
        .filter(route => route.host === host)
        .sort((a, b) => (b.path ?? "/").length - (a.path ?? "/").length)
        .map(route => ({ path: route.path ?? "/", pathType: "Prefix", backend: { service: targetOf(route, kind) } }));
}

/** The Kubernetes Service behind a route. Of several backends the service's own name leads to the active one. */
function targetOf(route: Route, kind: "alb" | "class") {
    const [backend, ...more] = backendsOf(route);
    if (backend && more.length === 0) return { name: backend.name, port: { name: "http" } };
    return { name: route.service.name, port: { name: kind === "alb" ? actionPort : "http" } };
}
