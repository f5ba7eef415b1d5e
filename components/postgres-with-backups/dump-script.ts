/** Where dumps lie in the pods that make, copy and restore them. */
export const dumpFolder = "/backups";

/** How a dump is called. */
export interface DumpName {
    /** What its name begins with: text, or a variable of the shell. */
    readonly prefix: string;
    readonly extension: string;
}

/** A dump's name, by what stands for its time. */
export const dumpName = ({ prefix, extension }: DumpName, time: string): string => `${prefix}_backup_${time}.${extension}`;

/** A time as it stands in names, in UTC: of two names, the later one sorts last. */
const timeFormat = "+%Y%m%d_%H%M%S";

/**
 * Writes beside the finished dumps and renames at the end: what has the name of a dump is whole. It is read again
 * from end to end, since the list of its contents stands at its beginning and would not tell a torn file. Its checksum
 * comes when it is on the disk, and makes it count: who copies, restores or deletes goes by that.
 */
export const dumpScript = (name: DumpName, ...then: string[]): string =>
    [
        "set -euo pipefail",
        `cd ${dumpFolder}`,
        // One at a time, the nightly one and one that somebody asked for; the lock goes with its process.
        "exec {lock}> .lock",
        'flock "$lock"',
        // What was left by one that was killed.
        "rm -f ./*.part",
        // A dump that counts is never written over, and one takes a second at times.
        `while file="${dumpName(name, `$(date -u ${timeFormat})`)}" && [ -e "$file" ]; do sleep 0.1; done`,
        'trap \'rm -f "$file.part" "$file.sha256.part"\' EXIT',
        'pg_dump --format=custom --no-owner --no-privileges --file="$file.part"',
        'pg_restore --file=/dev/null "$file.part"',
        'mv "$file.part" "$file"',
        'sha256sum "$file" > "$file.sha256.part"',
        'sync "$file" "$file.sha256.part"',
        'mv "$file.sha256.part" "$file.sha256"',
        ...then,
    ].join("\n");

/**
 * Deletes what is older than that by the time in its name, with and without a checksum: what has none does not count,
 * but may be a dump of the time before they had any. It runs after a dump that has just been made, `$file`, and leaves
 * that alone: however old the others are and whatever the clock says, the newest that counts stays. Checksums go first:
 * what is torn in between does not count.
 */
export const deleteAfter = (days: number, { extension }: DumpName): string =>
    [
        `oldest="$(date -u -d '-${days} days' ${timeFormat})"`,
        `for old in ${dumpName({ prefix: "*", extension }, "*")}; do`,
        `    [[ $old != "$file" && $old =~ _backup_([0-9]{8}_[0-9]{6})\\.${extension}$ ]] || continue`,
        '    if [[ ${BASH_REMATCH[1]} < $oldest ]]; then rm -f "$old.sha256" "$old"; fi',
        "done",
    ].join("\n");

/**
 * How the command `aws` is to work: it tries again, with growing pauses, when AWS is overloaded or does not answer. Of
 * its two ways to talk to S3 it would choose by the machine; this one names the checksum in each request's own headers,
 * without which S3 takes nothing into a bucket with Object Lock.
 */
export const awsSettings = [
    'export AWS_CONFIG_FILE="$HOME/aws-config" AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=8',
    "printf '[default]\\ns3 =\\n  preferred_transfer_client = classic\\n' > \"$AWS_CONFIG_FILE\"",
].join("\n");

/**
 * Copies each dump that counts to `$TARGET`, a place in a bucket, and its checksum when the dump is there. S3 computes
 * the checksum of what arrives and refuses another one: the right to read it back is not needed.
 *
 * Then it says so in CloudWatch, in the namespace `$METRIC_NAMESPACE`, with the dimension `Database` of
 * `$METRIC_DIMENSION`: `DumpSucceeded`, `DumpTime` in seconds since 1970, and `DumpBytes`. When that fails the dump is there and counts, but the job has
 * failed: who watches the metric would otherwise be woken for a reason that no log tells.
 */
export const uploadScript = [
    "set -euo pipefail",
    `cd ${dumpFolder}`,
    awsSettings,
    'put() { aws s3 cp --only-show-errors --checksum-algorithm SHA256 "$1" "$TARGET$1"; }',
    "for checksum in *.sha256; do",
    '    file="${checksum%.sha256}"',
    '    sha256sum --check --quiet "$checksum"',
    '    put "$file"',
    '    put "$checksum"',
    '    echo "$TARGET$file"',
    '    dimensions="Dimensions=[{Name=Database,Value=$METRIC_DIMENSION}]"',
    '    aws cloudwatch put-metric-data --namespace "$METRIC_NAMESPACE" --metric-data \\',
    '        "MetricName=DumpSucceeded,$dimensions,Value=1,Unit=Count" \\',
    '        "MetricName=DumpTime,$dimensions,Value=$(date +%s),Unit=Seconds" \\',
    '        "MetricName=DumpBytes,$dimensions,Value=$(stat --format=%s "$file"),Unit=Bytes" || {',
    '        echo "$TARGET$file is stored and counts, but CloudWatch did not take the metrics of $METRIC_NAMESPACE" >&2',
    "        exit 1",
    "    }",
    "done",
].join("\n");
