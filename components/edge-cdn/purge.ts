import type { CacheRule } from "./cache-args";

/** Commands that empty Cloudflare's cache of what a rule keeps, by the rule's name; `$CLOUDFLARE_API_TOKEN` may purge the zone. */
export const purgeCommands = (zoneId: string, caches: readonly CacheRule[], hosts: readonly string[]): Readonly<Record<string, string>> =>
    Object.fromEntries(
        caches.map(({ name, host, pathPrefix }) => {
            const prefixes = (host === undefined ? hosts : [host]).map(one => one + pathPrefix);
            return [name, purgeCommand(zoneId, { prefixes })];
        }),
    );

const purgeCommand = (zoneId: string, body: object): string =>
    [
        "curl --fail-with-body --silent --show-error --request POST",
        `https://api.cloudflare.com/client/v4/zones/${zoneId}/purge_cache`,
        '--header "Authorization: Bearer $CLOUDFLARE_API_TOKEN" --header "Content-Type: application/json"',
        `--data '${JSON.stringify(body)}'`,
    ].join(" ");
