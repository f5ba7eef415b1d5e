import builder from "junit-report-builder";
import type { Finding, PolicyReport } from "../types";
import { columns } from "./counts";

/** The policy report for CI systems: one test case a rule, failed where a mandatory rule is violated. */
export function policyJunit(report: PolicyReport, stack: string): string {
    const root = builder.newBuilder();
    for (const { name } of report.packs) {
        const suite = root.testSuite().name(`${name} on ${stack}`);
        const known = report.rules.filter(({ pack, level }) => pack === name && level !== "disabled").map(rule => rule.name);
        const found = report.findings.filter(({ pack }) => pack === name);
        for (const rule of new Set([...known, ...found.map(finding => finding.rule)])) {
            const test = suite.testCase().className(name).name(rule);
            const counts = report.rules.find(known => known.pack === name && known.name === rule)?.counts;
            for (const [key, title] of counts ? columns : []) test.property(title, String(counts![key]));
            const mine = found.filter(finding => finding.rule === rule);
            const failures = mine.filter(({ level }) => level === "mandatory");
            const advice = mine.filter(({ level }) => level !== "mandatory");
            if (failures.length > 0) {
                test.failure(failures.map(said).join("\n"), "violation");
            }
            if (advice.length > 0) test.standardOutput(advice.map(said).join("\n"));
        }
    }
    return `${root.build()}\n`;
}

const said = ({ urn, message }: Finding): string => `${urn || "The stack"}: ${message}`;
