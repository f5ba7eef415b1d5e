import { validateSettings } from "../../../stacks/plan";
import { monitoringArgs } from "../../../stacks/monitoring-plan";
import { parseSettings } from "../../../stacks/read-config";
import { withoutSecrets } from "../../../stacks/secret-settings";
import type { Settings } from "../../../stacks/config";
import type { environments } from "../../../stacks/environments";
import { committed } from "../committed";
import { lines } from "../support";

type Environment = (typeof environments)[number];

/** The settings of a committed stack, with others of its monitoring in place of the same keys. */
const of = (environment: Environment, monitoring: object, changes: Record<string, unknown> = {}): Settings =>
    parseSettings(
        { ...committed(environment), ...changes, monitoring: { ...(committed(environment).monitoring as object), ...monitoring } },
        environment,
    );
const check = (...args: Parameters<typeof of>): string[] => lines(validateSettings(of(...args)));
/** What MonitoringStack is given, with secrets as they are. */
const argsOf = (...args: Parameters<typeof of>) => monitoringArgs(of(...args), { namespace: "app" }, text => text);

const hook = { kind: "webhook", url: "https://pager.internal/alerts" };
const sns = { kind: "sns", emails: ["a@example.com"] };
const grafana = { host: "grafana.example.com", teamDomain: "acme.cloudflareaccess.com", emailDomains: ["example.com"] };

/** Every setting there is. Texts with `PLANTED` are secrets. */
const everything = {
    receivers: {
        people: { kind: "sns", emails: ["a@example.com"], phoneNumbers: ["+353861234567"] },
        pager: { kind: "pagerduty", routingKey: "PLANTED-routing", cloudWatchKey: "PLANTED-cloudwatch", serviceRegion: "eu" },
        team: {
            kind: "slack",
            webhookUrl: "https://hooks.slack.com/services/PLANTED",
            channel: "#alerts",
            chatbot: { workspaceId: "T0AAAAAAA", channelId: "C0AAAAAAA" },
        },
        post: {
            kind: "email",
            to: ["b@example.com"],
            from: "alerts@example.com",
            smarthost: "smtp.example.com:587",
            login: { username: "alerts", password: "PLANTED-smtp" },
        },
        hook: { kind: "webhook", url: "https://pager.internal/PLANTED", token: "PLANTED-token" },
    },
    routes: { critical: ["people", "pager"], warning: ["people", "team"] },
    watchdog: { url: "https://hc-ping.com/PLANTED", seconds: 120 },
    maintenance: [
        { name: "sunday-night", weekdays: ["sunday"], from: "02:00", to: "04:00", timeZone: "Europe/Dublin", alerts: ["HighCPUUsage"] },
    ],
    thresholds: { cpuPercent: 80 },
    objectives: [{ job: "backend", availability: 0.999, latency: [{ share: 0.95, seconds: 0.5 }] }],
    essentials: [{ name: "Payment", selector: 'route="/pay"' }],
    externalApis: [{ name: "gemini", requests: "gemini_requests_total", failures: 'status="error"', quota: 'status="429"' }],
    business: [{ name: "Signups", expression: "sum(increase(signups_total[1h]))", unit: "short", dropPercent: 50 }],
    changes: { TargetDown: { severity: "warning", for: "5m", route: ["team"] } },
    runbooks: "https://wiki.example.com/runbooks",
    http: { requests: "requests_total", duration: "request_seconds", statusLabel: "code", routeLabel: "handler" },
    activeUsers: "sum(people)",
    grafana: { ...grafana, emails: ["c@example.com"], admins: ["c@example.com"] },
    logs: {
        kind: "cloudwatch",
        access: 30,
        error: 90,
        audit: 365,
        archiveDays: 400,
        redact: { kinds: ["token"], fields: ["phone"], patterns: [{ name: "member", pattern: "M%d%d%d%d" }] },
    },
    trail: {},
    budget: { monthlyUsd: 2500 },
    cloudflareToken: "PLANTED-cloudflare",
    highAvailability: true,
    scrapeSeconds: 30,
    retentionDays: 40,
    storage: "80Gi",
};

