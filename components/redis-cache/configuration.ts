import { mebibytes } from "../core/checks";
import { tlsFolder } from "../core/in-cluster-store";
import { port } from "./engines";

/** What a server in the cluster is told. */
export interface ServerSettings {
    readonly password: string;
    readonly eviction: string;
    /** Of the whole pod: `256Mi`. */
    readonly memory: string;
}

/** Where the server runs. */
export interface ServerPlace {
    readonly port: number;
    readonly dataFolder: string;
    /** Holds `tls.crt` and `tls.key`. */
    readonly tlsFolder: string;
}

const inPod: ServerPlace = { port, dataFolder: "/data", tlsFolder };

/** The server's configuration file; memory for data is three quarters of the pod's, the rest is the server's own. */
export function configurationOf({ password, eviction, memory }: ServerSettings, place = inPod): string {
    return [
        // Plain text has no port.
        "port 0",
        `tls-port ${place.port}`,
        `tls-cert-file ${place.tlsFolder}/tls.crt`,
        `tls-key-file ${place.tlsFolder}/tls.key`,
        // Clients show a password instead of a certificate.
        "tls-auth-clients no",
        'tls-protocols "TLSv1.2 TLSv1.3"',
        `dir ${place.dataFolder}`,
        "appendonly yes",
        "appendfsync everysec",
        `requirepass ${password}`,
        `maxmemory ${Math.floor(mebibytes(memory) * 0.75)}mb`,
        `maxmemory-policy ${eviction}`,
        "",
    ].join("\n");
}
