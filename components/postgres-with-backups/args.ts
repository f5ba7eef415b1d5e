import type { Problem } from "../core/errors";
import { commonProblems, serverProblems } from "./common-args";
import { validateExisting, type ExistingArgs } from "./existing-args";
import { validateInCluster, type InClusterArgs } from "./in-cluster-args";
import type { RdsArgs } from "./rds-args";
import { validateRds } from "./rds-problems";

export type PostgresWithBackupsArgs = RdsArgs | InClusterArgs | ExistingArgs;

export function validatePostgres(args: PostgresWithBackupsArgs): Problem[] {
    return [...commonProblems(args), ...kinds[args.kind](args as never)];
}

const kinds: { readonly [Kind in PostgresWithBackupsArgs["kind"]]: (args: Extract<PostgresWithBackupsArgs, { kind: Kind }>) => Problem[] } =
    {
        rds: args => [...serverProblems(args), ...validateRds(args)],
        "in-cluster": args => [...serverProblems(args), ...validateInCluster(args)],
        existing: validateExisting,
    };

/**
 * How long the component's name may be. Of what is made of it, a backup plan's name ends at 50 characters and an
 * instance's at 63, with eight of Pulumi's in both; a StatefulSet's at 52.
 */
export function longestName(args: PostgresWithBackupsArgs): number {
    const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length));
    if (args.kind === "existing") return 40;
    const restore = longest(Object.keys(args.restores ?? {}));
    if (args.kind === "in-cluster") return restore === 0 ? 40 : 40 - "-".length - restore;
    const region = longest((args.regionReplicas ?? []).map(one => one.region));
    const instances = [
        ...(restore === 0 ? [] : ["-restored--123456".length + restore]),
        ...(region === 0 ? [] : [((args.replicas ?? 0) > 0 ? "--replica-14" : "-replica-").length + region]),
    ];
    return Math.min(34, ...instances.map(length => 63 - 8 - length));
}
