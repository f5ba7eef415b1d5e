import { changesBetween, type Change } from "../../synth/diff/changes";
import { replacingProperties } from "../../synth/diff/replacements";
import { account, region, stackOf } from "./support";

/**
 * What a change of an option does to what is there. What replaces is read from the source of terraform-provider-aws:
 * synth/diff/replacements/aws.ts, which says of which version.
 */
interface Row {
    readonly before: object;
    readonly after: object;
    /** What is updated, replaced or deleted, in alphabetical order; what is made beside it is left out. */
    readonly does: readonly string[];
}

const replicateTo = { region: "us-west-1" };
const refused = "which Pulumi refuses";
const parts = (before: string): string[] =>
    [
        "BucketLifecycleConfiguration lifecycle",
        "BucketOwnershipControls owner",
        "BucketPublicAccessBlock private",
        "BucketServerSideEncryptionConfiguration encryption",
        "BucketVersioning versions",
    ].map(part => part.replace(" ", ` ${before}`));

/** Whatever AWS changes in place, and whatever only comes beside the bucket. */
const inPlace: Record<string, Row> = {
    "a replica comes": { before: {}, after: { replicateTo }, does: [] },
    "deletions are no longer copied": {
        before: { replicateTo },
        after: { replicateTo: { ...replicateTo, deletions: false } },
        does: [
            "updated BucketReplicationConfig replica-rules: rules[id=all].deleteMarkerReplication.status",
            "updated RolePolicy replica-rights: policy.Statement[2].Action",
        ],
    },
    "a lock comes": { before: {}, after: { objectLock: { days: 30 } }, does: [] },
    "a lock comes, to the replica too": { before: { replicateTo }, after: { replicateTo, objectLock: { days: 30 } }, does: [] },
    "a lock grows": {
        before: { objectLock: { days: 30 } },
        after: { objectLock: { days: 60 } },
        does: ["updated BucketObjectLockConfiguration lock: rule.defaultRetention.days"],
    },
    "a lock becomes one of compliance": {
        before: { objectLock: { days: 30 } },
        after: { objectLock: { days: 30, mode: "compliance", cannotBeUndone: true } },
        does: ["updated BucketObjectLockConfiguration lock: rule.defaultRetention.mode"],
    },
    "a lock goes, for files to come": {
        before: { objectLock: { days: 30 } },
        after: {},
        does: ["deleted BucketObjectLockConfiguration lock"],
    },
    "logs come": { before: {}, after: { accessLogs: { days: 365 } }, does: [] },
    "logs live longer": {
        before: { accessLogs: { days: 365 } },
        after: { accessLogs: { days: 731 } },
        does: ["updated BucketLifecycleConfiguration access-logs-lifecycle: rules[id=expire].expiration.days"],
    },
    "backups come": { before: {}, after: { backup: {} }, does: [] },
    "backups are copied": {
        before: { backup: {} },
        after: { backup: { copyTo: replicateTo } },
        does: ["updated Plan backups: rules[0].copyActions, rules[1].copyActions, rules[2].copyActions"],
    },
    "sites come": { before: {}, after: { corsOrigins: ["https://a.example.com"] }, does: [] },
    "sites change": {
        before: { corsOrigins: ["https://a.example.com"] },
        after: { corsOrigins: ["https://b.example.com"] },
        does: ["updated BucketCorsConfiguration cors: corsRules[0].allowedOrigins"],
    },
    "files expire": {
        before: { replicateTo },
        after: { replicateTo, expireDays: 365 },
        does: ["lifecycle", "replica-lifecycle"].map(name => `updated BucketLifecycleConfiguration ${name}: rules[id=expire]`),
    },
    "old versions live shorter": {
        before: {},
        after: { oldVersionDays: 30 },
        does: ["updated BucketLifecycleConfiguration lifecycle: rules[id=old-versions].noncurrentVersionExpiration.noncurrentDays"],
    },
    "the guard goes": {
        before: {},
        after: { deletionProtection: false },
        does: ["updated Bucket bucket: (protect)", "updated Key key: (protect)"],
    },
};

