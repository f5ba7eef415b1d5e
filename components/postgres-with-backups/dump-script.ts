/** Where dumps lie in the pods that make and copy them. */
export const dumpFolder = "/backups";

/** How a dump is called. */
export interface DumpName {
    /** What its name begins with: text, or a variable of the shell. */
    readonly prefix: string;
    readonly extension: string;
}

/** A dump's name, by what stands for its time. */
export const dumpName = ({ prefix, extension }: DumpName, time: string): string => `${prefix}_backup_${time}.${extension}`;

/**
 * Writes beside the finished dumps and renames at the end: what has the name of a dump is whole. It is read again
 * from end to end, since the list of its contents stands at its beginning and would not tell a torn file.
 */
export const dumpScript = (name: DumpName, ...then: string[]): string =>
    [
        "set -eu",
        `cd ${dumpFolder}`,
        // What a pod left that was killed. No other is at work: the CronJob forbids it.
        "rm -f ./*.part",
        `file="${dumpName(name, "$(date -u +%Y%m%d_%H%M%S)")}"`,
        "trap 'rm -f \"$file.part\"' EXIT",
        'pg_dump --format=custom --no-owner --no-privileges --file="$file.part"',
        'pg_restore --file=/dev/null "$file.part"',
        'mv "$file.part" "$file"',
        ...then,
    ].join("\n");

/** Deletes the dumps of other days in the folder. */
export const deleteAfter = (days: number, { extension }: DumpName): string =>
    `find . -name '${dumpName({ prefix: "*", extension }, "*")}' -mtime +${days} -delete`;

/** Writes the checksum of the dump beside it. */
export const writeChecksum = 'sha256sum "$file" > "$file.sha256"';

/**
 * Copies the dump to `$TARGET`, a place in a bucket, and its checksum when the dump is there: a dump that has one
 * beside it is whole.
 */
export const uploadScript = [
    "set -eu",
    `cd ${dumpFolder}`,
    "for checksum in *.sha256; do",
    '    file="${checksum%.sha256}"',
    '    sha256sum --check --quiet "$checksum"',
    '    aws s3 cp --only-show-errors "$file" "$TARGET$file"',
    '    aws s3 cp --only-show-errors "$checksum" "$TARGET$checksum"',
    '    echo "$TARGET$file"',
    "done",
].join("\n");
