import { answered, each, includes, is, matches, met, objects, outputOf, resources, type Check, type Table } from "../../../traceability";
import {
    alb,
    answersOn,
    container,
    backend,
    development,
    dnsRecord,
    environments,
    environmentsOnAws,
    ingress,
    listensOnBoth,
    onAws,
    onlyCloudflareGetsIn,
    production,
    route,
    staging,
    zoneSays,
    type Stack,
} from "./parts";

const certificate = resources("aws:acm/certificate:Certificate", "edge-certificate");

/** The load balancer of EKS listens on 80 and 443, and answers on 80 with the way to 443. */
const listens = (stack: Stack): Check[] => [
    stack.input(objects("IngressClass", "alb"), ["spec", "controller"], is("eks.amazonaws.com/alb")),
    stack.input(ingress, ["spec", "ingressClassName"], is("alb")),
    listensOnBoth(stack),
    stack.input(ingress, alb("ssl-redirect"), is("443")),
];

/** What the document gives to nginx. */
export const reverseProxy: Table = {
    "001-020": answered("The load balancer of EKS stands in for nginx: AWS patches it and lets it grow.", ...listens(staging)),
    "001-031": answered(
        "The load balancer and Cloudflare speak HTTP/2 on 443 unless told not to; Cloudflare offers HTTP/3 beside it.",
        ...onAws.flatMap(stack => [
            listensOnBoth(stack),
            stack.input(ingress, alb("load-balancer-attributes"), includes("routing.http2.enabled=true")),
        ]),
        ...zoneSays("http3", "on"),
    ),
    "001-032": answered(
        "No certificate lies in a file: ACM issues and renews it, its key never leaves AWS, and the load balancer names it.",
        ...[
            { stack: staging, site: "staging.websys.company.com", others: ["api-staging.websys.company.com"] },
            { stack: production, site: "websys.company.com", others: ["api.websys.company.com", "cdn.websys.company.com"] },
        ].flatMap(({ stack, site, others }) => [
            stack.input(certificate, ["domainName"], is(site)),
            stack.input(certificate, ["subjectAlternativeNames"], is(others)),
            stack.input(objects("IngressClassParams", "alb"), ["spec", "certificateARNs", each], outputOf(certificate, "arn")),
        ]),
    ),
    "001-033": met(
        ...onAws.flatMap(stack => [stack.input(ingress, alb("ssl-policy"), is("ELBSecurityPolicy-TLS13-1-2-Res-2021-06"))]),
        ...zoneSays("min-tls-version", "1.2"),
        ...zoneSays("tls-1-3", "on"),
    ),
    "001-034": met(
        ...environments.flatMap(({ stack, site }) => [
            stack.input(ingress, route(site, "/"), is("frontend")),
            answersOn(stack, "frontend", 3000),
        ]),
    ),
    "001-035": met(
        ...environments.flatMap(({ stack, site }) => [
            stack.input(ingress, route(site, "/api"), is("backend")),
            answersOn(stack, "backend", 8000),
        ]),
    ),
    "001-036": answered(
        "Cloudflare and the load balancer leave `Host` as it is. The client's address comes as `CF-Connecting-IP` and in " +
            "`X-Forwarded-For`, and can be believed because nobody but Cloudflare gets in.",
        ...environmentsOnAws.flatMap(({ stack, site, api }) => [
            stack.input(dnsRecord(site), ["proxied"], is(true)),
            stack.input(dnsRecord(api), ["proxied"], is(true)),
            stack.input(
                ingress,
                alb("load-balancer-attributes"),
                matches(/^(?!.*xff_header_processing).+$/, "routing.http.xff_header_processing.mode=remove"),
            ),
            onlyCloudflareGetsIn(stack),
        ]),
    ),
    "001-038": answered(
        "On AWS the load balancer of EKS is the reverse proxy; on a laptop it is nginx.",
        ...onAws.flatMap(listens),
        development.input(ingress, ["spec", "ingressClassName"], is("nginx")),
    ),
    "001-044": answered("The load balancer of EKS stands in for nginx: AWS patches it and lets it grow.", ...listens(production)),
    "001-046": answered(
        "AWS watches the load balancer itself. What the document asks through it is asked of every pod of the back end, " +
            "by the load balancer and by Kubernetes, with the document's figures.",
        production.input(objects("Service", "backend"), alb("healthcheck-path"), is("/health")),
        production.input(objects("Service", "backend"), alb("healthcheck-interval-seconds"), is("30")),
        production.input(objects("Service", "backend"), alb("healthcheck-timeout-seconds"), is("10")),
        production.input(objects("Service", "backend"), alb("unhealthy-threshold-count"), is("3")),
        production.input(backend, [...container("backend"), "livenessProbe", "httpGet"], is({ path: "/health", port: "http" })),
        production.input(backend, [...container("backend"), "livenessProbe", "periodSeconds"], is(30)),
        production.input(backend, [...container("backend"), "livenessProbe", "timeoutSeconds"], is(10)),
        production.input(backend, [...container("backend"), "livenessProbe", "failureThreshold"], is(3)),
    ),
};