/** Another bucket, or none: refused as long as the guard is up. */
const elsewhere: Record<string, Row> = {
    "another name": {
        before: { bucketName: "shop-files" },
        after: { bucketName: "shop-uploads" },
        does: [`replaced Bucket bucket, ${refused}`, ...[...parts(""), "BucketPolicy tls-only"].sort().map(part => `replaced ${part}`)],
    },
    "another name, the guard down": {
        before: { bucketName: "shop-old", deletionProtection: false },
        after: { bucketName: "shop-new", deletionProtection: false },
        does: ["replaced Bucket bucket", ...[...parts(""), "BucketPolicy tls-only"].sort().map(part => `replaced ${part}`)],
    },
    "logs go": {
        before: { accessLogs: { days: 365 } },
        after: {},
        does: [
            `deleted Bucket access-logs, ${refused}`,
            ...[...parts("access-logs-"), "BucketLogging access-logs-delivery", "BucketPolicy access-logs-policy"]
                .sort()
                .map(part => `deleted ${part}`),
        ],
    },
    "the replica goes": {
        before: { replicateTo },
        after: {},
        does: [
            `deleted Bucket replica-bucket, ${refused}`,
            `deleted Key replica-key, ${refused}`,
            ...[
                ...parts("replica-"),
                "BucketPolicy replica-tls-only",
                "BucketReplicationConfig replica-rules",
                "Role replica-role",
                "RolePolicy replica-rights",
            ].map(part => `deleted ${part}`),
        ].sort(),
    },
};

const rows: Record<string, Row> = {
    ...inPlace,
    ...elsewhere,
    "the replica moves": { before: { replicateTo }, after: { replicateTo: { region: "us-east-2" } }, does: [] },
};

let changes: readonly Change[];
beforeAll(async () => {
    const program = (side: "before" | "after"): string =>
        Object.values(rows)
            .map(
                (row, index) =>
                    `new webstack.FileStorage("f${index}", ${JSON.stringify({ accountId: account, region, ...row[side] })}, { providers });`,
            )
            .join("\n");
    const [before, after] = [
        await stackOf("file-storage-before", program("before")),
        await stackOf("file-storage-after", program("after")),
    ];
    changes = changesBetween(before.result.deployment, after.result.deployment);
});

const nameOf = ({ urn }: Change): string => urn.split("::").at(-1)!;
const ofRow = (row: string): Change[] => changes.filter(change => nameOf(change).startsWith(`f${Object.keys(rows).indexOf(row)}-`));

/** One line for each change: what becomes of which child, and by which properties it is updated. */
const told = (change: Change): string => {
    const what = `${change.kind} ${change.type.split(":").at(-1)!} ${nameOf(change).replace(/^f\d+-/, "")}`;
    if (change.kind === "updated") return `${what}: ${change.properties.map(({ path }) => path).join(", ")}`;
    return change.protected ? `${what}, ${refused}` : what;
};

const does = (row: string): string[] =>
    ofRow(row)
        .filter(({ kind }) => kind !== "created")
        .map(told)
        .sort();

describe("a change of FileStorage's options", () => {
    it.each(Object.keys(inPlace))("touches no more than it must, and replaces nothing: %s", row => {
        expect(does(row)).toEqual(rows[row]!.does);
        expect(ofRow(row).filter(({ kind, loses, mayReplace }) => kind !== "created" && (loses ?? mayReplace.length > 0))).toEqual([]);
    });

    it.each(Object.keys(elsewhere))("that is another bucket or none is seen, and refused where it is guarded: %s", row => {
        expect(does(row)).toEqual(rows[row]!.does);
    });

    it("that moves the replica would replace its bucket and key, which Pulumi refuses", () => {
        const moves = ofRow("the replica moves");
        const stateful = moves.filter(({ type }) => /:(Bucket|Key)$/.test(type));
        expect(stateful.map(told).sort()).toEqual(["updated Bucket replica-bucket: region", "updated Key replica-key: region"]);
        expect(stateful.map(change => [change.mayReplace.length, change.protected])).toEqual([
            [1, true],
            [1, true],
        ]);
    });

    it("never writes a property of a bucket that replaces it, but the name that is asked for", () => {
        expect(replacingProperties("aws:s3/bucket:Bucket")).toEqual(expect.arrayContaining(["bucket", "objectLockEnabled"]));
        const touched = changes.filter(({ type, kind }) => type === "aws:s3/bucket:Bucket" && kind !== "created" && kind !== "deleted");
        expect([...new Set(touched.flatMap(({ properties }) => properties.map(({ path }) => path)))].sort()).toEqual([
            "(protect)",
            "bucket",
            "region",
        ]);
    });
});