describe("the settings of the monitoring", () => {
    it("become these arguments, all of them", () => {
        expect(check("production", everything)).toEqual([]);
        const { receivers, routes, watchdog, maintenance } = everything;
        const { thresholds, objectives, essentials, externalApis, business, changes, runbooks } = everything;
        const { http, trail, budget, scrapeSeconds, retentionDays, storage } = everything;
        expect(argsOf("production", everything)).toEqual({
            aws: { accountId: "444455556666", region: "eu-west-1" },
            notify: { receivers, routes, watchdog, maintenance },
            alerts: { thresholds, objectives, essentials, externalApis, business, changes, runbooks },
            dashboards: { activeUsers: "sum(people)" },
            grafana: {
                access: {
                    kind: "cloudflare-access",
                    host: "grafana.example.com",
                    teamDomain: "acme.cloudflareaccess.com",
                    zoneId: "0123456789abcdef0123456789abcdef",
                    accountId: "fedcba9876543210fedcba9876543210",
                    allow: { emails: ["c@example.com"], emailDomains: ["example.com"] },
                    admins: ["c@example.com"],
                },
            },
            logs: {
                kind: "cloudwatch",
                namespaces: ["app"],
                retentionDays: { access: 30, error: 90, audit: 365 },
                archive: { days: 400 },
                deletionProtection: true,
                redact: everything.logs.redact,
            },
            cloudflare: { apiToken: "PLANTED-cloudflare" },
            ...{ http, trail, budget, highAvailability: true, scrapeSeconds, retentionDays, storage },
        });
    });

    it("are an environment's where a stack says nothing", () => {
        const said = (environment: Environment) => {
            const { logs, highAvailability, retentionDays, storage } = argsOf(environment, {});
            return { logs, highAvailability, retentionDays, storage };
        };
        const cloudwatch = { kind: "cloudwatch", namespaces: ["app"] };
        expect([said("development"), said("staging"), said("production")]).toEqual([
            { logs: { kind: "loki", namespaces: ["app"] }, retentionDays: 3, storage: "5Gi" },
            {
                logs: { ...cloudwatch, retentionDays: { access: 30, error: 90, audit: 365 }, deletionProtection: false },
                retentionDays: 7,
                storage: "10Gi",
            },
            {
                logs: {
                    ...cloudwatch,
                    retentionDays: { access: 365, error: 731, audit: 1827 },
                    archive: { days: 1827 },
                    deletionProtection: true,
                },
                highAvailability: true,
                retentionDays: 30,
                storage: "50Gi",
            },
        ]);
    });

    it("of one kind of logs say nothing about another", () => {
        const logs = (kind: object) => argsOf("production", { logs: kind }).logs;
        const readerRoleArns = ["arn:aws:iam::444455556666:role/engineer"];
        expect(logs({ kind: "opensearch", readerRoleArns, error: 30 })).toEqual({
            ...{ kind: "opensearch", namespaces: ["app"], readerRoleArns, retentionDays: { error: 30 }, deletionProtection: true },
        });
        expect(logs({ kind: "loki", days: 2, storage: "1Gi" })).toEqual({ kind: "loki", namespaces: ["app"], days: 2, storage: "1Gi" });
        expect(logs({ kind: "none" })).toBeUndefined();
        // Of the same kind they stay, key by key.
        expect(logs({ kind: "cloudwatch", error: 400 })).toMatchObject({ retentionDays: { access: 365, error: 400, audit: 1827 } });
        expect(logs({ error: 400 })).toMatchObject({ kind: "cloudwatch", retentionDays: { access: 365, error: 400, audit: 1827 } });
        for (const kind of [{ kind: "opensearch", readerRoleArns }, { kind: "loki" }, { kind: "none" }])
            expect(check("production", { logs: kind })).toEqual([]);
    });

    it("hide their secrets from what Pulumi keeps", () => {
        const hidden: string[] = [];
        const shown = monitoringArgs(of("production", everything), { namespace: "app" }, text => (hidden.push(text), "hidden"));
        expect(JSON.stringify(shown)).not.toContain("PLANTED");
        expect(hidden.sort()).toEqual([
            "PLANTED-cloudflare",
            "PLANTED-cloudwatch",
            "PLANTED-routing",
            "PLANTED-smtp",
            "PLANTED-token",
            "https://hc-ping.com/PLANTED",
            "https://hooks.slack.com/services/PLANTED",
            "https://pager.internal/PLANTED",
        ]);
    });
});

