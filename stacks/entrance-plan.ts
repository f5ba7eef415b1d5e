import type { EdgeCDN, Problem } from "../components";
import type { BeforeCluster } from "./cluster-plan";
import type { Settings } from "./config";

/** How requests come to what answers them. */
type Entrance = "application-load-balancer" | "network-load-balancer" | "tunnel" | "node-ports" | "class";

export function entranceOf({ ingress, cluster }: Settings): Entrance {
    if (ingress.kind === "alb") return "application-load-balancer";
    if (ingress.kind === "class") return "class";
    if (ingress.tunnel) return "tunnel";
    return cluster.kind === "eks" ? "network-load-balancer" : "node-ports";
}

/**
 * Whether Cloudflare shows a certificate that what answers asks for. A stack file says so, in two updates for a system that runs: it
 * takes minutes until all of Cloudflare shows it.
 */
export function isLocked({ edge, ingress, cluster }: Settings): boolean {
    if (edge.kind !== "cloudflare" || ingress.kind === "class") return false;
    return cluster.kind === "eks" && ingress.originPull === true && !(ingress.kind === "nginx" && ingress.tunnel);
}

/** Makes what the edge has for the entrance: who is let in, with which certificates. */
export function entranceParts(settings: Settings, edge: EdgeCDN): Omit<BeforeCluster, "network"> {
    const { ingress, cluster } = settings;
    const entrance = entranceOf(settings);
    const onAws = cluster.kind === "eks";
    return {
        allowedCidrs: edge.allowedSources,
        ...(onAws && entrance === "application-load-balancer" ? { certificateArn: edge.originCertificate() } : {}),
        ...(entrance === "network-load-balancer" && ingress.kind === "nginx" && ingress.tlsSecret === undefined
            ? { keyPair: edge.originKeyPair() }
            : {}),
        ...(isLocked(settings) ? { clientCa: edge.originPull() } : {}),
        ...(entrance === "tunnel" ? { tunnel: edge.tunnel() } : {}),
    };
}

/** What an entrance and the edge before it say of each other. */
export function entranceProblems(settings: Settings): Problem[] {
    const { edge, ingress, cluster } = settings;
    const entrance = entranceOf(settings);
    if (ingress.kind === "class") return [];
    return [
        // On EKS there is always a CDN before it, or that is what is wrong.
        ...(ingress.originPull && edge.kind === "none" && cluster.kind === "existing"
            ? [{ path: "webstack:ingress.originPull", got: true, allowed: "false, without Cloudflare before it" }]
            : []),
        ...(ingress.verifyClients !== undefined && !ingress.originPull
            ? [{ path: "webstack:ingress.verifyClients", got: ingress.verifyClients, allowed: "nothing, without originPull" }]
            : []),
        ...(entrance === "node-ports" && edge.kind === "cloudflare"
            ? [
                  {
                      path: "webstack:edge.kind",
                      got: edge.kind,
                      allowed: "none, with a gateway on an existing cluster",
                      fix: "It answers on ports of the nodes, which Cloudflare cannot know: with ingress.tunnel it need not.",
                  },
              ]
            : []),
        ...(entrance === "tunnel" ? tunnelProblems(settings) : []),
        ...(ingress.kind === "nginx" && (cluster.kind === "eks" || ingress.tunnel)
            ? (["httpPort", "httpsPort"] as const)
                  .filter(key => ingress[key] !== undefined)
                  .map(key => ({
                      path: `webstack:ingress.${key}`,
                      got: ingress[key],
                      allowed: ingress.tunnel
                          ? "nothing, with a tunnel: it opens no port"
                          : "nothing on EKS: a load balancer has ports 80 and 443",
                  }))
            : []),
    ];
}

function tunnelProblems({ edge, ingress }: Settings): Problem[] {
    return [
        ...(edge.kind === "none"
            ? [{ path: "webstack:ingress.tunnel", got: true, allowed: "false, without Cloudflare at its other end" }]
            : []),
        ...(edge.kind === "cloudflare" && edge.accountId === undefined
            ? [
                  {
                      path: "webstack:edge.accountId",
                      got: undefined,
                      allowed: "Cloudflare's account, 32 hexadecimal digits",
                      fix: "The tunnel belongs to it.",
                  },
              ]
            : []),
        ...(ingress.kind === "nginx" && ingress.originPull
            ? [{ path: "webstack:ingress.originPull", got: true, allowed: "false, with a tunnel: nobody else gets there" }]
            : []),
    ];
}
