import { PolicyPack } from "@pulumi/policy";
import { exempting, exemptionRules } from "./exemptions/apply";
import { findExemptions } from "./exemptions/find";
import { Ledger } from "./exemptions/ledger";
import { rules } from "./rules";

async function start(): Promise<void> {
    const file = findExemptions(process.env);
    // Most projects have none: what reads the file is loaded for those that do.
    const exemptions = file ? (await import("./exemptions/file.js")).readExemptions(file) : { exemptions: [], problems: [] };
    const today = new Date().toISOString().slice(0, 10);
    const names = rules.map(({ name }) => name);
    const ledger = new Ledger(exemptions, names, today);
    new PolicyPack("webstack", { policies: [...rules.map(rule => exempting(rule, ledger)), ...exemptionRules(ledger)] });
}

void start();
