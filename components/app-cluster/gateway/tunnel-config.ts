import { stringify } from "yaml";
import { shutdownSeconds } from "./nginx-config";

/** Where cloudflared finds its files. */
export const tunnelFolder = "/etc/cloudflared";
export const tunnelFiles = { config: "config.yaml", credentials: "credentials.json", authority: "authority.pem" } as const;

/** Its own port: `/ready`, `/healthcheck` and `/metrics`. */
export const tunnelMetricsPort = 2000;

/** What the configuration says that depends on routes and certificate. */
export interface TunnelSettings {
    readonly hosts: readonly string[];
    /** The gateway, as cloudflared calls it. */
    readonly service: string;
    /** Whether there is a file of authorities. */
    readonly hasAuthority: boolean;
}

/**
 * cloudflared's own configuration: each host leads to the gateway, by TLS, whose certificate must be one for that host;
 * other hosts are answered 404 before they reach it.
 */
export const renderTunnel = ({ hosts, service, hasAuthority }: TunnelSettings, folder = tunnelFolder): string =>
    stringify({
        "credentials-file": `${folder}/${tunnelFiles.credentials}`,
        // What it has begun when it is told to stop may come to its end.
        "grace-period": `${shutdownSeconds}s`,
        originRequest: {
            connectTimeout: "5s",
            // nginx closes an idle connection after 75 s: a POST that meets a closing one is lost.
            keepAliveTimeout: "60s",
            ...(hasAuthority ? { caPool: `${folder}/${tunnelFiles.authority}` } : {}),
        },
        ingress: [
            ...hosts.map(hostname => ({ hostname, service, originRequest: { originServerName: hostname } })),
            { service: "http_status:404" },
        ],
    });
