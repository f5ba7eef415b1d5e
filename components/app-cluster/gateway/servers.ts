import type { WithDefaults } from "../../core/defaults";
import { withDefaults } from "../../core/defaults";
import { timeoutDefaults, type gatewayDefaults, type CorsRule, type NginxIngressArgs, type PathOfHost } from "./args";
import { cors, rateLimit, staticCache, uploads, type Extras } from "./features";
import type { GatewayPlace, GatewayRoute } from "./nginx-config";
import { closest, pathsOf } from "./paths";
import { block, escaped, quoted } from "./text";
import type { Destinations } from "./upstreams";

/** What the servers of all hosts have in common. */
export interface Site {
    readonly settings: WithDefaults<NginxIngressArgs, typeof gatewayDefaults>;
    readonly cors: readonly (CorsRule & PathOfHost)[];
    readonly routes: readonly GatewayRoute[];
    /** Names, and values as nginx reads them. */
    readonly headers: readonly (readonly [string, string])[];
    /** The port that clients call. */
    readonly httpsPort: number;
    readonly place: GatewayPlace;
    readonly destinations: Destinations;
}

/** The variable that names a request. */
export const requestIdOf = ({ trustRequestId }: Pick<Site["settings"], "trustRequestId">): string =>
    trustRequestId ? "$known_request_id" : "$request_id";

/** Everything of one host, behind TLS. */
export function hostServer(site: Site, host: string): string[] {
    const { settings, routes, place } = site;
    const { rateLimits, staticPaths, uploads: uploadRules, bodyLimits, timeouts, websockets } = settings;
    const options = [rateLimits, staticPaths, site.cors, uploadRules, bodyLimits, timeouts, websockets];
    // A path that no route covers is answered as the whole host is.
    const paths = pathsOf([...routes, ...options.flat()], host).filter(path => path === "/" || closest(routes, host, path));
    const headers = headersOf(site);
    return block(
        "server",
        `listen ${place.address}:${place.ports.https} ssl;`,
        "http2 on;",
        `server_name ${host};`,
        // cloudflared calls by TLS whatever the client did.
        settings.entrance.kind === "tunnel" ? block('if ($http_x_forwarded_proto = "http")', "return 301 https://$host$request_uri;") : [],
        added(headers),
        hidden(headers.map(([name]) => name)),
        requestHeaders(site, false),
        ...paths.map(path => location(site, host, path)),
    );
}

/** The site's headers and HSTS, which counts only where TLS is. */
function headersOf({ headers, settings }: Site): (readonly [string, string])[] {
    const { hstsSeconds, hstsSubdomains, hstsPreload } = settings;
    if (hstsSeconds === 0) return [...headers];
    const parts = [`max-age=${hstsSeconds}`, ...(hstsSubdomains ? ["includeSubDomains"] : []), ...(hstsPreload ? ["preload"] : [])];
    return [["Strict-Transport-Security", quoted(parts.join("; "))], ...headers];
}

const added = (headers: readonly (readonly [string, string])[]): string[] =>
    headers.map(([name, value]) => `add_header ${name} ${value} always;`);
const hidden = (names: readonly string[]): string[] => names.map(name => `proxy_hide_header ${name};`);

/**
 * What the service is told of the client. All headers that could say something else are written anew or left out,
 * whoever sent them.
 */
function requestHeaders({ httpsPort, settings }: Site, websocket: boolean): string[] {
    const headers: Record<string, string> = {
        Host: "$host",
        "X-Real-IP": "$remote_addr",
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$scheme",
        "X-Forwarded-Host": "$host",
        "X-Forwarded-Port": String(httpsPort),
        "X-Request-ID": requestIdOf(settings),
        Upgrade: websocket ? "$http_upgrade" : '""',
        Connection: websocket ? "$connection_upgrade" : '""',
        ...Object.fromEntries(["Forwarded", "CF-Connecting-IP", "True-Client-IP", "Proxy"].map(name => [name, '""'])),
    };
    return Object.entries(headers).map(([name, value]) => `proxy_set_header ${name} ${value};`);
}

/** One path of a host, with the closest entry of every option. */
function location(site: Site, host: string, path: string): string[] {
    const { settings, routes, destinations } = site;
    const of = <Entry extends PathOfHost>(entries: readonly Entry[]): Entry | undefined => closest(entries, host, path);
    const head = path === "/" ? "location /" : `location ~ ^${escaped(path)}(/|$)`;
    const route = of(routes);
    if (!route) return block(head, "return 404;");

    const limit = of(settings.rateLimits);
    const kept = of(settings.staticPaths);
    const rule = of(site.cors);
    const upload = of(settings.uploads);
    const body = of(settings.bodyLimits);
    const timeouts = of(settings.timeouts);
    const extras: Extras[] = [
        ...(rule ? [cors(rule, site.cors.indexOf(rule))] : []),
        ...(upload ? [uploads(settings.uploads.indexOf(upload))] : []),
        ...(limit ? [rateLimit(limit)] : []),
        ...(kept ? [staticCache(kept)] : []),
    ];
    const moreHeaders = extras.flatMap(({ headers = [] }) => headers);
    const moreHidden = extras.flatMap(({ hidden: names = [] }) => names);
    const common = headersOf(site);
    return block(
        head,
        extras.flatMap(({ lines = [] }) => lines),
        body ? [`client_max_body_size ${body.megabytes}m;`] : [],
        timeouts ? timeoutLines(timeouts) : [],
        moreHeaders.length > 0 ? added([...common, ...moreHeaders]) : [],
        moreHidden.length > 0 ? hidden([...common.map(([name]) => name), ...moreHidden]) : [],
        of(settings.websockets) ? requestHeaders(site, true) : [],
        `proxy_pass http://${destinations.of(route.backends)};`,
    );
}

function timeoutLines(entry: NonNullable<NginxIngressArgs["timeouts"]>[number]): string[] {
    const { connectSeconds, sendSeconds, readSeconds } = withDefaults(timeoutDefaults, entry);
    return [`proxy_connect_timeout ${connectSeconds}s;`, `proxy_send_timeout ${sendSeconds}s;`, `proxy_read_timeout ${readSeconds}s;`];
}
