import { withDefaults } from "../../core/defaults";
import { corsDefaults, rateLimitDefaults, type CorsRule, type RateLimit, type StaticPath, type UploadRule } from "./args";
import { block, quoted } from "./text";

/**
 * What a feature needs at the top of the configuration, and what it adds to a location. An `add_header` in a location
 * hides those above it, and so does a `proxy_hide_header`: they are handed back, for the location to write with the rest.
 */
export interface Extras {
    readonly lines?: readonly string[];
    /** Headers to add, with their values as nginx reads them; one that is empty is not sent. */
    readonly headers?: readonly (readonly [string, string])[];
    /** Headers of the service that do not pass. */
    readonly hidden?: readonly string[];
}

export function rateLimitZone(limit: RateLimit): string {
    const { name, requestsPerSecond, requestsPerMinute, zoneMegabytes } = withDefaults(rateLimitDefaults, limit);
    const rate = requestsPerSecond === undefined ? `${requestsPerMinute}r/m` : `${requestsPerSecond}r/s`;
    return `limit_req_zone $binary_remote_addr zone=limit_${name}:${zoneMegabytes}m rate=${rate};`;
}

export function rateLimit(limit: RateLimit): Extras {
    const { name, burst, delay } = withDefaults(rateLimitDefaults, limit);
    return { lines: [`limit_req zone=limit_${name}${burst > 0 ? ` burst=${burst}` : ""}${burst > 0 && !delay ? " nodelay" : ""};`] };
}

/** What of a static path may be kept, here and in browsers: successes without a cookie that the service lets be kept. */
export const staticMaps = (staticPaths: readonly StaticPath[]): string[] => [
    ...block(
        "map $upstream_http_set_cookie$http_authorization:$upstream_http_cache_control $personal",
        "default 1;",
        '"~*^:(?!.*(private|no-store))" 0;',
    ),
    ...[...new Set(staticPaths.map(({ maxAgeSeconds }) => maxAgeSeconds))].flatMap(seconds =>
        block(
            `map $personal$status $cache_control_${seconds}`,
            "default $upstream_http_cache_control;",
            `"~^0(200|206|304)$" "public, max-age=${seconds}, immutable";`,
        ),
    ),
];

export const staticCache = ({ maxAgeSeconds }: StaticPath): Extras => ({
    lines: ["proxy_cache static;", `proxy_cache_valid 200 ${maxAgeSeconds}s;`],
    headers: [["Cache-Control", `$cache_control_${maxAgeSeconds}`]],
    hidden: ["Cache-Control", "Expires"],
});

/** Origins are compared whole, and what is answered is what stands here, not what was sent. */
export function corsMaps(rule: CorsRule, index: number): string[] {
    const { origins, methods, headers, credentials, maxAgeSeconds } = withDefaults(corsDefaults, rule);
    const preflight = (name: string, value: string): string[] =>
        block(`map $preflight$cors_${index} $cors_${index}_${name}`, 'default "";', `"~^1." ${quoted(value)};`);
    return [
        ...block(
            `map $http_origin $cors_${index}`,
            'default "";',
            origins.map(origin => `${quoted(origin)} ${quoted(origin)};`),
        ),
        ...(credentials ? block(`map $cors_${index} $cors_${index}_credentials`, '"" "";', 'default "true";') : []),
        ...preflight("methods", methods.join(", ")),
        ...preflight("headers", headers.join(", ")),
        ...preflight("age", String(maxAgeSeconds)),
    ];
}

export const preflightMap = block("map $request_method:$http_access_control_request_method $preflight", "default 0;", '"~^OPTIONS:." 1;');

export function cors({ credentials }: CorsRule, index: number): Extras {
    const headers: [string, string][] = [
        ["Access-Control-Allow-Origin", `$cors_${index}`],
        ...(credentials ? [["Access-Control-Allow-Credentials", `$cors_${index}_credentials`] as [string, string]] : []),
        ["Access-Control-Allow-Methods", `$cors_${index}_methods`],
        ["Access-Control-Allow-Headers", `$cors_${index}_headers`],
        ["Access-Control-Max-Age", `$cors_${index}_age`],
    ];
    return {
        lines: block("if ($preflight)", "return 204;"),
        headers: [...headers, ["Vary", '"Origin"']],
        hidden: [...headers.map(([name]) => name), ...(credentials ? [] : ["Access-Control-Allow-Credentials"])],
    };
}

export const uploadMap = ({ refusedExtensions }: UploadRule, index: number): string[] =>
    block(`map $uri $refused_${index}`, "default 0;", `"~*\\.(${refusedExtensions.join("|")})(/|$)" 1;`);

export const uploads = (index: number): Extras => ({ lines: block(`if ($refused_${index})`, "return 403;") });
