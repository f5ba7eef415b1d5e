import { backupPlanProblems, otherRegion, type BackupPlanArgs } from "../core/backups";
import { accountId, distinct, hostName, oneOf, wholeNumber } from "../core/checks";
import type { ComponentArgs } from "../core/component";
import { withDefaults } from "../core/defaults";
import type { Problem } from "../core/errors";
import { regionName } from "../core/regions";

export interface FileStorageArgs extends ComponentArgs {
    readonly accountId: string;
    /**
     * Where the bucket is: the region of the AWS provider. Needed by what must lead elsewhere, `replicateTo` and
     * `backup.copyTo`.
     * @default not said
     */
    readonly region?: string;
    /**
     * Name of the bucket, where a document fixes it: unique in all of AWS, 3–63 characters. Another name is another
     * bucket, which Pulumi refuses to put in place of a protected one.
     * @default made from the logical name, with random digits
     */
    readonly bucketName?: string;
    /**
     * Days after which an old version of a file is deleted, 1–3650.
     * @default 90
     */
    readonly oldVersionDays?: number;
    /**
     * Days after which files themselves are deleted, 1–3650.
     * @default never
     */
    readonly expireDays?: number;
    /** A second bucket in another region, to which S3 copies every new file. @default none */
    readonly replicateTo?: ReplicaArgs;
    /** Days in which nobody deletes or overwrites what was uploaded. @default none: who may delete may do so at once */
    readonly objectLock?: ObjectLockArgs;
    /** Who asked for what, written by S3 into a bucket of its own, and kept for 1–3650 days. @default none */
    readonly accessLogs?: { readonly days: number };
    /**
     * The bucket in AWS Backup: daily, weekly and monthly, in a vault with a lock. `{}` takes the plan's defaults. The
     * bucket's notifications then belong to this component, since the backups need those to EventBridge; names of
     * components with it end at 34 characters.
     * @default none
     */
    readonly backup?: BackupPlanArgs;
    /**
     * Sites whose pages upload and read files with presigned addresses, each once: `https://www.example.com`, the port
     * with it where it is not 443. No `*`, no path, no plain HTTP.
     * @default none: browsers refuse
     */
    readonly corsOrigins?: readonly string[];
    /** Whether Pulumi refuses to delete the buckets, their keys and the vaults. AWS deletes only empty ones either way. @default true */
    readonly deletionProtection?: boolean;
}

export interface ReplicaArgs {
    /** Another region of the same partition of AWS, which the account has enabled. */
    readonly region: string;
    /**
     * Whether a file that is deleted here vanishes there as well. Its versions stay for `oldVersionDays` on both sides;
     * no deletion of a version is ever copied.
     * @default true
     */
    readonly deletions?: boolean;
}

/**
 * How long a version of a file stays, whatever happens, from its upload on; 1–3650 days, and at most `expireDays`.
 * `governance`: nobody deletes it but who has the right to lift a lock, which no grant gives. `compliance`: nobody, not
 * the account's root and not AWS, so that personal data in it cannot be erased either. That needs
 * `cannotBeUndone: true`, for it cannot be: the days of what is there never get fewer.
 *
 * S3 takes only uploads with a checksum then, as the AWS SDKs and `aws s3 cp` send it. Without the option again, files
 * are no longer locked as they come; those that are stay so.
 */
export type ObjectLockArgs =
    | { readonly days: number; readonly mode?: "governance" }
    | { readonly days: number; readonly mode: "compliance"; readonly cannotBeUndone: true };

export const fileStorageDefaults = { oldVersionDays: 90, deletionProtection: true } as const;

export function validateFileStorage(args: FileStorageArgs): Problem[] {
    const { bucketName, oldVersionDays, expireDays, accessLogs, backup } = withDefaults(fileStorageDefaults, args);
    return [
        ...accountId("accountId", args.accountId),
        ...(bucketName === undefined || /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucketName)
            ? []
            : [{ path: "bucketName", got: bucketName, allowed: "3–63 lower-case letters, digits, '-' and '.', and no '..'" }]),
        ...wholeNumber("oldVersionDays", oldVersionDays, 1, 3650),
        ...(expireDays === undefined ? [] : wholeNumber("expireDays", expireDays, 1, 3650)),
        ...regionProblems(args),
        ...lockProblems(args.objectLock, expireDays),
        ...(accessLogs ? wholeNumber("accessLogs.days", accessLogs.days, 1, 3650) : []),
        ...(backup ? backupPlanProblems("backup", backup, args.region ?? "") : []),
        ...(args.corsOrigins ?? []).flatMap((origin, index) => originProblems(`corsOrigins.${index}`, origin)),
        ...distinct("corsOrigins", args.corsOrigins ?? []),
    ];
}

function regionProblems({ region, replicateTo, backup }: FileStorageArgs): Problem[] {
    const elsewhere = [replicateTo && "replicateTo", backup?.copyTo && "backup.copyTo"].filter(Boolean);
    return [
        ...(region === undefined
            ? elsewhere.map(option => ({ path: "region", got: region, allowed: `the bucket's own region, with ${option}` }))
            : regionName("region", region)),
        ...(replicateTo ? otherRegion("replicateTo.region", replicateTo.region, region ?? "") : []),
    ];
}

function lockProblems(lock: ObjectLockArgs | undefined, expireDays: number | undefined): Problem[] {
    if (lock === undefined) return [];
    const days = wholeNumber("objectLock.days", lock.days, 1, 3650);
    return [
        ...days,
        ...(days.length === 0 && expireDays !== undefined && lock.days > expireDays
            ? [
                  {
                      path: "objectLock.days",
                      got: lock.days,
                      allowed: `at most expireDays, ${expireDays}`,
                      fix: "A file that expires while it is locked is out of sight, but stays and costs.",
                  },
              ]
            : []),
        ...oneOf<string>("objectLock.mode", lock.mode ?? "governance", ["governance", "compliance"]),
        ...(lock.mode === "compliance" && (lock.cannotBeUndone as unknown) !== true
            ? [
                  {
                      path: "objectLock.cannotBeUndone",
                      got: lock.cannotBeUndone as unknown,
                      allowed: "true, with mode compliance",
                      fix: "Nobody can delete a file before its days are over, AWS included. Take governance otherwise.",
                  },
              ]
            : []),
    ];
}

/** As browsers write them: without the port that HTTPS has anyway. */
function originProblems(path: string, origin: string): Problem[] {
    const { host, port } = /^https:\/\/(?<host>[^:/]+)(:(?<port>[1-9]\d{0,4}))?$/.exec(origin)?.groups ?? {};
    const valid = host !== undefined && hostName(path, host).length === 0 && port !== "443" && Number(port ?? 1) <= 65535;
    return valid ? [] : [{ path, got: origin, allowed: "an origin such as https://www.example.com or https://www.example.com:8443" }];
}
