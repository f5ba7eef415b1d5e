import type * as pulumi from "@pulumi/pulumi";
import { hostName, wholeNumber } from "../core/checks";
import { under, type Problem } from "../core/errors";
import { commonDefaults, type CommonArgs } from "./common-args";
import { validateDumps, type DumpArgs } from "./dump-args";
import { placeOnAws, type ClusterOnAws } from "./in-cluster-args";
import { recoveryFacts } from "./recovery-facts";
import { estimateRecovery, recoveryProblems } from "./recovery";
import type { RecoveryArgs } from "./recovery-args";
import { versions, type Version } from "./versions";

/**
 * A database that somebody else runs, such as Supabase or Neon: nothing of it is made or changed here. Connections need
 * TLS; with an `authority` clients compare the server's certificate as well.
 */
export interface ExistingArgs extends CommonArgs {
    readonly kind: "existing";
    /** `db.example.supabase.co` */
    readonly host: string;
    /** 1–65535; 6543 is what Supabase's pooler listens on. @default 5432 */
    readonly port?: number;
    /** Of `username`; a secret from here on, whether it was one before or not. */
    readonly password: pulumi.Input<string>;
    /**
     * PEM of the authority that signed the server's certificate: Supabase and others have their own.
     * @default those that every machine knows
     */
    readonly authority?: pulumi.Input<string>;
    /**
     * A role that may do less, made where the database is: `connections.app` is its connection, for services. Who owns the
     * tables is not bound by row-level security.
     * @default none
     */
    readonly app?: { readonly username: string; readonly password: pulumi.Input<string> };
    /** Dumps of it, by a job on an EKS cluster. `version` is that of the server: an older pg_dump refuses it. @default none */
    readonly dumps?: DumpArgs & ClusterOnAws & { readonly version: Version };
    /** What is promised after a disaster: only dumps are known to exist. @default nothing */
    readonly recovery?: RecoveryArgs;
}

export function validateExisting(args: ExistingArgs): Problem[] {
    const { dumps } = args;
    const name = (path: "database" | "username", value: string): Problem[] =>
        /^[A-Za-z_][\w.-]{0,62}$/.test(value)
            ? []
            : [{ path, got: value, allowed: "a letter or _, then letters, digits, '_', '-' and '.', at most 63 characters" }];
    return [
        ...name("database", args.database),
        ...name("username", args.username ?? commonDefaults.username),
        ...(args.app ? under("app", name("username", args.app.username)) : []),
        ...hostName("host", args.host),
        ...wholeNumber("port", args.port ?? 5432, 1, 65535),
        ...(args.password === "" ? [{ path: "password", got: "", allowed: "a password: a server without one is open to anyone" }] : []),
        ...(dumps
            ? under("dumps", [
                  ...validateDumps(dumps),
                  ...placeOnAws(dumps),
                  ...(versions.includes(dumps.version)
                      ? []
                      : [{ path: "version", got: dumps.version as unknown, allowed: versions.join(", ") }]),
              ])
            : []),
        ...(args.recovery ? under("recovery", recoveryProblems(args.recovery, estimateRecovery(recoveryFacts(args)))) : []),
    ];
}
