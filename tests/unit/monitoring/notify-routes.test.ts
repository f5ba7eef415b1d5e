import * as fc from "fast-check";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import { inhibitionNames } from "../../../components/monitoring-stack/notify/inhibitions";
import { everything } from "./dashboard-context";
import { severities, type Severity } from "../../../components/monitoring-stack/alerts/args";
import type { MaintenanceWindow, NotifyArgs, ReceiverArgs } from "../../../components/monitoring-stack/notify/args";
import { configOf, everyKind, holds, routeOf, type Config, type Labels } from "./notifying";

const names = ["a", "b", "c-1", "d"];
const receivers = Object.fromEntries(names.map((name): [string, ReceiverArgs] => [name, { kind: "webhook", url: `https://${name}/` }]));
const alertNames = ["One", "Two", "Three", "Four"];
const windowNames = ["night", "noon", "weekly"];

const some = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });
const route = fc.option(some, { nil: undefined });
const window = (name: string) =>
    fc
        .record({ alerts: fc.option(fc.uniqueArray(fc.constantFrom(...alertNames), { minLength: 1 }), { nil: undefined }) })
        .map(({ alerts }): MaintenanceWindow => ({ name, from: "01:00", to: "02:00", alerts }));
const declared = fc.record({
    routes: fc.option(fc.record({ critical: route, warning: route }), { nil: undefined }),
    watchdog: fc.option(fc.constant({ url: "https://switch/" }), { nil: undefined }),
    maintenance: fc.option(
        fc.subarray(windowNames).chain(chosen => fc.tuple(...chosen.map(window))),
        { nil: undefined },
    ),
    own: fc.tuple(...alertNames.map(() => route)),
});

const urlsOf = (config: Config, receiver: string): string[] =>
    ((config.receivers.find(({ name }) => name === receiver)!.webhook_configs ?? []) as { url_file: string }[]).map(
        ({ url_file }) => url_file,
    );
const filesOf = (declared: readonly string[]): string[] => [...declared].sort().map(name => `/etc/alertmanager-secrets/${name}.url`);

describe("whatever is declared", () => {
    it("tells those of an alert's own route, or of its severity, once each; and the switch alone of the Watchdog", () => {
        fc.assert(
            fc.property(declared, fc.constantFrom<Severity>(...severities), ({ routes, watchdog, maintenance, own }, severity) => {
                const alerts = alertNames.map((name, index) => ({ name, route: own[index] }));
                const config = configOf({ receivers, routes, watchdog, maintenance }, alerts);
                for (const { name, route } of [...alerts, { name: "Other", route: undefined }]) {
                    const labels = { alertname: name, severity, ...(route ? { route: route.join(",") } : {}) };
                    const taken = routeOf(config, labels);
                    expect(urlsOf(config, taken.receiver)).toEqual(filesOf(route ?? routes?.[severity] ?? names));
                    expect([taken.group_wait, taken.repeat_interval]).toEqual(severity === "critical" ? ["20s", "1h"] : ["30s", "4h"]);
                    expect([...(taken.mute_time_intervals ?? [])].sort()).toEqual(
                        (maintenance ?? [])
                            .filter(({ alerts }) => !alerts || alerts.includes(name))
                            .map(({ name }) => name)
                            .sort(),
                    );
                }
                const silent = routeOf(config, { alertname: "Watchdog", severity });
                expect(urlsOf(config, silent.receiver)).toEqual(watchdog ? ["/etc/alertmanager-secrets/dead-mans-switch"] : []);
                expect(silent.mute_time_intervals).toBeUndefined();
            }),
            { numRuns: 50 },
        );
    });
});

describe("the tree", () => {
    const notify: NotifyArgs = { receivers: everyKind, routes: { critical: ["team", "pager"], warning: ["team"] } };

    it("groups alerts of a name, a namespace and a job, and has a leaf for each severity", () => {
        expect(configOf(notify).route).toEqual({
            receiver: "team",
            group_by: ["alertname", "namespace", "job"],
            group_wait: "30s",
            group_interval: "5m",
            repeat_interval: "4h",
            routes: [
                { matchers: ['alertname="Watchdog"'], receiver: "Nobody", group_wait: "30s", repeat_interval: "4h" },
                { matchers: ['severity="critical"'], receiver: "pager+team", group_wait: "20s", repeat_interval: "1h" },
                { receiver: "team", group_wait: "30s", repeat_interval: "4h" },
            ],
        });
        expect(configOf(notify).receivers[0]).toEqual({ name: "Nobody" });
    });

    it("waits longer than targets are scraped apart: those that die together are told of together", () => {
        const waits = (scrapeSeconds: number) =>
            severities.map(severity => routeOf(configOf(notify, [], scrapeSeconds), { severity }).group_wait);
        expect([5, 15, 25, 26, 60].map(waits)).toEqual([
            ["10s", "30s"],
            ["20s", "30s"],
            ["30s", "30s"],
            ["31s", "31s"],
            ["65s", "65s"],
        ]);
    });

    it("sends what has no severity where warnings go", () => {
        expect(routeOf(configOf(notify), { alertname: "Foreign" }).receiver).toBe("team");
    });

    it("tells all receivers of everything, unless it is told otherwise", () => {
        const config = configOf({ receivers: everyKind });
        expect(routeOf(config, { severity: "critical" }).receiver).toBe("hook+mail+pager+people+team");
        expect(routeOf(config, { severity: "warning" }).receiver).toBe("hook+mail+pager+people+team");
        expect(config.receivers.map(({ name }) => name)).toEqual(["Nobody", "hook+mail+pager+people+team"]);
    });

    it("posts to the switch in each interval: half of it is when it is due again", () => {
        const watched = (watchdog: NotifyArgs["watchdog"]) => routeOf(configOf({ ...notify, watchdog }), { alertname: "Watchdog" });
        expect(watched({ url: "https://switch/" })).toEqual({
            matchers: ['alertname="Watchdog"'],
            receiver: "DeadMansSwitch",
            group_wait: "0s",
            group_interval: "60s",
            repeat_interval: "30s",
        });
        expect(watched({ url: "https://switch/", seconds: 301 })).toMatchObject({ group_interval: "301s", repeat_interval: "150s" });
    });

    it("says when the windows are", () => {
        const maintenance: MaintenanceWindow[] = [
            { name: "night", from: "02:00", to: "04:30" },
            { name: "batch", weekdays: ["saturday", "monday:friday"], from: "22:00", to: "24:00", timeZone: "Asia/Tokyo", alerts: ["Two"] },
        ];
        expect(configOf({ ...notify, maintenance }).time_intervals).toEqual([
            { name: "night", time_intervals: [{ times: [{ start_time: "02:00", end_time: "04:30" }], location: "UTC" }] },
            {
                name: "batch",
                time_intervals: [
                    {
                        times: [{ start_time: "22:00", end_time: "24:00" }],
                        weekdays: ["saturday", "monday:friday"],
                        location: "Asia/Tokyo",
                    },
                ],
            },
        ]);
        expect(configOf(notify).time_intervals).toBeUndefined();
    });
});

