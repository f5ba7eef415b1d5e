import { closest, distance } from "fastest-levenshtein";
import { distinct, oneOf } from "../../core/checks";
import { under, type Problem } from "../../core/errors";
import { severities, type AlertRule, type AlertsArgs, type HttpMetrics, type Objective } from "./args";
import { keepsWeek } from "./context";
import { watchdogName } from "./monitoring";
import { validateThresholds } from "./thresholds";

/** What alerts may name. */
export interface Known {
    /** The alerts that there are without changes. */
    readonly standard: readonly string[];
    /** Names of receivers. */
    readonly receivers: readonly string[];
    /** Days that metrics are kept. */
    readonly retentionDays: number;
}

export function validateAlerts(args: AlertsArgs, { standard, receivers, retentionDays }: Known): Problem[] {
    const { thresholds, objectives = [], essentials = [], externalApis = [], business = [], changes = {}, extra = [], runbooks } = args;
    const names = [...standard, ...extra.map(({ name }) => name)];
    return [
        ...under("thresholds", validateThresholds(thresholds)),
        ...distinct(
            "objectives",
            objectives.map(({ job }) => job),
        ),
        ...objectives.flatMap((objective, index) => under(`objectives.${index}`, objectiveProblems(objective))),
        ...essentials.flatMap(({ name, selector }, index) => [
            ...partOfName(`essentials.${index}.name`, name),
            ...matchers(`essentials.${index}.selector`, selector),
        ]),
        ...(args.signIns === undefined ? [] : matchers("signIns", args.signIns)),
        ...distinct(
            "externalApis",
            externalApis.map(({ name }) => name),
        ),
        ...externalApis.flatMap(({ name, requests, failures, quota }, index) => [
            ...(/^[a-z][a-z0-9_]{0,39}$/.test(name)
                ? []
                : [{ path: `externalApis.${index}.name`, got: name, allowed: "1–40 lower-case letters, digits and _, a letter first" }]),
            ...(requests === undefined ? [] : metricName(`externalApis.${index}.requests`, requests)),
            ...(failures === undefined ? [] : matchers(`externalApis.${index}.failures`, failures)),
            ...(quota === undefined ? [] : matchers(`externalApis.${index}.quota`, quota)),
        ]),
        ...business.flatMap(({ name, expression, dropPercent }, index) => [
            ...partOfName(`business.${index}.name`, name),
            ...promql(`business.${index}.expression`, expression),
            ...(dropPercent === undefined || (dropPercent >= 1 && dropPercent <= 99)
                ? []
                : [{ path: `business.${index}.dropPercent`, got: dropPercent, allowed: "1–99" }]),
            ...(dropPercent === undefined || keepsWeek(retentionDays)
                ? []
                : [
                      {
                          path: `business.${index}.dropPercent`,
                          got: dropPercent,
                          allowed: "none where metrics are kept for less than 8 days",
                          fix: "It is compared with that of a week ago: keep them for longer, or leave it out.",
                      },
                  ]),
        ]),
        ...distinct("extra", names),
        ...extra.flatMap((rule, index) => under(`extra.${index}`, ruleProblems(rule, receivers))),
        ...Object.entries(changes).flatMap(([name, change]) =>
            under(`changes.${name}`, [
                ...(names.includes(name) ? [] : [unknownAlert(name, names)]),
                ...(name === watchdogName ? [unchangeable(change)] : []),
                ...(change.severity === undefined ? [] : oneOf("severity", change.severity, severities)),
                ...(change.for === undefined ? [] : duration("for", change.for)),
                ...routeProblems(change.route, receivers),
                ...(change.off === undefined || change.off.trim() ? [] : [{ path: "off", got: change.off, allowed: "a reason" }]),
            ]),
        ),
        ...(runbooks === undefined || /^\S*[^\s/]$/.test(runbooks)
            ? []
            : [{ path: "runbooks", got: runbooks, allowed: "an address or a path without a slash at its end" }]),
    ];
}

