import type * as pulumi from "@pulumi/pulumi";
import { cidrRanges, wholeNumber } from "../core/checks";
import type { Problem } from "../core/errors";
import { authorityProblems } from "./authority-pem";

/** An Application Load Balancer, made by the controller of EKS Auto Mode. */
export interface AlbIngressArgs {
    readonly kind: "alb";
    /** ACM certificate for all hosts. */
    readonly certificateArn: pulumi.Input<string>;
    /** Who may connect: the ranges of the CDN. */
    readonly allowedCidrs: readonly string[];
    /**
     * Who signs the certificates of clients, in PEM: `edge.originPull()`. Whoever has none of these is not let in on port
     * 443; port 80 only redirects, and is not asked for one.
     * @default nobody is asked for a certificate
     */
    readonly clientCa?: pulumi.Input<string>;
    /**
     * Whether that holds. `false` lets clients in without a certificate again, in place: the way out while the edge shows a
     * wrong one, and the update before `clientCa` goes. Without a `clientCa` it says nothing.
     * @default true
     */
    readonly verifyClients?: boolean;
    /** The log of all requests, in a bucket of its own. @default kept for a year */
    readonly accessLogs?: {
        /** Days that it is kept, 1–3650. @default 365 */
        readonly days?: number;
    };
}

/** An ingress controller that the cluster has already. */
export interface ClassIngressArgs {
    readonly kind: "class";
    /** Name of its IngressClass: `nginx`, `traefik`. */
    readonly className: string;
    /** Secret of type kubernetes.io/tls in the namespace. @default plain HTTP */
    readonly tlsSecretName?: string;
}

export const accessLogDays = ({ accessLogs }: AlbIngressArgs): number => accessLogs?.days ?? 365;

export function validateAlb(ingress: AlbIngressArgs, cluster: "eks" | "existing"): Problem[] {
    return [
        ...(cluster === "eks"
            ? []
            : [
                  {
                      path: "ingress.kind",
                      got: "alb",
                      allowed: "class or nginx, on an existing cluster",
                      fix: "Only EKS Auto Mode brings the controller that makes load balancers.",
                  },
              ]),
        ...(ingress.allowedCidrs.length > 0
            ? []
            : [
                  {
                      path: "ingress.allowedCidrs",
                      got: [],
                      allowed: "at least one range",
                      fix: "Take `edge.allowedSources`, the ranges of the CDN.",
                  },
              ]),
        ...cidrRanges("ingress.allowedCidrs", ingress.allowedCidrs),
        ...authorityProblems("ingress.clientCa", ingress.clientCa),
        ...wholeNumber("ingress.accessLogs.days", accessLogDays(ingress), 1, 3650),
    ];
}
