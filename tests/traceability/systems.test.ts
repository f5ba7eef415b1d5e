import * as fs from "node:fs";
import * as path from "node:path";
import { execFileSync } from "node:child_process";
import type { ResourceState } from "../../synth/types";
import {
    checksOf,
    codeOf,
    countByKind,
    kinds,
    milestones,
    mismatches,
    sectionOf,
    traceabilityPage,
    unknownNames,
} from "../../traceability";
import { pageOf, systems, type System } from "../../traceability/systems";
import { committedStack } from "../support/committed-stacks";
import { root } from "../support/synth";

const read = (file: string): string => fs.readFileSync(path.join(root, file), "utf8");

async function statesOf({ directory, stacks }: System): Promise<Map<string, readonly ResourceState[]>> {
    const states = new Map<string, readonly ResourceState[]>();
    for (const stack of stacks) {
        const { deployment } = await committedStack(directory, stack);
        states.set(stack, deployment.deployment.resources);
    }
    return states;
}

describe.each(systems.map(system => [system.name, system] as const))("%s", (_name, system) => {
    const { stacks, requirements, table } = system;
    const answers = Object.entries(table);
    const checks = answers.flatMap(([id, answer]) => checksOf(answer).map(check => ({ id, ...check })));
    const procedures = answers.flatMap(([id, answer]) => (answer.kind === "procedure" ? [{ id, ...answer }] : []));
    const counts = countByKind(table);
    let states: Map<string, readonly ResourceState[]>;
    beforeAll(async () => (states = await statesOf(system)), 240_000);

    test(`answers ${requirements.length} requirements: ${kinds.map(kind => `${counts[kind]} ${kind}`).join(", ")}`, () => {
        expect(mismatches(requirements, table)).toEqual({ missing: [], unknown: [] });
    });

    test(`asks ${checks.length} queries, of stacks that there are, and every one holds`, () => {
        expect(checks.filter(({ stack }) => !stacks.includes(stack))).toEqual([]);
        expect(
            checks.flatMap(({ id, stack, problems }) => problems(states.get(stack)!).map(problem => `${id} ${stack} ${problem}`)),
        ).toEqual([]);
    });

    test("no answer that is asked of the stacks goes without a query", () => {
        expect(answers.filter(([, answer]) => "checks" in answer && answer.checks.length === 0)).toEqual([]);
    });

    test("every query fails on an empty stack", () => {
        expect(checks.filter(({ problems }) => problems([]).length === 0).map(({ id, text }) => `${id} ${text}`)).toEqual([]);
    });

    test("every query fails where what it looks at is broken", () => {
        const survivors = checks.flatMap(({ id, stack, mutants, problems }) => {
            const broken = mutants(states.get(stack)!);
            if (broken.length < 2) return [`${id}: ${broken.length} ways to break it`];
            return broken.filter(({ resources }) => problems(resources).length === 0).map(({ text }) => `${id} ${stack} ${text}`);
        });
        expect(survivors).toEqual([]);
    });

    test("every procedure is a section of a runbook that shows its command", () => {
        const wrong = procedures.filter(({ runbook, command }) => {
            const [file, anchor] = runbook.split("#") as [string, string];
            const section = fs.existsSync(path.join(root, file)) ? sectionOf(read(file), anchor) : undefined;
            return !section || !command || !codeOf(section).some(({ text }) => text.includes(command));
        });
        expect(wrong.map(({ id, runbook, command }) => `${id} ${runbook} ${command}`)).toEqual([]);
    });

    test("the commands of its runbooks are such that a shell can read them, and name what the stacks have", () => {
        const scripts = [...new Set(procedures.map(({ runbook }) => runbook.split("#")[0]!))]
            .flatMap(file => codeOf(read(file)))
            .filter(({ language }) => language === "sh");
        expect(scripts.length).toBeGreaterThan(0);
        for (const { text } of scripts) execFileSync("bash", ["-n"], { input: text });
        expect(scripts.flatMap(({ text }) => unknownNames(text, [...states.values()].flat()))).toEqual([]);
    });

    test("what comes later comes with a milestone that is still to come", () => {
        const named = answers.flatMap(([, answer]) => (answer.kind === "later" ? [answer.milestone] : []));
        expect(named.filter(name => !Object.keys(milestones).includes(name))).toEqual([]);
    });

    test("its page is the table's (npm run traceability)", () => {
        expect(read(pageOf(system))).toBe(traceabilityPage(system.name, requirements, table));
    });
});