describe("secrets of the monitoring", () => {
    it("are shown in no message", () => {
        const shown = JSON.stringify(withoutSecrets({ monitoring: everything }, []));
        expect(shown).not.toContain("PLANTED");
        expect(shown.match(/a secret/g)).toHaveLength(8);
        // What is none stays readable.
        expect(shown).toContain("smtp.example.com:587");
    });

    const refusal = (receivers: object, more: object = {}): string => {
        try {
            return check("production", { receivers, ...more }).join("\n");
        } catch (error) {
            return (error as Error).message;
        }
    };
    it.each<[string, object, object?]>([
        ["a webhook that is no address", { hook: { kind: "webhook", url: "PLANTED" } }],
        ["a webhook of another protocol", { hook: { kind: "webhook", url: "ftp://pager/PLANTED" } }],
        ["a token that is no text", { hook: { ...hook, token: ["PLANTED"] } }],
        ["Slack's webhook", { team: { kind: "slack", webhookUrl: "PLANTED" } }],
        ["a dead man's switch", { sns }, { watchdog: { url: "https://me:PLANTED@example.com" } }],
        [
            "a login that is no text",
            { post: { kind: "email", to: [], from: "x", smarthost: "x", login: { username: "x", password: { PLANTED: 1 } } } },
        ],
        ["a key that is a number", { pager: { kind: "pagerduty", routingKey: 1234567 } }],
        ["keys in a receiver of no kind", { pager: { kind: "pager", routingKey: "PLANTED" } }],
        ["a token of Cloudflare", { sns }, { cloudflareToken: ["PLANTED"] }],
    ])("fails for %s, without showing it", (_, ...settings) => {
        const said = refusal(...settings);
        expect(said).toContain("webstack:monitoring.");
        expect(said).not.toMatch(/PLANTED|1234567/);
    });
});

