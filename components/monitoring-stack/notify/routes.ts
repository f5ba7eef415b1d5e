import { withDefaults } from "../../core/defaults";
import { severities, type AlertRule, type Severity } from "../alerts/args";
import { windowsOf } from "./maintenance";
import { watchdogDefaults, type NotifyArgs } from "./args";

/** The alert that always fires: where it is not heard any more, the monitoring itself is gone. */
export const watchdog = "Watchdog";

/** What Alertmanager calls who hears of `Watchdog` alone. No receiver's name has a capital. */
export const deadMansSwitch = "DeadMansSwitch";
export const nobody = "Nobody";

/** The label of an alert that goes to others than those of its severity: their names, with commas between. */
export const routeLabel = "route";

/** What the routes have to know of an alert. */
export type RoutedAlert = Pick<AlertRule, "name" | "route">;

/** A node of Alertmanager's tree: an alert goes to the first one below that takes it. */
export interface Route {
    readonly matchers?: readonly string[];
    readonly receiver: string;
    readonly group_by?: readonly string[];
    readonly group_wait: string;
    readonly group_interval?: string;
    readonly repeat_interval: string;
    readonly mute_time_intervals?: readonly string[];
    readonly routes?: readonly Route[];
}

type Timing = Pick<Route, "group_wait" | "repeat_interval">;

/**
 * How long Alertmanager gathers a group's first alerts, and when it tells of them again. Pods that die together are
 * scraped at times of their own, so that their alerts may be a whole interval apart: a shorter wait would tell of one
 * of them, and of the others five minutes later.
 */
const timingOf = (scrapeSeconds: number): Record<Severity, Timing> => ({
    critical: { group_wait: `${scrapeSeconds + 5}s`, repeat_interval: "1h" },
    warning: { group_wait: `${Math.max(30, scrapeSeconds + 5)}s`, repeat_interval: "4h" },
});

/** Receivers of each severity, by name. */
export function routesOf({ receivers, routes = {} }: Pick<NotifyArgs, "receivers" | "routes">): Record<Severity, readonly string[]> {
    const { critical = Object.keys(receivers), warning = Object.keys(receivers) } = routes;
    return { critical, warning };
}

/** What Alertmanager calls several receivers: it hands an alert to one of its own, which has the integrations of all. */
export const receiverName = (names: readonly string[]): string => [...new Set(names)].sort().join("+");

/** Every set of receivers that some route has, under Alertmanager's name for it. */
export function receiverSets(notify: NotifyArgs, alerts: readonly RoutedAlert[]): Map<string, readonly string[]> {
    const sets = [...severities.map(severity => routesOf(notify)[severity]), ...overridesOf(alerts)];
    return new Map(sets.map(names => [receiverName(names), [...new Set(names)].sort()]));
}

/** The whole tree. What no route below takes goes the way of a warning: an alert without a severity still reaches somebody. */
export function routeTree(notify: NotifyArgs, alerts: readonly RoutedAlert[], scrapeSeconds: number): Route {
    const timing = timingOf(scrapeSeconds);
    const { general, ofAlerts } = windowsOf(notify.maintenance ?? []);
    const groups = [...ofAlerts].map(({ names, windows }) => ({
        matchers: [`alertname=~${JSON.stringify(names.join("|"))}`],
        mute: [...general, ...windows],
        alerts: alerts.filter(({ name }) => names.includes(name)),
    }));
    return {
        receiver: receiverName(routesOf(notify).warning),
        group_by: ["alertname", "namespace", "job"],
        ...timing.warning,
        group_interval: "5m",
        routes: [
            watchdogRoute(notify, timing.warning),
            ...groups.flatMap(({ matchers, mute, alerts }) => leaves(notify, timing, alerts, matchers, mute)),
            ...leaves(notify, timing, alerts, [], general),
        ],
    };
}

/**
 * Posted once in each interval: `repeat_interval` is shorter, as Alertmanager counts it from the end of the last post,
 * which would make it skip every other one.
 */
function watchdogRoute({ watchdog: to }: NotifyArgs, unheard: Timing): Route {
    const matchers = [`alertname="${watchdog}"`];
    if (!to) return { matchers, receiver: nobody, ...unheard };
    const { seconds } = withDefaults(watchdogDefaults, to);
    return {
        matchers,
        receiver: deadMansSwitch,
        group_wait: "0s",
        group_interval: `${seconds}s`,
        repeat_interval: `${Math.floor(seconds / 2)}s`,
    };
}

/** Windows are named on every leaf: Alertmanager hands them down to no route below. */
function leaves(
    notify: NotifyArgs,
    timing: Record<Severity, Timing>,
    alerts: readonly RoutedAlert[],
    matchers: readonly string[],
    mute: readonly string[],
): Route[] {
    const leaf = (more: readonly string[], names: readonly string[], severity: Severity): Route => ({
        ...(matchers.length + more.length > 0 ? { matchers: [...matchers, ...more] } : {}),
        receiver: receiverName(names),
        ...timing[severity],
        ...(mute.length > 0 ? { mute_time_intervals: mute } : {}),
    });
    const critical = 'severity="critical"';
    const { critical: urgent, warning } = routesOf(notify);
    return [
        ...overridesOf(alerts).flatMap(names => {
            const override = `${routeLabel}=${JSON.stringify(names.join(","))}`;
            return [leaf([override, critical], names, "critical"), leaf([override], names, "warning")];
        }),
        leaf([critical], urgent, "critical"),
        leaf([], warning, "warning"),
    ];
}

/** The routes that alerts have of their own, as their label has them. */
function overridesOf(alerts: readonly RoutedAlert[]): readonly (readonly string[])[] {
    const routes = alerts.flatMap(({ route }) => (route ? [route] : []));
    return [...new Map(routes.map(route => [route.join(","), route])).values()];
}
