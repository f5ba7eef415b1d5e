import { withDefaults } from "../../core/defaults";
import type { AlertChange, AlertRule } from "./args";
import { businessAlerts, externalApiAlerts } from "./business";
import { nodeAlerts, podAlerts } from "./cluster";
import type { AlertContext, Row } from "./context";
import { monitoringAlerts } from "./monitoring";
import { objectiveAlerts } from "./objectives";
import { essentialAlerts, serviceAlerts, targetAlerts, telemetryAlerts } from "./services";
import { backupAlerts, cacheAlerts, databaseAlerts, entranceAlerts } from "./stores";
import { thresholdsOf } from "./thresholds";

/** The tables, by the page of the runbooks that says what to do. */
const pages: Readonly<Record<string, (context: AlertContext) => readonly Row[]>> = {
    targets: targetAlerts,
    services: context => [...serviceAlerts(context), ...telemetryAlerts(context)],
    essentials: essentialAlerts,
    objectives: objectiveAlerts,
    nodes: nodeAlerts,
    pods: podAlerts,
    databases: databaseAlerts,
    caches: cacheAlerts,
    backups: backupAlerts,
    entrances: entranceAlerts,
    "external-apis": externalApiAlerts,
    business: businessAlerts,
    monitoring: monitoringAlerts,
};

/** The names of the pages. */
export const runbookPages = Object.keys(pages);

/** All alerts that suit what there is to look at, as they are changed, and those of a user's own. */
export function alertRules(given: Omit<AlertContext, "thresholds">): AlertRule[] {
    const context: AlertContext = { ...given, thresholds: thresholdsOf(given.args.thresholds) };
    const { changes = {}, extra = [] } = given.args;
    return [...standardAlerts(context), ...extra]
        .filter(({ name }) => changes[name]?.off === undefined)
        .map(rule => changed(rule, changes[rule.name] ?? {}));
}

/** What there is before anybody changes it. */
export const standardAlerts = (context: AlertContext): AlertRule[] =>
    Object.entries(pages).flatMap(([page, rows]) =>
        rows(context).map(({ anchor, ...row }) => ({ ...row, runbook: `${page}#${anchor ?? row.name.toLowerCase()}` })),
    );

const changed = (rule: AlertRule, { severity, for: wait, route }: AlertChange): AlertRule =>
    withDefaults(rule, { severity, for: wait, route });
