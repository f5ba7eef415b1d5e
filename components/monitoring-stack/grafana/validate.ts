import { distinct, hostName, oneOf, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";
import {
    accessDefaults,
    panelKinds,
    standardPages,
    type ApiUsage,
    type CloudflareAccess,
    type Dashboard,
    type DashboardsArgs,
    type GrafanaArgs,
    type Panel,
} from "./args";
import { mostBytes } from "./files";
import { dashboardsOf } from "./pages";
import type { DashboardContext } from "./queries";
import { dashboardFiles } from "./render";

export function validateDashboards(context: DashboardContext): Problem[] {
    const { extra = [], without = [], activeUsers, usage = {} } = context.args;
    const apis = (context.alerts.externalApis ?? []).map(({ name }) => name);
    return [
        ...(activeUsers === undefined ? [] : expression("dashboards.activeUsers", activeUsers)),
        ...Object.entries(usage).flatMap(([api, counters]) => usageProblems(api, counters, apis)),
        ...without.flatMap((uid, index) => oneOf(`dashboards.without.${index}`, uid, standardPages)),
        ...distinct(
            "dashboards.extra",
            extra.map(({ uid }) => uid),
        ),
        ...distinct("dashboards.extra", titlesOf(context, extra)),
        ...extra.flatMap((dashboard, index) => dashboardProblems(`dashboards.extra.${index}`, dashboard)),
    ];
}

/** The titles of all pages there will be; of two extra ones with the same uid, which is told by itself, the titles of both. */
function titlesOf(context: DashboardContext, extra: NonNullable<DashboardsArgs["extra"]>): string[] {
    const uids = extra.map(({ uid }) => uid);
    const standard = dashboardsOf(context).filter(({ uid }) => !uids.includes(uid));
    return [...standard, ...extra].map(({ title }) => title);
}

const usageProblems = (api: string, { tokens, tokenLabel, costUsd }: ApiUsage, apis: readonly string[]): Problem[] => [
    ...(apis.includes(api)
        ? []
        : [{ path: "dashboards.usage", got: api, allowed: apis.length > 0 ? apis.join(", ") : "the name of one of alerts.externalApis" }]),
    ...Object.entries({ tokens, costUsd })
        .filter((entry): entry is [string, string] => entry[1] !== undefined && !/^[a-zA-Z_:][\w:]*$/.test(entry[1]))
        .map(([key, got]) => ({ path: `dashboards.usage.${api}.${key}`, got, allowed: "the name of a metric" })),
    ...(tokenLabel === undefined || /^[a-zA-Z_]\w*$/.test(tokenLabel)
        ? []
        : [{ path: `dashboards.usage.${api}.tokenLabel`, got: tokenLabel, allowed: "the name of a label" }]),
];

const expression = (path: string, got: string): Problem[] => (got.trim() ? [] : [{ path, got, allowed: "an expression of PromQL" }]);

function dashboardProblems(path: string, dashboard: Dashboard): Problem[] {
    const { uid, title, panels } = dashboard;
    // Of another kind than there is, nothing can be written.
    const known = panels.every(({ kind = "lines" }) => panelKinds.includes(kind));
    const bytes = known ? Buffer.byteLength(Object.values(dashboardFiles([dashboard])).join("")) : 0;
    return [
        ...(/^[\w-]{1,40}$/.test(uid) ? [] : [{ path: `${path}.uid`, got: uid, allowed: "1–40 letters, digits, '-' and '_'" }]),
        ...(title.trim() ? [] : [{ path: `${path}.title`, got: title, allowed: "a title" }]),
        ...(panels.length > 0 ? [] : [{ path: `${path}.panels`, got: [], allowed: "at least one panel" }]),
        ...distinct(
            `${path}.panels`,
            panels.map(panel => panel.title),
        ),
        ...panels.flatMap((panel, index) => panelProblems(`${path}.panels.${index}`, panel)),
        ...(bytes <= mostBytes ? [] : [{ path, got: `${bytes} bytes`, allowed: `${mostBytes} bytes, which is what a ConfigMap holds` }]),
    ];
}

/** Queries go by a letter. */
const mostQueries = 26;

const panelProblems = (path: string, { title, unit, queries, kind = "lines", thresholds }: Panel): Problem[] => [
    ...(title.trim() ? [] : [{ path: `${path}.title`, got: title, allowed: "a title" }]),
    ...(unit.trim() ? [] : [{ path: `${path}.unit`, got: unit, allowed: "a unit of Grafana, such as percent or short" }]),
    ...oneOf(`${path}.kind`, kind, panelKinds),
    ...(thresholds && thresholds.warning === thresholds.critical
        ? [{ path: `${path}.thresholds.critical`, got: thresholds.critical, allowed: "another figure than warning" }]
        : []),
    ...(queries.length > 0 ? [] : [{ path: `${path}.queries`, got: [], allowed: "at least one query" }]),
    ...(queries.length <= mostQueries
        ? []
        : [{ path: `${path}.queries`, got: `${queries.length} queries`, allowed: `at most ${mostQueries}` }]),
    ...queries.flatMap((query, index) => expression(`${path}.queries.${index}.expression`, query.expression)),
];

export const validateGrafana = ({ access }: GrafanaArgs): Problem[] => (access ? accessProblems("grafana.access", access) : []);

function accessProblems(path: string, access: CloudflareAccess): Problem[] {
    const { host, zoneId, accountId, teamDomain, allow } = access;
    const { admins, sessionHours } = withDefaults(accessDefaults, access);
    const { emails = [], emailDomains = [] } = allow;
    const isAllowed = (email: string): boolean => emails.includes(email) || emailDomains.includes(email.slice(email.indexOf("@") + 1));
    return [
        ...oneOf(`${path}.kind`, access.kind, ["cloudflare-access"]),
        ...hostName(`${path}.host`, host),
        ...cloudflareId(`${path}.zoneId`, zoneId, "from the zone's overview at Cloudflare"),
        ...cloudflareId(`${path}.accountId`, accountId, "Cloudflare's, not AWS's"),
        ...(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?\.cloudflareaccess\.com$/.test(teamDomain)
            ? []
            : [{ path: `${path}.teamDomain`, got: teamDomain, allowed: "the organisation's own, such as example.cloudflareaccess.com" }]),
        ...(emails.length + emailDomains.length > 0
            ? []
            : [{ path: `${path}.allow`, got: allow, allowed: "at least one of emails and emailDomains" }]),
        ...emails.flatMap((email, index) => address(`${path}.allow.emails.${index}`, email)),
        ...distinct(`${path}.allow.emails`, emails),
        ...emailDomains.flatMap((domain, index) => hostName(`${path}.allow.emailDomains.${index}`, domain)),
        ...distinct(`${path}.allow.emailDomains`, emailDomains),
        ...admins.flatMap((email, index) => [
            ...address(`${path}.admins.${index}`, email),
            ...(isAllowed(email)
                ? []
                : [
                      {
                          path: `${path}.admins.${index}`,
                          got: email,
                          allowed: "one of those whom allow lets in",
                          fix: "Add the address to allow.emails.",
                      },
                  ]),
        ]),
        ...distinct(`${path}.admins`, admins),
        ...wholeNumber(`${path}.sessionHours`, sessionHours, 1, 720),
    ];
}

const cloudflareId = (path: string, got: string, where: string): Problem[] =>
    /^[0-9a-f]{32}$/.test(got) ? [] : [{ path, got, allowed: `32 hexadecimal digits, ${where}` }];

/** It also stands in an expression that is quoted by `'`. */
const address = (path: string, got: string): Problem[] =>
    /^[a-z0-9.!#$%&*+/=?^_{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(got)
        ? []
        : [{ path, got, allowed: "an address in lower case, such as ops@example.com" }];
