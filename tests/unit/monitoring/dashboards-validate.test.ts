import type { CloudflareAccess, Dashboard, DashboardsArgs, Panel } from "../../../components/monitoring-stack/grafana/args";
import { validateDashboards, validateGrafana } from "../../../components/monitoring-stack/grafana/validate";
import { lines } from "../support";
import { everything, nothing } from "./dashboard-context";

const panel: Panel = { title: "Load", unit: "percent", queries: [{ expression: "up", legend: "{{job}}" }] };
const dashboard: Dashboard = { uid: "load", title: "Load", panels: [panel] };

describe("validateDashboards", () => {
    const check = (args: DashboardsArgs, context = nothing): string[] => lines(validateDashboards({ ...context, args }));
    const own = (...extra: Dashboard[]): DashboardsArgs => ({ extra });

    it("takes the standard ones, one's own beside them, and one's own in their place", () => {
        expect(check(everything.args, everything)).toEqual([]);
        expect(check(own(dashboard, { ...dashboard, uid: "system", title: "System" }))).toEqual([]);
        expect(check({ without: ["system", "cache"] })).toEqual([]);
    });

    const large = { ...panel, queries: [{ expression: "x".repeat(1_048_000), legend: "" }] };
    const queries = Array.from({ length: 27 }, () => panel.queries[0]!);

    it.each<[string, DashboardsArgs, unknown[]]>([
        ["uid twice", own(dashboard, { ...dashboard, title: "Other" }), ['dashboards.extra: got "load"; allowed: each value once.']],
        ["title twice", own(dashboard, { ...dashboard, uid: "other" }), ['dashboards.extra: got "Load"; allowed: each value once.']],
        ["title of a standard page", own({ ...dashboard, title: "System" }), ['dashboards.extra: got "System"; allowed: each value once.']],
        [
            "uid and title",
            own({ ...dashboard, uid: "my load", title: " " }),
            [
                "dashboards.extra.0.uid: got \"my load\"; allowed: 1–40 letters, digits, '-' and '_'.",
                'dashboards.extra.0.title: got " "; allowed: a title.',
            ],
        ],
        [
            "long uid",
            own({ ...dashboard, uid: "a".repeat(41) }),
            [`dashboards.extra.0.uid: got "${"a".repeat(41)}"; allowed: 1–40 letters, digits, '-' and '_'.`],
        ],
        ["lack of panels", own({ ...dashboard, panels: [] }), ["dashboards.extra.0.panels: got []; allowed: at least one panel."]],
        [
            "panel twice",
            own({ ...dashboard, panels: [panel, panel] }),
            ['dashboards.extra.0.panels: got "Load"; allowed: each value once.'],
        ],
        [
            "panel",
            own({ ...dashboard, panels: [panel, { title: "", unit: "", queries: [], kind: "pie" as "lines" }] }),
            [
                'dashboards.extra.0.panels.1.title: got ""; allowed: a title.',
                'dashboards.extra.0.panels.1.unit: got ""; allowed: a unit of Grafana, such as percent or short.',
                'dashboards.extra.0.panels.1.kind: got "pie"; allowed: lines, figure.',
                "dashboards.extra.0.panels.1.queries: got []; allowed: at least one query.",
            ],
        ],
        [
            "thresholds",
            own({ ...dashboard, panels: [{ ...panel, thresholds: { warning: 3, critical: 3 } }] }),
            ["dashboards.extra.0.panels.0.thresholds.critical: got 3; allowed: another figure than warning."],
        ],
        [
            "number of queries",
            own({ ...dashboard, panels: [{ ...panel, queries }] }),
            ['dashboards.extra.0.panels.0.queries: got "27 queries"; allowed: at most 26.'],
        ],
        [
            "query",
            own({ ...dashboard, panels: [{ ...panel, queries: [...panel.queries, { expression: " ", legend: "" }] }] }),
            ['dashboards.extra.0.panels.0.queries.1.expression: got " "; allowed: an expression of PromQL.'],
        ],
        [
            "size",
            own({ ...dashboard, panels: [large] }),
            [
                expect.stringMatching(
                    /^dashboards\.extra\.0: got "1048\d{3} bytes"; allowed: 1048576 bytes, which is what a ConfigMap holds\.$/,
                ),
            ],
        ],
        ["active users", { activeUsers: "" }, ['dashboards.activeUsers: got ""; allowed: an expression of PromQL.']],
        [
            "page that there never is",
            { without: ["load" as "system"] },
            [
                'dashboards.without.0: got "load"; allowed: system, application, database, cache, edge, release, slo, business, external, monitoring.',
            ],
        ],
        [
            "usage of an API that nobody named",
            { usage: { gemini: {} } },
            ['dashboards.usage: got "gemini"; allowed: the name of one of alerts.externalApis.'],
        ],
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for what is no metric and no label", () =>
        expect(check({ usage: { gemini: { tokens: "gemini tokens", tokenLabel: "of what", costUsd: "" }, bard: {} } }, everything)).toEqual(
            [
                'dashboards.usage.gemini.tokens: got "gemini tokens"; allowed: the name of a metric.',
                'dashboards.usage.gemini.costUsd: got ""; allowed: the name of a metric.',
                'dashboards.usage.gemini.tokenLabel: got "of what"; allowed: the name of a label.',
                'dashboards.usage: got "bard"; allowed: gemini, claude.',
            ],
        ));
});

describe("validateGrafana", () => {
    const access: CloudflareAccess = {
        kind: "cloudflare-access",
        host: "grafana.example.com",
        zoneId: "0123456789abcdef0123456789abcdef",
        accountId: "fedcba9876543210fedcba9876543210",
        teamDomain: "example.cloudflareaccess.com",
        allow: { emails: ["ops@example.com"], emailDomains: ["example.org"] },
        admins: ["ops@example.com", "boss@example.org"],
        sessionHours: 8,
    };
    const check = (some: Partial<CloudflareAccess>): string[] => lines(validateGrafana({ access: { ...access, ...some } }));

    it("takes access for some, and none", () => {
        expect(check({})).toEqual([]);
        expect(check({ admins: undefined, sessionHours: undefined })).toEqual([]);
        expect(lines(validateGrafana({}))).toEqual([]);
    });

    it.each<[string, Partial<CloudflareAccess>, string[]]>([
        ["kind", { kind: "open" as "cloudflare-access" }, ['grafana.access.kind: got "open"; allowed: cloudflare-access.']],
        ["host", { host: "Grafana" }, ['grafana.access.host: got "Grafana"; allowed: a host name such as www.example.com, in lower case.']],
        [
            "zone and account",
            { zoneId: "example.com", accountId: "123456789012" },
            [
                'grafana.access.zoneId: got "example.com"; allowed: 32 hexadecimal digits, from the zone\'s overview at Cloudflare.',
                "grafana.access.accountId: got \"123456789012\"; allowed: 32 hexadecimal digits, Cloudflare's, not AWS's.",
            ],
        ],
        [
            "team's domain",
            { teamDomain: "https://example.cloudflareaccess.com" },
            [
                'grafana.access.teamDomain: got "https://example.cloudflareaccess.com"; allowed: the organisation\'s own, such as example.cloudflareaccess.com.',
            ],
        ],
        [
            "nobody who is allowed",
            { allow: {}, admins: [] },
            ["grafana.access.allow: got {}; allowed: at least one of emails and emailDomains."],
        ],
        [
            "addresses",
            { allow: { emails: ["Ops@example.com", "x'y@example.com"], emailDomains: ["@example.org"] }, admins: [] },
            [
                'grafana.access.allow.emails.0: got "Ops@example.com"; allowed: an address in lower case, such as ops@example.com.',
                'grafana.access.allow.emails.1: got "x\'y@example.com"; allowed: an address in lower case, such as ops@example.com.',
                'grafana.access.allow.emailDomains.0: got "@example.org"; allowed: a host name such as www.example.com, in lower case.',
            ],
        ],
        [
            "administrator who is not allowed",
            { admins: ["ops@example.net"] },
            ['grafana.access.admins.0: got "ops@example.net"; allowed: one of those whom allow lets in. Add the address to allow.emails.'],
        ],
        ["session", { sessionHours: 721 }, ["grafana.access.sessionHours: got 721; allowed: a whole number from 1 to 720."]],
    ])("fails for its %s", (_, some, said) => expect(check(some)).toEqual(said));
});
