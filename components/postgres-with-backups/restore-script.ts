import { awsSettings, dumpFolder } from "./dump-script";

/** In a dump's name, what stands for the time of the newest that counts: `shop_backup_latest.dump`. */
export const latest = "latest";

/** Says what is wrong and what to do, and ends the job. */
const fail = `fail() { printf '%s\\n' "$@" >&2; exit 1; }`;

/**
 * `resolve NAME`, with the names that there are as its input, a line each: the name to use. For the latest it is the
 * one of its kind with the last time in its name that has its checksum; nothing when there is none.
 */
const resolve = `resolve() {
    local asked="$1" name chosen=""
    local stem="\${asked%${latest}.*}" extension="\${asked##*.}"
    local -A there=()
    if [[ $asked != *_backup_${latest}.* ]]; then echo "$asked"; return; fi
    while read -r name; do [ -z "$name" ] || there[$name]=1; done
    for name in "\${!there[@]}"; do
        [[ $name == "$stem"* && \${name#"$stem"} =~ ^[0-9]{8}_[0-9]{6}\\.[a-z]+$ && \${name##*.} == "$extension" ]] || continue
        if [[ -n \${there[$name.sha256]:-} && $name > $chosen ]]; then chosen="$name"; fi
    done
    echo "$chosen"
}
none="No dump counts as $SOURCE: none has its checksum beside it."`;

/** `verify NAME`: its checksum is one of this file and of nothing else, and the file is what it says. */
const verify = `verify() {
    [[ "$(< "$1.sha256")" =~ ^[0-9a-f]{64}\\ \\ "$1"$ ]] ||
        fail "$1.sha256 is not a checksum of $1: it does not count as a dump." "Restore another one."
    sha256sum --check --status "$1.sha256" || fail "$1 is not what was dumped: its checksum is another one." "Restore another one."
}`;

/**
 * Brings the dump `$SOURCE`, `s3://bucket/prefix/name`, and its checksum. One that has none, or another than it says,
 * is refused.
 */
export const fetchScript = `set -euo pipefail
cd ${dumpFolder}
${awsSettings}
${fail}
${resolve}
${verify}
place="\${SOURCE%/*}/"
look="Restore another one; to see what there is: aws s3 ls $place"
listed=""
if [[ $SOURCE == *_backup_${latest}.* ]]; then
    # It ends with 1 when nothing begins like that.
    listed="$(aws s3 ls "\${SOURCE%${latest}.*}")" || [ $? -eq 1 ] || fail "$place cannot be listed."
fi
name="$(resolve "\${SOURCE##*/}" < <(while read -r _ _ _ name; do echo "$name"; done <<< "$listed"))"
[ -n "$name" ] || fail "$none" "$look"
aws s3 cp --only-show-errors "$place$name.sha256" "$name.sha256" ||
    fail "$place$name.sha256 cannot be read: a dump counts with its checksum only." "$look"
aws s3 cp --only-show-errors "$place$name" "$name" || fail "$place$name cannot be read." "$look"
verify "$name"
echo "$place$name"`;

/** What an empty database has none of; what an extension brought does not count. */
const countObjects = `select count(*) from (
    select 'pg_class'::regclass as class, oid, relnamespace as schema from pg_class where relkind in ('r', 'p', 'v', 'm', 'S', 'f')
    union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc
    union all select 'pg_type'::regclass, oid, typnamespace from pg_type where typtype in ('d', 'e', 'r')
) object
where schema not in (select oid from pg_namespace where nspname ~ '^pg_' or nspname = 'information_schema')
    and not exists (select from pg_depend d where d.classid = object.class and d.objid = object.oid and d.deptype = 'e')`;

const countRows = `select format('select %L, count(*) from %I.%I', schemaname || '.' || tablename, schemaname, tablename)
from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by schemaname, tablename \\gexec`;

/**
 * Restores the dump `$SOURCE`, whose last part names a file in the folder, into the empty database that the variables
 * PGHOST, PGPORT, PGUSER, PGPASSWORD and PGDATABASE lead to: all of it in one transaction, or nothing.
 *
 * A comment on the database keeps what was begun and what is done. It was empty when the restore began, and gets all or
 * nothing: one that has objects, and the comment of this dump, is restored. A job that is tried again goes on there.
 */
export const restoreScript = `set -euo pipefail
cd ${dumpFolder}
export PGOPTIONS="-c statement_timeout=0 -c client_min_messages=error"
${fail}
${resolve}
${verify}
sql() { psql --no-psqlrc --no-align --tuples-only --quiet --set=ON_ERROR_STOP=1 --set=said="\${1:-}"; }
say() { sql "$1" <<< "comment on database :\\"DBNAME\\" is :'said'"; }
name="$(resolve "\${SOURCE##*/}" < <(printf '%s\\n' *))"
[ -n "$name" ] || fail "$none"
[ -f "$name" ] || fail "There is no dump $name."
[ -f "$name.sha256" ] || fail "$name has no checksum: it does not count as a dump." "Restore another one."
verify "$name"
dump="$name sha256:$(head --bytes=64 "$name.sha256")"
said="$(sql <<< "select shobj_description(oid, 'pg_database') from pg_database where datname = current_database()")"
objects="$(sql << 'SQL'
${countObjects}
SQL
)"
if [ "$objects" -eq 0 ]; then
    say "restoring $dump"
    # Only who owns an extension may comment on it, and that is somebody else on RDS.
    list="$(pg_restore --list "$name" | grep --invert-match " COMMENT - EXTENSION ")"
    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges \\
        --use-list=<(echo "$list") --dbname="$PGDATABASE" "$name"
elif [[ $said == "restored $dump" || ( $said == "restored "* && $SOURCE == *_backup_${latest}.* ) ]]; then
    echo "$PGDATABASE: $said before"
    exit 0
elif [ "$said" != "restoring $dump" ]; then
    fail "$PGDATABASE on $PGHOST is not empty: it has $objects tables and other objects\${said:+ ($said)}." \\
        "A dump is restored into an empty database only: into a new one beside it."
fi
sql <<< analyze
say "restored $dump"
sql << 'SQL'
${countRows}
SQL
echo "$PGDATABASE: restored $dump"`;
