import { podsServiceOf, type Backend } from "../backends";
import { block } from "./text";

/** What nginx must know to reach pods. */
export interface UpstreamSettings {
    readonly namespace: string;
    readonly clusterDomain: string;
    readonly maxFails: number;
    readonly failTimeoutSeconds: number;
}

/** Backends by name, each once: several routes may lead to the same. */
export const distinctBackends = (routes: readonly { readonly backends: readonly Backend[] }[]): Backend[] => [
    ...new Map(routes.flatMap(({ backends }) => backends).map(backend => [backend.name, backend])).values(),
];

/**
 * The pods of a backend, asked of the cluster's DNS again and again while nginx runs. Idle connections are closed
 * before Node.js closes them after 5 s: a request that meets a closing connection is lost if it may not be repeated.
 */
export function upstream({ name, port }: Backend, { namespace, clusterDomain, maxFails, failTimeoutSeconds }: UpstreamSettings): string[] {
    const pods = `${podsServiceOf({ name })}.${namespace}.svc.${clusterDomain}:${port}`;
    return block(
        `upstream ${name}`,
        `zone upstream_${name} 256k;`,
        "least_conn;",
        `server ${pods} resolve max_fails=${maxFails} fail_timeout=${failTimeoutSeconds}s;`,
        "keepalive 32;",
        "keepalive_timeout 4s;",
    );
}

/** Where the requests of each set of backends go, and what nginx needs to be told for that. */
export class Destinations {
    readonly #splits = new Map<string, string>();

    /** The upstream's name, or the variable that holds it. */
    of(backends: readonly Backend[]): string {
        const weighted = backends.filter(({ weight }) => weight > 0);
        if (weighted.length === 1) return weighted[0]!.name;
        const shares = weighted
            .map(({ name, weight }, index) => `${index === weighted.length - 1 ? "*" : `${weight}%`} ${name};`)
            .join("\n");
        const variable = this.#splits.get(shares) ?? `$backend_${this.#splits.size}`;
        this.#splits.set(shares, variable);
        return variable;
    }

    /** A client keeps to its side: what it loads in parts then comes from one release. */
    get splits(): string[] {
        return [...this.#splits].flatMap(([shares, variable]) =>
            block(`split_clients "\${remote_addr}\${http_user_agent}" ${variable}`, shares.split("\n")),
        );
    }
}
