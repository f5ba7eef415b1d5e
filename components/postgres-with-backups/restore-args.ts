import { componentName, distinct, oneOf } from "../core/checks";
import { otherRegion } from "../core/backups";
import type { Problem } from "../core/errors";
import type { NetworkParts } from "../core/network";

/**
 * Where a restored instance has its data from. What stands here holds for the instance's whole life: another time, or
 * another source, is another restore with another name.
 */
export type RestoreSource =
    /**
     * Any second of the last `backup.pitrDays`: `2026-01-31T09:30:00Z`, or `latest`, five minutes ago or less. Of the first
     * instance, or `of` a restore that stands before this one and is in use by now.
     */
    | { readonly kind: "point-in-time"; readonly time: string; readonly of?: string }
    /** A snapshot of RDS or of AWS Backup in the same region: its name, or its ARN. */
    | { readonly kind: "snapshot"; readonly snapshotId: string }
    /**
     * In another region, from what was copied there: a snapshot of `backup.copyTo`, by its ARN; or, of
     * `backup.copyTo.pointInTime`, the ARN of the automated backups with the `time`.
     */
    | {
          readonly kind: "other-region";
          readonly region: string;
          readonly network: NetworkParts;
          readonly snapshotId?: string;
          readonly automatedBackupsArn?: string;
          readonly time?: string;
      }
    /** A dump, by the name of its file (`shop_backup_20260131_093000.dump`), or `latest`: the newest that counts. Needs `dumps`. */
    | { readonly kind: "dump"; readonly file: string };

/** A new instance beside the old one, with data of before. */
export interface RestoreArgs {
    readonly from: RestoreSource;
    /**
     * Takes its protection away, by AWS and by Pulumi, in an update before the one in which the entry is gone. A last
     * snapshot remains. Not of the one that is `active`.
     * @default false
     */
    readonly unprotected?: boolean;
}

/** A second of a day that there is, in UTC. */
function isInstant(text: string): boolean {
    const date = new Date(text);
    return (
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString() === text.replace("Z", ".000Z")
    );
}

/** What restores depend on, of the database that they are of. */
export interface Restored {
    readonly region: string;
    /** Where copies are. */
    readonly copiesRegion: string | undefined;
    /** By which `active` names replicas there, as it does restores. */
    readonly replicaRegions: readonly string[];
    /** Whether there are dumps. */
    readonly dumps: boolean;
}

export function restoreProblems(restores: Readonly<Record<string, RestoreArgs>>, of: Restored): Problem[] {
    return Object.entries(restores).flatMap(([name, { from }], index) => [
        ...originProblems(`restores.${name}.from.of`, from, Object.entries(restores).slice(0, index)),
        ...componentName(`restores.${name}`, name, 16),
        ...(of.replicaRegions.includes(name)
            ? [{ path: `restores.${name}`, got: name, allowed: "a name that no region of regionReplicas has: `active` says either" }]
            : []),
        ...sourceProblems(`restores.${name}.from`, from, of),
    ]);
}

/** Names of integers come first in a table whatever their place, and no name of a component is one. */
function originProblems(path: string, from: RestoreSource, before: readonly (readonly [string, RestoreArgs])[]): Problem[] {
    if (from.kind !== "point-in-time" || from.of === undefined) return [];
    const names = before.filter(([, other]) => other.from.kind !== "other-region").map(([name]) => name);
    return oneOf("of", from.of, names).map(problem => ({
        ...problem,
        path,
        allowed: names.join(", ") || "nothing: no restore in this region stands before",
    }));
}

function sourceProblems(path: string, from: RestoreSource, { region, copiesRegion, dumps }: Restored): Problem[] {
    const time = (value: string | undefined): Problem[] =>
        value === "latest" || isInstant(value ?? "")
            ? []
            : [{ path: `${path}.time`, got: value, allowed: "a time in UTC such as 2026-01-31T09:30:00Z, or latest" }];
    switch (from.kind) {
        case "point-in-time":
            return time(from.time);
        case "snapshot":
            return snapshot(`${path}.snapshotId`, from.snapshotId);
        case "other-region":
            return [
                ...(copiesRegion !== undefined && from.region === copiesRegion
                    ? []
                    : copiesRegionProblems(`${path}.region`, from.region, region, copiesRegion)),
                ...((from.snapshotId === undefined) === (from.automatedBackupsArn === undefined)
                    ? [
                          {
                              path: `${path}.snapshotId`,
                              got: from.snapshotId,
                              allowed: "either snapshotId, or automatedBackupsArn with a time",
                          },
                      ]
                    : []),
                ...(from.snapshotId === undefined ? [] : snapshot(`${path}.snapshotId`, from.snapshotId)),
                ...(from.automatedBackupsArn === undefined ? [] : [...backups(path, from.automatedBackupsArn), ...time(from.time)]),
            ];
        case "dump":
            return [
                ...(from.file === "latest" || /^[A-Za-z0-9][A-Za-z0-9_-]*_backup_\d{8}_\d{6}\.(dump|sql)$/.test(from.file)
                    ? []
                    : [
                          {
                              path: `${path}.file`,
                              got: from.file,
                              allowed: "a dump's name such as shop_backup_20260131_093000.dump, or latest",
                          },
                      ]),
                ...(dumps ? [] : [{ path, got: from.kind, allowed: "a database with dumps", fix: "Set dumps: it says where they lie." }]),
            ];
        default:
            return oneOf<string>(`${path}.kind`, (from as { kind: string }).kind, ["point-in-time", "snapshot", "other-region", "dump"]);
    }
}

/** The key that opens copies lies where `backup.copyTo` has them. */
const copiesRegionProblems = (path: string, value: string, region: string, copiesRegion: string | undefined): Problem[] => {
    const wrong = otherRegion(path, value, region);
    if (wrong.length > 0) return wrong;
    return copiesRegion === undefined
        ? [{ path, got: value, allowed: "a region that copies are in", fix: "Set backup.copyTo." }]
        : [{ path, got: value, allowed: `${copiesRegion}, where backup.copyTo has the copies` }];
};

const snapshot = (path: string, value: string): Problem[] =>
    /^(arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:snapshot:)?[a-z][a-z0-9:-]{0,254}$/i.test(value)
        ? []
        : [{ path, got: value, allowed: "the name or ARN of a snapshot of RDS" }];

const backups = (path: string, value: string): Problem[] =>
    /^arn:aws[a-z-]*:rds:[a-z0-9-]+:\d{12}:auto-backup:ab-[a-z0-9]+$/.test(value)
        ? []
        : [{ path: `${path}.automatedBackupsArn`, got: value, allowed: "the ARN of automated backups: arn:aws:rds:…:auto-backup:ab-…" }];

/** Names that instances are called by. */
export const activeProblems = (active: string | undefined, names: readonly string[]): Problem[] => [
    ...distinct("restores", names),
    ...(active === undefined || names.includes(active)
        ? []
        : [
              {
                  path: "active",
                  got: active,
                  allowed: names.length > 0 ? names.join(", ") : "nothing, without restores and without promoted regionReplicas",
              },
          ]),
];