export const validateHttp = (http: HttpMetrics = {}): Problem[] =>
    Object.entries(http)
        .filter(([, name]) => name !== undefined)
        .flatMap(([key, name]) => metricName(key, name as string));

function objectiveProblems({ job, availability, latency = [] }: Objective): Problem[] {
    const share = (path: string, value: number): Problem[] =>
        value >= 0.5 && value <= 0.99999
            ? []
            : [{ path, got: value, allowed: "0.5–0.99999: of a thousand requests all but one are 0.999" }];
    return [
        ...(/^[\w.-]+$/.test(job) ? [] : [{ path: "job", got: job, allowed: "the job of a service" }]),
        ...(availability === undefined ? [] : share("availability", availability)),
        ...latency.flatMap((one, index) => [
            ...share(`latency.${index}.share`, one.share),
            ...(one.seconds > 0 && one.seconds <= 600
                ? []
                : [{ path: `latency.${index}.seconds`, got: one.seconds, allowed: "above 0, at most 600" }]),
        ]),
        ...(availability === undefined && latency.length === 0
            ? [{ path: "", got: { job }, allowed: "an objective with availability, latency or both" }]
            : []),
    ];
}

function ruleProblems(rule: AlertRule, receivers: readonly string[]): Problem[] {
    return [
        ...(/^[A-Za-z_]\w*$/.test(rule.name) ? [] : [{ path: "name", got: rule.name, allowed: "letters, digits and _" }]),
        ...duration("for", rule.for),
        ...oneOf("severity", rule.severity, severities),
        ...promql("expression", rule.expression),
        ...(/\S/.test(rule.summary) ? [] : [{ path: "summary", got: rule.summary, allowed: "what a person reads first" }]),
        ...(/^(https?:\/\/\S+|[\w-]+(#[\w-]+)?)$/.test(rule.runbook)
            ? []
            : [{ path: "runbook", got: rule.runbook, allowed: "an address, or a page such as services#highlatency" }]),
        ...routeProblems(rule.route, receivers),
    ];
}

function routeProblems(route: readonly string[] | undefined, receivers: readonly string[]): Problem[] {
    if (route === undefined) return [];
    if (route.length === 0)
        return [{ path: "route", got: [], allowed: "at least one receiver", fix: "An alert that reaches nobody is none." }];
    return route.flatMap(name => oneOf("route", name, receivers));
}

const duration = (path: string, text: string): Problem[] =>
    /^\d+(s|m|h|d)$/.test(text) ? [] : [{ path, got: text, allowed: "a duration such as 0s, 2m or 1h" }];
const promql = (path: string, text: string): Problem[] => (text.trim() ? [] : [{ path, got: text, allowed: "an expression of PromQL" }]);
const metricName = (path: string, text: string): Problem[] =>
    /^[a-zA-Z_:][\w:]*$/.test(text) ? [] : [{ path, got: text, allowed: "a name of Prometheus: letters, digits, _ and :" }];
const partOfName = (path: string, text: string): Problem[] =>
    /^[A-Z][A-Za-z0-9]{0,39}$/.test(text) ? [] : [{ path, got: text, allowed: "1–40 letters and digits, a capital first: Payment" }];
/** `route=~"/api/.*", method="POST"` */
const matchers = (path: string, text: string): Problem[] =>
    /^\s*\w+\s*(=|!=|=~|!~)\s*"([^"\\]|\\.)*"(\s*,\s*\w+\s*(=|!=|=~|!~)\s*"([^"\\]|\\.)*")*\s*$/.test(text)
        ? []
        : [{ path, got: text, allowed: 'labels as PromQL has them: route=~"/api/payment.*"' }];

const unchangeable = (got: object): Problem => ({
    path: "",
    got,
    allowed: "no change",
    fix: "It is silent when the monitoring is gone, and goes to notify.watchdog alone.",
});

function unknownAlert(name: string, names: readonly string[]): Problem {
    const nearest = closest(name, [...names]);
    return {
        path: "",
        got: name,
        allowed: "the name of an alert that there is",
        ...(distance(name, nearest) <= 5 ? { fix: `Did you mean ${nearest}?` } : {}),
    };
}
