import * as pulumi from "@pulumi/pulumi";
import type { AppClusterArgs, NetworkParts } from "../components";
import { nodePortDefaults } from "../components/app-cluster/gateway/args";
import type { Settings } from "./config";

/** What the cluster gets from the parts that come before it. */
export interface BeforeCluster {
    readonly network: NetworkParts;
    readonly allowedCidrs: readonly string[];
    /** For a load balancer of AWS. */
    readonly certificateArn?: pulumi.Input<string>;
    /** For a gateway behind one. */
    readonly keyPair?: { readonly certificate: pulumi.Input<string>; readonly key: pulumi.Input<string> };
    /** Whose certificates are let in: Cloudflare's for these hosts. */
    readonly clientCa?: pulumi.Input<string>;
    /** For a gateway that is reached from inside. */
    readonly tunnel?: { readonly id: pulumi.Input<string>; readonly credentials: pulumi.Input<string> };
}

/** What a stack file and the parts before say of the cluster. */
export function clusterArgs(settings: Settings, before: BeforeCluster): AppClusterArgs {
    const { cluster, environment, region = "", accountId } = settings;
    return {
        cluster:
            cluster.kind === "existing"
                ? cluster
                : {
                      ...cluster,
                      region,
                      accountId: accountId ?? absentAccount,
                      network: before.network,
                      deletionProtection: environment === "production",
                  },
        ingress: ingressArgs(settings, before),
    };
}

/** Keeps a missing account from being reported once more for each component. */
export const absentAccount = "000000000000";

/** Stands for a network while settings are checked: nothing of it is read then. */
export const absentNetwork = {} as NetworkParts;

/** Stands for what is made later, while settings are checked: nobody looks into it. */
export const later = pulumi.output("");

function ingressArgs({ ingress, cluster, edge }: Settings, before: BeforeCluster): AppClusterArgs["ingress"] {
    if (ingress.kind === "class") return ingress;
    const { clientCa, allowedCidrs } = before;
    const asked = clientCa === undefined ? {} : { clientCa };
    if (ingress.kind === "alb") {
        const { originPull: _, ...rest } = ingress;
        return { ...rest, certificateArn: before.certificateArn ?? "", allowedCidrs, ...asked };
    }
    const { httpPort, httpsPort, tlsSecret, tunnel, originPull: _, ...rules } = ingress;
    // The edge names requests, and nobody but the edge gets in.
    const onlyEdge = tunnel || (clientCa !== undefined && ingress.verifyClients !== false);
    const named = edge.kind === "cloudflare" && edge.requestId && onlyEdge ? { trustRequestId: true } : {};
    const secret = tlsSecret === undefined ? undefined : ({ kind: "secret", name: tlsSecret } as const);
    if (tunnel) {
        const { id: tunnelId, credentials } = before.tunnel ?? { id: later, credentials: later };
        return { ...rules, ...named, entrance: { kind: "tunnel", tunnelId, credentials }, tls: secret ?? { kind: "self-signed" } };
    }
    return cluster.kind === "existing"
        ? { ...rules, entrance: { kind: "node-port", httpPort, httpsPort }, tls: secret ?? { kind: "self-signed" } }
        : {
              ...rules,
              ...named,
              entrance: { kind: "load-balancer", allowedCidrs },
              trustedProxies: allowedCidrs,
              realIpHeader: "CF-Connecting-IP",
              tls: secret ?? { kind: "given", certificate: before.keyPair?.certificate ?? later, key: before.keyPair?.key ?? later },
              ...asked,
          };
}

/** What is reached at a host: with its port, where that is not the one that browsers know. */
export function urlsOf(hosts: readonly string[], { edge, ingress }: Settings): string[] {
    const behindNothing = edge.kind === "none";
    const port = behindNothing && ingress.kind === "nginx" ? `:${ingress.httpsPort ?? nodePortDefaults.httpsPort}` : "";
    const plain = behindNothing && ingress.kind === "class" && ingress.tlsSecretName === undefined;
    return hosts.map(host => `${plain ? "http" : "https"}://${host}${port}`);
}