describe("inhibition", () => {
    interface Rule {
        readonly source_matchers: readonly string[];
        readonly target_matchers: readonly string[];
        readonly equal: readonly string[];
    }
    const rules = configOf({ receivers: everyKind }).inhibit_rules as Rule[];
    const all = (matchers: readonly string[], labels: Labels): boolean => matchers.every(matcher => holds(matcher, labels));
    const silences = (source: Labels, target: Labels): boolean =>
        rules.some(
            ({ source_matchers, target_matchers, equal }) =>
                all(source_matchers, source) &&
                all(target_matchers, target) &&
                !all(source_matchers, target) &&
                equal.every(label => (source[label] ?? "") === (target[label] ?? "")),
        );
    const node = { alertname: "NodeNotReady", node: "n1" };
    const alert = (alertname: string, labels: Labels = {}): Labels => ({ alertname, ...labels });
    const web = { job: "web" };
    const postgres = { job: "postgres" };

    it.each<[string, Labels, Labels]>([
        ["the pods of a node that is gone", node, alert("PodNotReady", { namespace: "shop", pod: "web-1", node: "n1" })],
        ["the targets of a node that is gone", node, alert("TargetDown", { ...web, node: "n1" })],
        ["the errors of a service that is down", alert("ServiceDown", web), alert("HighErrorRate", web)],
        ["the budget of a service that is down", alert("ServiceDown", web), alert("AvailabilityBudgetFast", { ...web, objective: "99 %" })],
        [
            "a budget that creeps, where it burns fast",
            alert("LatencyBudgetFast", { ...web, objective: "95 %" }),
            alert("LatencyBudgetCreeping", { ...web, objective: "95 %" }),
        ],
        [
            "a database of which nothing is known",
            alert("TargetDown", { ...postgres, pod: "x" }),
            alert("DatabaseConnectionError", postgres),
        ],
        ["the rest of a database that is down", alert("DatabaseConnectionError", postgres), alert("ReplicaLag", { ...postgres, pod: "x" })],
        ["the rest of a cache that is down", alert("CacheDown", { job: "redis" }), alert("CacheEvictions", { job: "redis" })],
        [
            "a certificate that ends later",
            alert("CertificateExpiresSoon", { instance: "a" }),
            alert("CertificateExpires", { instance: "a" }),
        ],
    ])("silences %s", (_, source, target) => {
        expect(silences(source, target)).toBe(true);
        expect(silences(target, source)).toBe(false);
    });

    it.each<[string, Labels, Labels]>([
        ["the pods of another node", node, alert("PodNotReady", { namespace: "shop", pod: "web-2", node: "n2" })],
        ["what is on no node", { alertname: "NodeNotReady" }, alert("TargetDown", web)],
        ["a database whose exporter was on a node that is gone", node, alert("DatabaseConnectionError", { ...postgres, node: "n1" })],
        ["another node", node, { ...node, node: "n2" }],
        ["another service", alert("ServiceDown", web), alert("HighErrorRate", { job: "api" })],
        [
            "another promise of the service",
            alert("LatencyBudgetFast", { ...web, objective: "95 %" }),
            alert("LatencyBudgetCreeping", { ...web, objective: "99 %" }),
        ],
        ["another database", alert("DatabaseConnectionError", postgres), alert("SlowQueries", { job: "orders" })],
        ["the Watchdog", node, alert("Watchdog")],
    ])("never silences %s", (_, source, target) => expect(silences(source, target)).toBe(false));

    it("knows alerts that there are", () => {
        const { monitored, http, alerts: args } = everything;
        const names = alertRules({ monitored, http, args, highAvailability: true, watchdog: true, retentionDays: 15 }).map(
            ({ name }) => name,
        );
        expect(inhibitionNames.filter(name => !names.includes(name))).toEqual([]);
    });
});
