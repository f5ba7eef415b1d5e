import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { AlertRule } from "../../../../components/monitoring-stack/alerts/args";
import { rulesFile } from "../../../../components/monitoring-stack/alerts/rules-file";
import { goTool } from "../tools";
import type { AlertCase, Course, Series } from "./case";

/** Where a counter begins: far enough from 0, at which Prometheus would guess when it began. */
const first = 1_000_000;

/** A figure of which any number add up exactly: a counter that falls by a rounding error begins anew. */
const exact = (figure: number): number => Math.round(figure * 2 ** 20) / 2 ** 20;

/** A course in the notation of promtool. */
export function values({ kind, stretches }: Course, step: number): string {
    let value = first;
    const parts = stretches.map(([figure, seconds], index) => {
        const samples = seconds / step;
        if (!Number.isInteger(samples) || samples < 1) throw new Error(`${seconds} s are no multiple of ${step} s`);
        // What Prometheus no longer finds is gone at once.
        if (figure === undefined) return index === 0 ? `_x${samples}` : `stale _x${samples - 1}`;
        if (kind === "level") return `${figure}x${samples - 1}`;
        const rise = exact((figure * step) / 60);
        const from = value + rise;
        value += rise * samples;
        return `${from}${rise < 0 ? "" : "+"}${rise}x${samples - 1}`;
    });
    return [...(kind === "counter" ? [first] : []), ...parts].join(" ");
}

const lengthOf = (series: Series): number =>
    Math.max(...Object.values(series).map(({ stretches }) => stretches.reduce((sum, [, seconds]) => sum + seconds, 0)));

/** Every evaluation. */
const moments = (length: number, step: number): number[] => Array.from({ length: Math.floor(length / step) }, (_, index) => index * step);

type Moment = readonly [time: number, firing: boolean];

/** Three or more tests: what is seen, and when the alert must fire and must not. */
function situations({ after, step, fires, silent, resolves }: AlertCase): { name: string; series: Series; moments: Moment[] }[] {
    const begins = fires.from + after;
    return [
        {
            name: "fires",
            series: fires.series,
            moments: [
                [begins - step, false],
                [begins, true],
            ],
        },
        ...Object.entries(silent).map(([why, series]) => ({
            name: `silent: ${why}`,
            series,
            moments: moments(lengthOf(series), step).map((time): Moment => [time, false]),
        })),
        {
            name: "resolves",
            series: resolves.series,
            moments: [
                [resolves.until - step, true],
                [resolves.until, false],
            ],
        },
    ];
}

/** What people read: `{{ $labels.job }}` with what it stands for; a label that the alert has not stays as it is. */
const told = (text: string, labels: AlertCase["labels"]): string =>
    text.replace(/\{\{ \$labels\.(\w+) \}\}/g, (all, name: string) => labels[name] ?? all);

const seconds = (time: number): string => `${time}s`;

/** promtool's file for cases of one alert with one step. */
function testFile(cases: readonly AlertCase[], { summary, runbook }: AlertRule, rules: string): string {
    const step = seconds(cases[0]!.step);
    const [page, heading] = runbook.split("#");
    const tests = cases.flatMap((one, index) =>
        situations(one).map(({ name, series, moments }) => ({
            name: `${one.alert} ${index + 1} ${name}`,
            interval: step,
            input_series: Object.entries(series).map(([series, course]) => ({ series, values: values(course, one.step) })),
            alert_rule_test: moments.map(([time, firing]) => ({
                eval_time: seconds(time),
                alertname: one.alert,
                exp_alerts: firing
                    ? [
                          {
                              exp_labels: { ...one.labels, severity: one.severity },
                              exp_annotations: {
                                  summary: told(summary, one.labels),
                                  runbook_url: `docs/runbooks/alerts/${page}.md#${heading}`,
                              },
                          },
                      ]
                    : [],
            })),
        })),
    );
    // JSON is YAML too.
    return JSON.stringify({ rule_files: [rules], evaluation_interval: step, tests });
}

/** A rule, the real one or a broken one, with the cases that the real one passes. */
export interface Trial {
    readonly name: string;
    readonly rule: AlertRule;
    readonly cases: readonly AlertCase[];
}

/**
 * Runs all trials in one process; returns what promtool says of each, nothing where all is as expected.
 * @param only the situations that count, as the end of their names. @default all
 */
export function tried(trials: readonly Trial[], only = ""): Map<string, string> {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "alerts-"));
    try {
        const files = trials.flatMap(({ name, rule, cases }, index) => {
            const rules = `rules-${index}.yml`;
            fs.writeFileSync(path.join(folder, rules), rulesFile("shop", [rule]));
            return [...new Set(cases.map(({ step }) => step))].map(step => {
                const file = path.join(folder, `test-${index}-${step}.yml`);
                fs.writeFileSync(
                    file,
                    testFile(
                        cases.filter(one => one.step === step),
                        rule,
                        rules,
                    ),
                );
                return { name, file };
            });
        });
        const results = path.join(folder, "results.xml");
        const args = ["test", "rules", `--junit=${results}`, `--run=${only}$`, ...files.map(({ file }) => file)];
        const { stdout, stderr, error } = spawnSync(goTool("promtool"), args, {
            encoding: "utf8",
            maxBuffer: 1 << 28,
            // Memory is there, processors are few.
            env: { ...process.env, GOGC: "400" },
        });
        if (error) throw error;
        if (!fs.existsSync(results)) throw new Error(`promtool has no results: ${stdout}${stderr}`);
        const failures = failuresByFile(fs.readFileSync(results, "utf8"));
        const said = new Map(trials.map(({ name }) => [name, ""]));
        for (const { name, file } of files) {
            const told = failures.get(file);
            if (told === undefined) throw new Error(`promtool says nothing of ${name}: ${stdout}${stderr}`);
            said.set(name, said.get(name)! + told);
        }
        return said;
    } finally {
        fs.rmSync(folder, { recursive: true, force: true });
    }
}

/** promtool writes JUnit's XML: a suite for each file. */
const failuresByFile = (xml: string): Map<string, string> =>
    new Map(
        [...xml.matchAll(/<testsuite name="([^"]*)"([^]*?)<\/testsuite>/g)].map(([, file, suite]) => [
            file!,
            [...suite!.matchAll(/<(?:failure|error|abort)[^>]*>([^]*?)<\//g)].map(([, text]) => unescaped(text!)).join("\n"),
        ]),
    );

const unescaped = (text: string): string =>
    text
        .replace(/&#x([0-9A-F]+);/gi, (_, code: string) => String.fromCodePoint(parseInt(code, 16)))
        .replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&amp;", "&");
