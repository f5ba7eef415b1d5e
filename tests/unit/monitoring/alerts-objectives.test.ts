import fc from "fast-check";
import type { AlertRule, Objective } from "../../../components/monitoring-stack/alerts/args";
import { parse } from "./promql";
import { rulesWith } from "./alerts-context";

const of = (...objectives: Objective[]): AlertRule[] =>
    rulesWith({}, { objectives }).filter(({ runbook }) => runbook.startsWith("objectives#"));
const expressionOf = (name: string, ...objectives: Objective[]): string =>
    of(...objectives).find(rule => rule.name === name)?.expression ?? "none";

const paces = [
    ["Fast", 14.4, "1h", "5m"],
    ["Steady", 6, "6h", "30m"],
    ["Slow", 3, "1d", "2h"],
    ["Creeping", 1, "3d", "6h"],
] as const;

/** The shares that an expression compares with. */
const bounds = (expression: string): number[] => [...expression.matchAll(/ > ([\d.e-]+)/g)].map(match => Number(match[1]));
const windows = (expression: string): string[] => [...new Set([...expression.matchAll(/\[(\w+)\]/g)].map(match => match[1]!))];

describe("objectives", () => {
    it("of 99.9 % without an error page at 14.4 and 6 times the budget, and warn at 3 and 1", () => {
        const rules = of({ job: "web", availability: 0.999 });
        expect(rules.map(({ name, for: wait, severity }) => `${name} ${wait} ${severity}`)).toEqual([
            "AvailabilityBudgetFast 2m critical",
            "AvailabilityBudgetSteady 15m critical",
            "AvailabilityBudgetSlow 1h warning",
            "AvailabilityBudgetCreeping 3h warning",
            "ObjectiveUnmeasured 1h warning",
        ]);
        expect(rules.slice(0, 4).map(({ expression }) => [bounds(expression), windows(expression)])).toEqual([
            [
                [0.0144, 0.0144],
                ["1h", "5m"],
            ],
            [
                [0.006, 0.006],
                ["6h", "30m"],
            ],
            [
                [0.003, 0.003],
                ["1d", "2h"],
            ],
            [
                [0.001, 0.001],
                ["3d", "6h"],
            ],
        ]);
    });

    it("of availability compare the errors with all requests, in both windows", () => {
        const share = (window: string): string => {
            const rate = (more = ""): string => `sum by (job) (rate(http_requests_total{job="web"${more}}[${window}]))`;
            return `(${rate(', status=~"5.."')} or 0 * ${rate()}) / ${rate()} > 0.144`;
        };
        expect(expressionOf("AvailabilityBudgetFast", { job: "web", availability: 0.99 })).toBe(
            `label_replace(${share("1h")} and ${share("5m")}, "objective", "99 % without an error", "", "")`,
        );
    });

    it("of latency compare what is above the bound with all answers, whole bounds as Prometheus writes them", () => {
        const share = (window: string, le: string): string =>
            `1 - sum by (job) (rate(http_request_duration_seconds_bucket{job="web", le=~"${le}"}[${window}])) / ` +
            `sum by (job) (rate(http_request_duration_seconds_count{job="web"}[${window}]))`;
        const one = (name: string, most: number, le: string): string =>
            `label_replace(${share("1h", le)} > ${most} and ${share("5m", le)} > ${most}, "objective", "${name}", "", "")`;
        const latency = [
            { share: 0.95, seconds: 0.5 },
            { share: 0.99, seconds: 1 },
        ];
        expect(expressionOf("LatencyBudgetFast", { job: "web", latency })).toBe(
            `${one("95 % within 0.5 s", 0.72, "0\\\\.5")} or ${one("99 % within 1 s", 0.144, "1(\\\\.0)?")}`,
        );
    });

    it("of several services are in one alert", () => {
        const expression = expressionOf("AvailabilityBudgetSlow", { job: "web", availability: 0.999 }, { job: "api", availability: 0.99 });
        expect(bounds(expression)).toEqual([0.003, 0.003, 0.03, 0.03]);
        expect([...new Set(expression.match(/job="\w+"/g))]).toEqual(['job="web"', 'job="api"']);
    });

    it("that nothing is measured of are told", () => {
        expect(expressionOf("ObjectiveUnmeasured", { job: "web", availability: 0.999, latency: [{ share: 0.9, seconds: 2 }] })).toBe(
            'label_replace(absent(http_requests_total{job="web"}), "objective", "99.9 % without an error", "", "") or ' +
                'label_replace(absent(http_request_duration_seconds_bucket{job="web", le=~"2(\\\\.0)?"}), "objective", "90 % within 2 s", "", "")',
        );
    });

    it("have no alert at a pace that failures alone do not reach", () => {
        // All failing uses the budget of 90 % up ten times too fast, and that of 50 % twice.
        expect(of({ job: "web", availability: 0.9 }).map(({ name }) => name)).toEqual([
            "AvailabilityBudgetSteady",
            "AvailabilityBudgetSlow",
            "AvailabilityBudgetCreeping",
            "ObjectiveUnmeasured",
        ]);
        expect(of({ job: "web", availability: 0.5 }).map(({ name }) => name)).toEqual([
            "AvailabilityBudgetCreeping",
            "ObjectiveUnmeasured",
        ]);
        expect(
            bounds(expressionOf("AvailabilityBudgetFast", { job: "web", availability: 0.9 }, { job: "api", availability: 0.99 })),
        ).toEqual([0.144, 0.144]);
    });

    it("are compared with what their share leaves, whatever it is", () => {
        const share = fc.integer({ min: 50_000, max: 99_999 }).map(parts => parts / 100_000);
        fc.assert(
            fc.property(share, fc.constantFrom(0.1, 0.25, 1, 2.5, 10), (promised, seconds) => {
                const rules = of({ job: "web", availability: promised, latency: [{ share: promised, seconds }] });
                for (const kind of ["Availability", "Latency"]) {
                    for (const [pace, factor, long, short] of paces) {
                        const rule = rules.find(({ name }) => name === `${kind}Budget${pace}`);
                        const most = factor * (1 - promised);
                        expect(rule !== undefined).toBe(most < 1 - 1e-9);
                        if (!rule) continue;
                        expect(parse(rule.expression).errors).toEqual([]);
                        expect(windows(rule.expression)).toEqual([long, short]);
                        for (const bound of bounds(rule.expression)) expect(Math.abs(bound / most - 1)).toBeLessThan(1e-5);
                        expect(bounds(rule.expression)).toHaveLength(2);
                    }
                }
            }),
        );
    });
});
