import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import type { Finding, PolicyReport } from "../types";

/** The policy report for code-scanning viewers; a finding points at the program's line where it is known. */
export function policySarif(report: PolicyReport): string {
    const sarif = new SarifBuilder();
    for (const pack of report.packs) {
        const run = new SarifRunBuilder().initSimple({ toolDriverName: pack.name, toolDriverVersion: pack.version });
        for (const rule of report.rules.filter(({ pack: name }) => name === pack.name)) {
            const described = new SarifRuleBuilder().initSimple({
                ruleId: rule.name,
                shortDescriptionText: rule.description,
                ...(rule.fix ? { fullDescriptionText: `${rule.description} Fix: ${rule.fix}` } : {}),
                ...(rule.url ? { helpUri: rule.url } : {}),
            });
            if (rule.counts) described.rule.properties = { ...rule.counts };
            run.addRule(described);
        }
        for (const finding of report.findings.filter(({ pack: name }) => name === pack.name)) {
            const [file, line] = finding.source?.split(":") ?? [];
            run.addResult(
                new SarifResultBuilder().initSimple({
                    ruleId: finding.rule,
                    level: sarifLevel(finding.level),
                    messageText: `${finding.urn || "The stack"}: ${finding.message}`,
                    ...(file ? { fileUri: file, startLine: Number(line) } : {}),
                }),
            );
        }
        sarif.addRun(run);
    }
    const log = sarif.buildSarifOutput();
    // The builder guesses languages by endings, and takes .ts for XML.
    for (const { artifacts } of log.runs) for (const artifact of artifacts ?? []) delete artifact.sourceLanguage;
    return `${JSON.stringify(log, null, 2)}\n`;
}

const sarifLevel = (level: Finding["level"]): "error" | "warning" | "note" =>
    level === "mandatory" ? "error" : level === "exempted" || level === "not-evaluable" ? "note" : "warning";
