import type { AlertRule, AlertsArgs, HttpMetrics } from "../../../components/monitoring-stack/alerts/args";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import { thresholdDefaults, type AlertThresholds } from "../../../components/monitoring-stack/alerts/thresholds";
import { validateAlerts, validateHttp } from "../../../components/monitoring-stack/alerts/validate";
import { lines } from "../support";
import { all, allArgs, namesOf } from "./alerts-context";

const standard = namesOf(alertRules(all));
const check = (args: AlertsArgs, retentionDays = 15): string[] =>
    lines(validateAlerts(args, { standard, receivers: ["mail", "pager"], retentionDays }));

const mine: AlertRule = {
    name: "Mine",
    expression: "vector(1)",
    for: "0s",
    severity: "warning",
    summary: "It is mine",
    runbook: "services#mine",
};

describe("what is told", () => {
    it("may be all there is, changed, with alerts of one's own", () => {
        expect(check({})).toEqual([]);
        expect(
            check({
                ...allArgs,
                thresholds: thresholdDefaults,
                changes: { HighErrorRate: { severity: "critical", for: "1h", route: ["pager"] }, Mine: { off: "Not here" } },
                extra: [mine, { ...mine, name: "Other", runbook: "https://wiki.example.com/other" }],
                runbooks: "https://wiki.example.com/runbooks",
            }),
        ).toEqual([]);
        expect(check({ runbooks: "docs/alerts" })).toEqual([]);
    });

    it("is compared with that of a week ago where that is still known", () => {
        const business = [{ name: "Revenue", expression: "revenue", dropPercent: 20 }];
        expect(check({ business }, 8)).toEqual([]);
        expect(check({ business: [{ name: "Revenue", expression: "revenue" }] }, 7)).toEqual([]);
        expect(check({ business }, 7)).toEqual([
            "business.0.dropPercent: got 20; allowed: none where metrics are kept for less than 8 days. " +
                "It is compared with that of a week ago: keep them for longer, or leave it out.",
        ]);
    });

    it.each<[string, AlertThresholds, string[]]>([
        ["a share of all", { downErrorRate: 1 }, ["thresholds.downErrorRate: got 1; allowed: 0–0.99."]],
        ["a negative share", { externalErrorRate: -0.1 }, ["thresholds.externalErrorRate: got -0.1; allowed: 0–0.99."]],
        [
            "a share in percent",
            { errorRate: 5 },
            [
                "thresholds.errorRate: got 5; allowed: 0–0.99.",
                "thresholds.errorRate: got 5; allowed: less than downErrorRate, which is 0.5.",
            ],
        ],
        ["all of the CPU", { cpuPercent: 100 }, ["thresholds.cpuPercent: got 100; allowed: 1–99."]],
        ["no number", { diskPercent: Number.NaN }, ["thresholds.diskPercent: got null; allowed: 1–99."]],
        ["no time", { latencySeconds: 0 }, ["thresholds.latencySeconds: got 0; allowed: 0.001–600."]],
        ["less traffic", { trafficFactor: 1 }, ["thresholds.trafficFactor: got 1; allowed: 1.1–1000."]],
        ["no sign-in", { failedSignIns: 0 }, ["thresholds.failedSignIns: got 0; allowed: 1–1000000000."]],
        ["a week's delay", { backupLateHours: 169 }, ["thresholds.backupLateHours: got 169; allowed: 0–168."]],
        [
            "a warning after the alarm",
            { connectionsPercent: 95, certificateDays: 2, elevatedErrorRate: 0.05 },
            [
                "thresholds.elevatedErrorRate: got 0.05; allowed: less than errorRate, which is 0.05.",
                "thresholds.connectionsPercent: got 95; allowed: less than connectionsFullPercent, which is 90.",
                "thresholds.certificateUrgentDays: got 3; allowed: less than certificateDays, which is 2.",
            ],
        ],
    ])("fails with a threshold of %s", (_, thresholds, problems) => {
        expect(check({ thresholds })).toEqual(problems);
    });

    it("fails with a threshold that there is not", () => {
        const [problem, ...others] = check({ thresholds: { cpu: 80 } as AlertThresholds });
        expect(problem).toMatch(/^thresholds\.cpu: got "a key that means nothing here"; allowed: errorRate, .*edgeErrorRate\.$/);
        expect(others).toEqual([]);
    });

    it.each<[string, AlertsArgs, string[]]>([
        [
            "of nothing",
            { objectives: [{ job: "web" }] },
            ['objectives.0: got {"job":"web"}; allowed: an objective with availability, latency or both.'],
        ],
        [
            "of everything",
            { objectives: [{ job: "web", availability: 1, latency: [{ share: 0.4, seconds: 0 }] }] },
            [
                "objectives.0.availability: got 1; allowed: 0.5–0.99999: of a thousand requests all but one are 0.999.",
                "objectives.0.latency.0.share: got 0.4; allowed: 0.5–0.99999: of a thousand requests all but one are 0.999.",
                "objectives.0.latency.0.seconds: got 0; allowed: above 0, at most 600.",
            ],
        ],
        [
            "of a service twice, and of none",
            {
                objectives: [
                    { job: "web", availability: 0.99 },
                    { job: "web", availability: 0.9 },
                    { job: 'we"b', availability: 0.9 },
                ],
            },
            ['objectives: got "web"; allowed: each value once.', 'objectives.2.job: got "we\\"b"; allowed: the job of a service.'],
        ],
    ])("fails with an objective %s", (_, args, problems) => {
        expect(check(args)).toEqual(problems);
    });

    const labels = 'allowed: labels as PromQL has them: route=~"/api/payment.*".';
    it.each<[string, AlertsArgs, string[]]>([
        [
            "an essential",
            { essentials: [{ name: "payment", selector: "route=/api" }] },
            [
                'essentials.0.name: got "payment"; allowed: 1–40 letters and digits, a capital first: Payment.',
                `essentials.0.selector: got "route=/api"; ${labels}`,
            ],
        ],
        ["sign-ins", { signIns: 'route="a"} or up{' }, [`signIns: got "route=\\"a\\"} or up{"; ${labels}`]],
        [
            "an API",
            { externalApis: [{ name: "Gemini", requests: "a b", failures: "", quota: "429" }, { name: "claude" }, { name: "claude" }] },
            [
                'externalApis: got "claude"; allowed: each value once.',
                'externalApis.0.name: got "Gemini"; allowed: 1–40 lower-case letters, digits and _, a letter first.',
                'externalApis.0.requests: got "a b"; allowed: a name of Prometheus: letters, digits, _ and :.',
                `externalApis.0.failures: got ""; ${labels}`,
                `externalApis.0.quota: got "429"; ${labels}`,
            ],
        ],
        [
            "a figure",
            { business: [{ name: "monthly revenue", expression: " ", dropPercent: 100 }] },
            [
                'business.0.name: got "monthly revenue"; allowed: 1–40 letters and digits, a capital first: Payment.',
                'business.0.expression: got " "; allowed: an expression of PromQL.',
                "business.0.dropPercent: got 100; allowed: 1–99.",
            ],
        ],
        [
            "a place of the pages",
            { runbooks: "https://wiki.example.com/" },
            ['runbooks: got "https://wiki.example.com/"; allowed: an address or a path without a slash at its end.'],
        ],
    ])("fails with %s that is none", (_, args, problems) => {
        expect(check(args)).toEqual(problems);
    });

    it.each<[string, AlertsArgs["changes"], string[]]>([
        [
            "of a name that is misspelt",
            { HighErorRate: { for: "5m" } },
            ['changes.HighErorRate: got "HighErorRate"; allowed: the name of an alert that there is. Did you mean HighErrorRate?'],
        ],
        ["of a name like no other", { Zebra: {} }, ['changes.Zebra: got "Zebra"; allowed: the name of an alert that there is.']],
        [
            "to what there is not",
            { ServiceDown: { severity: "info" as "warning", for: "5 minutes", route: ["sms"] } },
            [
                'changes.ServiceDown.severity: got "info"; allowed: critical, warning.',
                'changes.ServiceDown.for: got "5 minutes"; allowed: a duration such as 0s, 2m or 1h.',
                'changes.ServiceDown.route: got "sms"; allowed: mail, pager.',
            ],
        ],
        [
            "to nobody, or without a reason",
            { ServiceDown: { route: [] }, HighLatency: { off: " " } },
            [
                "changes.ServiceDown.route: got []; allowed: at least one receiver. An alert that reaches nobody is none.",
                'changes.HighLatency.off: got " "; allowed: a reason.',
            ],
        ],
        [
            "of the alert that always fires",
            { Watchdog: { off: "It always fires" } },
            [
                'changes.Watchdog: got {"off":"It always fires"}; allowed: no change. ' +
                    "It is silent when the monitoring is gone, and goes to notify.watchdog alone.",
            ],
        ],
    ])("fails with a change %s", (_, changes, problems) => {
        expect(check({ changes })).toEqual(problems);
    });

    it.each<[string, AlertRule[], string[]]>([
        ["with a name that there is", [{ ...mine, name: "ServiceDown" }], ['extra: got "ServiceDown"; allowed: each value once.']],
        ["twice", [mine, mine], ['extra: got "Mine"; allowed: each value once.']],
        [
            "that is none",
            [
                {
                    name: "my alert",
                    expression: "",
                    for: "1",
                    severity: "page" as "warning",
                    summary: " ",
                    runbook: "docs/x.md",
                    route: ["sms"],
                },
            ],
            [
                'extra.0.name: got "my alert"; allowed: letters, digits and _.',
                'extra.0.for: got "1"; allowed: a duration such as 0s, 2m or 1h.',
                'extra.0.severity: got "page"; allowed: critical, warning.',
                'extra.0.expression: got ""; allowed: an expression of PromQL.',
                'extra.0.summary: got " "; allowed: what a person reads first.',
                'extra.0.runbook: got "docs/x.md"; allowed: an address, or a page such as services#highlatency.',
                'extra.0.route: got "sms"; allowed: mail, pager.',
            ],
        ],
    ])("fails with an alert of one's own %s", (_, extra, problems) => {
        expect(check({ extra })).toEqual(problems);
    });
});

describe("what services call their figures", () => {
    it("is names of Prometheus", () => {
        expect(validateHttp()).toEqual([]);
        expect(validateHttp({ requests: "app:requests_total", duration: undefined })).toEqual([]);
    });

    it("fails with anything else", () => {
        const http: HttpMetrics = { requests: "requests{}", statusLabel: "status code" };
        expect(lines(validateHttp(http))).toEqual([
            'requests: got "requests{}"; allowed: a name of Prometheus: letters, digits, _ and :.',
            'statusLabel: got "status code"; allowed: a name of Prometheus: letters, digits, _ and :.',
        ]);
    });
});