describe("validateSettings", () => {
    const existing = { cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" }, edge: { kind: "none" } };

    it.each<[string, object, string[]]>([
        [
            "receivers of its own",
            { receivers: { People: sns } },
            [`webstack:monitoring.receivers: got "People"; allowed: names of lower-case letters, digits and '-', at most 30 characters.`],
        ],
        [
            "routes",
            { routes: { critical: ["nobody"], warning: [] } },
            [
                'webstack:monitoring.routes.critical: got "nobody"; allowed: mail.',
                "webstack:monitoring.routes.warning: got []; allowed: at least one receiver. An alert that reaches nobody is none.",
                expect.stringMatching(/^webstack:monitoring\.routes\.critical: got "nobody whom AWS reaches"; /),
                expect.stringMatching(/^webstack:monitoring\.routes\.warning: got "nobody whom AWS reaches"; /),
            ],
        ],
        [
            "dead man's switch",
            { watchdog: { url: "https://example.com/x", seconds: 10 } },
            ["webstack:monitoring.watchdog.seconds: got 10; allowed: a whole number from 60 to 3600."],
        ],
        ["thresholds", { thresholds: { noSuchThing: 1 } }, [expect.stringMatching(/^webstack:monitoring\.thresholds\.noSuchThing: /)]],
        [
            "objectives",
            { objectives: [{ job: "backend", availability: 99.9 }] },
            [
                "webstack:monitoring.objectives[0].availability: got 99.9; allowed: 0.5–0.99999: of a thousand requests all but one are 0.999.",
            ],
        ],
        [
            "changes",
            { changes: { TargetDwn: { off: "" } } },
            [
                'webstack:monitoring.changes.TargetDwn: got "TargetDwn"; allowed: the name of an alert that there is. Did you mean TargetDown?',
                'webstack:monitoring.changes.TargetDwn.off: got ""; allowed: a reason.',
            ],
        ],
        [
            "names of figures",
            { http: { requests: "a b" }, activeUsers: " " },
            [
                'webstack:monitoring.http.requests: got "a b"; allowed: a name of Prometheus: letters, digits, _ and :.',
                'webstack:monitoring.activeUsers: got " "; allowed: an expression of PromQL.',
            ],
        ],
        [
            "days of the archive",
            { logs: { archiveDays: 0 } },
            ["webstack:monitoring.logs.archiveDays: got 0; allowed: a whole number from 1 to 3650."],
        ],
        [
            "readers of OpenSearch",
            { logs: { kind: "opensearch", readerRoleArns: [] } },
            ["webstack:monitoring.logs.readerRoleArns: got []; allowed: at least one role. Logs that nobody may read help nobody."],
        ],
        [
            "budget",
            { budget: { monthlyUsd: 0 } },
            ["webstack:monitoring.budget.monthlyUsd: got 0; allowed: US dollars from 1, with cents at most."],
        ],
        ["token of Cloudflare", { cloudflareToken: "" }, ['webstack:monitoring.cloudflareToken: got "nothing"; allowed: an API token.']],
        [
            "people of Grafana",
            { grafana: { ...grafana, emailDomains: [], admins: ["A@example.com"] } },
            [
                expect.stringMatching(/^webstack:monitoring\.grafana: got .*; allowed: at least one of emails and emailDomains\.$/),
                'webstack:monitoring.grafana.admins[0]: got "A@example.com"; allowed: an address in lower case, such as ops@example.com.',
                'webstack:monitoring.grafana.admins[0]: got "A@example.com"; allowed: one of those whom allow lets in. Add the address to allow.emails.',
            ],
        ],
        ...["grafana.example.org", "example.com", "api.example.com", "notexample.com"].map((host): [string, object, string[]] => [
            `host of Grafana ${host}`,
            { grafana: { ...grafana, host } },
            [`webstack:monitoring.grafana.host: got "${host}"; allowed: a host of its own below example.com.`],
        ]),
    ])("fails for its %s, by the path in the stack file", (_, monitoring, said) => expect(check("production", monitoring)).toEqual(said));

    it("fails for alarms of AWS that nobody would hear of, before anything is made", () => {
        const said = (severity: string, more: string): string =>
            `webstack:monitoring.routes.${severity}: got "nobody whom AWS reaches"; allowed: a receiver of kind sns, pagerduty with cloudWatchKey, or slack with chatbot. Nobody would hear of ${more}.`;
        expect(check("staging", { receivers: { hook } })).toEqual([
            said("critical", "app-critical and 2 more"),
            said("warning", "app-warning and 2 more"),
        ]);
        expect(check("staging", { receivers: { hook, mail: sns }, routes: { warning: ["hook"] } })).toEqual([
            said("warning", "app-warning and 2 more"),
        ]);
    });

    it("takes stores on AWS beside another cluster, whose alarms somebody hears of", () => {
        const cluster = { kind: "existing", securityGroupId: "sg-0a1b2c3d" };
        const services = (committed("staging").services as object[]).map(service => ({ ...service, files: undefined }));
        const on = (receivers: object, more: object = {}): string[] =>
            check("staging", { receivers, logs: { kind: "none" }, ...more }, { ...existing, cluster, services });
        const pager = { kind: "pagerduty", routingKey: "r", cloudWatchKey: "c" };
        expect(on({ pager })).toEqual([]);
        expect(on({ pager }, { budget: { monthlyUsd: 10 }, trail: {} })).toEqual([]);
        expect(on({ hook })).toEqual(
            ["critical", "warning"].map(
                severity =>
                    `webstack:monitoring.routes.${severity}: got "nobody whom AWS reaches"; allowed: a receiver of kind sns, pagerduty with cloudWatchKey, or slack with chatbot. Nobody would hear of postgres-${severity} and 1 more.`,
            ),
        );
        expect(on({ pager, people: sns })).toEqual([
            'webstack:monitoring.receivers.people.kind: got "sns"; allowed: pagerduty, slack, email, webhook, unless the cluster is eks.',
        ]);
    });

    it("fails for what takes AWS or Cloudflare, without them", () => {
        expect(check("development", { budget: { monthlyUsd: 10 }, trail: {} })).toEqual([
            'webstack:monitoring.budget: got {"monthlyUsd":10}; allowed: nothing, without region and accountId.',
            "webstack:monitoring.trail: got {}; allowed: nothing, without region and accountId.",
        ]);
        expect(check("development", { grafana, cloudflareToken: "PLANTED" })).toEqual([
            `webstack:monitoring.grafana: got ${JSON.stringify(grafana)}; allowed: nothing, unless the edge is cloudflare.`,
            'webstack:monitoring.cloudflareToken: got "a secret"; allowed: nothing, unless the edge is cloudflare.',
        ]);
        for (const kind of ["cloudwatch", "opensearch"]) {
            const roles = kind === "opensearch" ? { readerRoleArns: ["arn:aws:iam::444455556666:role/x"] } : {};
            expect(check("development", { logs: { kind, ...roles } })).toEqual([
                `webstack:monitoring.logs.kind: got "${kind}"; allowed: loki, none, unless the cluster is eks.`,
            ]);
        }
        // The zone is production's, and so is what Cloudflare counts of it.
        expect(check("staging", { cloudflareToken: "PLANTED" })).toEqual([
            'webstack:monitoring.cloudflareToken: got "a secret"; allowed: nothing, unless the zone is this stack\'s own and its plan pro or above.',
        ]);
    });

    it("says what is wrong with the edge's own settings by their names", () => {
        const { edge } = committed("production") as { edge: object };
        expect(check("production", { grafana }, { edge: { ...edge, accountId: "x", zoneId: "y" } }).sort()).toEqual([
            expect.stringMatching(/^webstack:edge\.accountId: got "x"; /),
            expect.stringMatching(/^webstack:edge\.zoneId: got "y"; /),
        ]);
    });
});
