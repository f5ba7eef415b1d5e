import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { AlertRule } from "../../../components/monitoring-stack/alerts/args";
import { runbookPages, standardAlerts } from "../../../components/monitoring-stack/alerts/rules";
import { rulesFile } from "../../../components/monitoring-stack/alerts/rules-file";
import { thresholdDefaults, thresholdNames } from "../../../components/monitoring-stack/alerts/thresholds";
import { alertCases, gaps } from "./alert-cases";
import type { AlertCase } from "./alert-cases/case";
import { contextWith, pageOf, standard } from "./alert-cases/context";
import { alwaysFires } from "./alert-cases/monitoring";
import { tried, type Trial } from "./alert-cases/promtool";
import { goTool } from "./tools";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alert-rules-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const promtool = (args: readonly string[], files: Readonly<Record<string, string>>): ReturnType<typeof spawnSync> => {
    for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(folder, name), text);
    return spawnSync(goTool("promtool"), args, { cwd: folder, encoding: "utf8" });
};

const allCases = Object.values(alertCases).flat();
const limited = standard.filter(({ name }) => name !== alwaysFires);
const casesOf = ({ name }: AlertRule): AlertCase[] => allCases.filter(({ alert }) => alert === name);
const trial = (rule: AlertRule): Trial => ({ name: rule.name, rule, cases: casesOf(rule) });

/** Of those that show the same, the one that is over soonest. */
const shortest = (rule: AlertRule): AlertCase =>
    casesOf(rule).reduce((best, one) =>
        (one.fires.from + one.after) / one.step < (best.fires.from + best.after) / best.step ? one : best,
    );

/** Those of which promtool says nothing though something is wrong. */
function unnoticed(rules: readonly AlertRule[], cases: (rule: AlertRule) => readonly AlertCase[] = rule => [shortest(rule)]): string[] {
    const trials = rules.map(rule => ({ name: rule.name, rule, cases: cases(rule) }));
    return [...tried(trials, "(fires|just not enough)")].filter(([, said]) => said === "").map(([name]) => name);
}

describe("the rules", () => {
    const check = (rules: readonly AlertRule[]) =>
        promtool(["check", "rules", "--lint-fatal", "rules.yml"], { "rules.yml": rulesFile("shop", rules) });

    it("are taken by Prometheus, all of them", () => {
        expect(check(standard)).toMatchObject({ status: 0, stdout: expect.stringContaining(`${standard.length} rules found`) });
    });

    it("fails for one that it cannot read", () => {
        expect(check([...standard, { ...standard[0]!, expression: "up ==" }]).status).not.toBe(0);
    });
});

describe("every alert fires at its threshold and after its time, not before, and resolves", () => {
    it.each(runbookPages)("%s", page => {
        const said = tried(limited.filter(rule => pageOf(rule) === page).map(trial));
        expect([...said.values()].filter(text => text !== "").join("\n")).toBe("");
    });

    it(`${alwaysFires} fires while nothing is seen`, () => {
        const rule = standard.find(({ name }) => name === alwaysFires)!;
        const fires = (eval_time: string) => ({
            eval_time,
            alertname: alwaysFires,
            exp_alerts: [
                {
                    exp_labels: { severity: "warning" },
                    exp_annotations: { summary: rule.summary, runbook_url: "docs/runbooks/alerts/monitoring.md#watchdog" },
                },
            ],
        });
        const tests = [{ interval: "15s", input_series: [], alert_rule_test: [fires("0s"), fires("15s"), fires("1h")] }];
        const run = promtool(["test", "rules", "test.yml"], {
            "rules.yml": rulesFile("shop", [rule]),
            "test.yml": JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "15s", tests }),
        });
        expect(run).toMatchObject({ status: 0 });
    });
});

describe("no alert is without its cases", () => {
    it("has all of them, on its own page", () => {
        expect(gaps(limited, allCases)).toEqual([]);
        for (const page of runbookPages)
            expect(new Set(alertCases[page]!.map(({ alert }) => alert))).toEqual(
                new Set(limited.filter(rule => pageOf(rule) === page).map(({ name }) => name)),
            );
    });

    it("fails for an alert that has none", () => {
        const added = { ...limited[0]!, name: "Added" };
        expect(gaps([...limited, added], allCases)).toEqual([
            "Added: no case in which it fires",
            "Added: no case in which its threshold is just not reached",
            "Added: no case in which its time is just not reached",
            "Added: no case in which it resolves",
        ]);
    });

    it("fails where one of them is missing", () => {
        const { series, ...end } = casesOf(standard.find(({ name }) => name === "ReplicaLag")!)[0]!.resolves;
        const without = (change: object) =>
            gaps(
                limited,
                allCases.map(one => (one.alert === "ReplicaLag" ? { ...one, ...change } : one)),
            );
        expect(Object.keys(series)).toHaveLength(1);
        expect(without({ fires: { series: {}, from: 0 } })).toEqual(["ReplicaLag: no case in which it fires"]);
        expect(without({ silent: { "just not long enough": series } })).toEqual([
            "ReplicaLag: no case in which its threshold is just not reached",
        ]);
        expect(without({ silent: { "just not enough": series } })).toEqual(["ReplicaLag: no case in which its time is just not reached"]);
        expect(without({ resolves: { series: {}, ...end } })).toEqual(["ReplicaLag: no case in which it resolves"]);
    });

    it("fails for a case of an alert that there is not", () => {
        expect(gaps(limited, [...allCases, { ...allCases[0]!, alert: "Gone" }])).toEqual(["Gone: there is no such alert"]);
    });
});

describe("cases notice what is wrong", () => {
    const opposite: Readonly<Record<string, string>> = { ">": "<", "<": ">", "==": "!=", "!=": "==", ">=": "<", "<=": ">" };
    const seconds = (time: string): number => Number(time.slice(0, -1)) * { s: 1, m: 60, h: 3600 }[time.at(-1) as "s" | "m" | "h"];

    it("fails with the comparisons turned round", () => {
        const turned = limited
            .map(rule => ({ ...rule, expression: rule.expression.replace(/(?<= )(>=|<=|==|!=|>|<)(?= )/g, sign => opposite[sign]!) }))
            .filter(({ name, expression }) => expression !== limited.find(rule => rule.name === name)!.expression);
        expect(new Set(turned.map(pageOf))).toEqual(new Set(runbookPages));
        expect(unnoticed(turned)).toEqual([]);
    });

    it.each([1, -1])("fails with alerts that wait for another evaluation: %s", sign => {
        const later = limited
            .filter(rule => rule.for !== "0s" || sign > 0)
            .map(rule => ({ ...rule, for: `${seconds(rule.for) + sign * shortest(rule).step}s` }));
        expect(unnoticed(later)).toEqual([]);
    });

    it.each([1.05, 0.95])("fails with any threshold times %s", factor => {
        const changed = thresholdNames.flatMap(name =>
            standardAlerts(contextWith({ [name]: factor * thresholdDefaults[name] })).filter(
                (rule, index) => rule.expression !== standard[index]!.expression,
            ),
        );
        expect(changed.length).toBeGreaterThanOrEqual(thresholdNames.length);
        expect(unnoticed(changed, casesOf)).toEqual([]);
    });
});
