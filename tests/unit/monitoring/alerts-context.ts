import type { AlertRule, AlertsArgs } from "../../../components/monitoring-stack/alerts/args";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import type { Monitored } from "../../../components/monitoring-stack/monitored";
import { everything, http, nothing } from "./dashboard-context";

type Given = Parameters<typeof alertRules>[0];

/** All that a program may say of alerts. */
export const allArgs: AlertsArgs = {
    ...everything.alerts,
    essentials: [{ name: "Payment", selector: 'route=~"/api/payment.*"' }],
    signIns: 'route=~"/api/auth.*"',
};

/** A place with all there can be to look at. */
export const all: Given = {
    monitored: everything.monitored,
    http,
    args: allArgs,
    watchdog: true,
    highAvailability: true,
    retentionDays: 15,
};

/** A place with nothing but the cluster itself. */
export const bare: Given = { monitored: nothing.monitored, http, args: {}, watchdog: false, highAvailability: false, retentionDays: 15 };

export const namesOf = (rules: readonly AlertRule[]): string[] => rules.map(({ name }) => name);

/** The rules of a bare place with this in it as well. */
export const rulesWith = (monitored: Partial<Monitored>, args: AlertsArgs = {}): AlertRule[] =>
    alertRules({ ...bare, monitored: { ...nothing.monitored, ...monitored }, args });

export function ruleOf(name: string, given: Given = all): AlertRule {
    const found = alertRules(given).filter(rule => rule.name === name);
    if (found.length !== 1) throw new Error(`there are ${found.length} of '${name}'`);
    return found[0]!;
}

/** The rules of a place with all there can be, with these arguments beside the others. */
export const changedRule = (name: string, args: AlertsArgs): AlertRule => ruleOf(name, { ...all, args: { ...allArgs, ...args } });
