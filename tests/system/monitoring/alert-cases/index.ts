import { backupCases } from "./backups";
import { businessCases } from "./business";
import { cacheCases } from "./caches";
import type { AlertCase } from "./case";
import { databaseCases } from "./databases";
import { entranceCases } from "./entrances";
import { essentialCases } from "./essentials";
import { externalApiCases } from "./external-apis";
import { monitoringCases } from "./monitoring";
import { nodeCases } from "./nodes";
import { objectiveCases } from "./objectives";
import { podCases } from "./pods";
import { serviceCases } from "./services";
import { targetCases } from "./targets";

/** By the page of the runbooks. */
export const alertCases: Readonly<Record<string, readonly AlertCase[]>> = {
    targets: targetCases,
    services: serviceCases,
    essentials: essentialCases,
    objectives: objectiveCases,
    nodes: nodeCases,
    pods: podCases,
    databases: databaseCases,
    caches: cacheCases,
    backups: backupCases,
    entrances: entranceCases,
    "external-apis": externalApiCases,
    business: businessCases,
    monitoring: monitoringCases,
};

/** A window that is longer than the alert waits: whatever is seen once is seen for long enough. */
const neverTooShort = ["PrometheusStorageFailing", "ExternalApiQuota"];

/** What alerts lack, and cases of alerts that there are not. */
export function gaps(alerts: readonly { readonly name: string; readonly for: string }[], cases: readonly AlertCase[]): string[] {
    const shown = ({ series }: AlertCase["fires"] | AlertCase["resolves"]): boolean => Object.keys(series).length > 0;
    const lacking = (name: string, wait: string): string[] => {
        const own = cases.filter(({ alert }) => alert === name);
        const atOnce = wait === "0s" || neverTooShort.includes(name);
        const has = {
            "in which it fires": own.some(({ fires }) => shown(fires)),
            "in which its threshold is just not reached": own.some(({ silent }) => "just not enough" in silent),
            "in which its time is just not reached": atOnce || own.some(({ silent }) => "just not long enough" in silent),
            "in which it resolves": own.some(({ resolves }) => shown(resolves)),
        };
        return Object.entries(has).flatMap(([what, there]) => (there ? [] : [`${name}: no case ${what}`]));
    };
    const names = alerts.map(({ name }) => name);
    return [
        ...alerts.flatMap(({ name, for: wait }) => lacking(name, wait)),
        ...cases.filter(({ alert }) => !names.includes(alert)).map(({ alert }) => `${alert}: there is no such alert`),
    ];
}
