/**
 * A trail of CloudTrail: who did what in the account, in all regions, in files that show when somebody changed them. An
 * account's first trail of what is managed costs nothing but its bucket and key.
 */
export interface TrailArgs {
    /**
     * Days that the files are kept, 90–3650. For as long nobody deletes them but who may lift a lock
     * (`s3:BypassGovernanceRetention`), which nothing here grants.
     * @default 365
     */
    readonly days?: number;
    /**
     * Days that the events are kept in a log group as well, where they are searched at once: 1, 3, 5, 7, 14, 30, 60, 90,
     * 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288 or 3653. CloudWatch charges for what it takes.
     * @default there is none
     */
    readonly logGroupDays?: number;
    /**
     * What of S3 is recorded too: names of at most 250 buckets, of whose objects every reading and writing is. It costs
     * 0.10 USD for each 100,000 events (aws.amazon.com/cloudtrail/pricing, read 2026-11).
     * @default none
     */
    readonly dataOfBuckets?: readonly string[];
    /** Whether Pulumi refuses to delete the trail, its bucket and their key, and AWS the log group. @default true */
    readonly deletionProtection?: boolean;
}

export const trailDefaults = { days: 365, deletionProtection: true } as const;
