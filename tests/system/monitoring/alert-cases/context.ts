import type { AlertContext } from "../../../../components/monitoring-stack/alerts/context";
import { standardAlerts } from "../../../../components/monitoring-stack/alerts/rules";
import { thresholdsOf, type AlertThresholds } from "../../../../components/monitoring-stack/alerts/thresholds";
import { everything } from "../../../unit/monitoring/dashboard-context";

/** All there can be, so that there is every alert. */
export const contextWith = (thresholds: AlertThresholds = {}): AlertContext => ({
    monitored: everything.monitored,
    http: everything.http,
    args: {
        ...everything.alerts,
        signIns: 'route=~"/api/auth.*"',
        essentials: [{ name: "Payment", selector: 'route=~"/api/payment.*"' }],
    },
    thresholds: thresholdsOf(thresholds),
    watchdog: true,
    highAvailability: true,
    retentionDays: 30,
});

export const standard = standardAlerts(contextWith());

export const pageOf = ({ runbook }: { readonly runbook: string }): string => runbook.split("#")[0]!;
