import { PolicyPack } from "@pulumi/policy";
import { findExemptions } from "./exemptions/find";
import { Ledger } from "./exemptions/ledger";
import { policiesOf } from "./policies";
import { readOnce } from "./read-once";
import { rules } from "./rules";

async function start(): Promise<void> {
    readOnce();
    const file = findExemptions(process.env);
    // Most projects have none: what reads the file is loaded for those that do.
    const exemptions = file ? (await import("./exemptions/file.js")).readExemptions(file) : { exemptions: [], problems: [] };
    const today = new Date().toISOString().slice(0, 10);
    const ledger = new Ledger(exemptions, rules, today);
    new PolicyPack("webstack", { policies: policiesOf(rules, ledger) });
}

void start();
