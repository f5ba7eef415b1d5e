import type * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import * as path from "node:path";
import type { Asked, Counts, Finding, Level, PolicyReport, PropertyMap, Remediation, ResourceState, Rule } from "../types";
import { hideSecrets } from "../wire";
import type { Goal } from "./goal";
import { call, connect, countsOthers, levels, looksOnly, type Analyzer, type Done } from "./analyzer";
import { startPolicyHost } from "./policy-host";
import { refuseUnknown } from "./policy-levels";
import { requestFor, resourceFor, type Requested } from "./requests";
import { scrub, secretTexts, withSecretsOf } from "./secret-texts";

/**
 * Puts every resource before the policy packs, in the SDK's own analyser host: the process that
 * `pulumi preview --policy-pack` starts.
 */
export class Analyzers {
    readonly #ready: Promise<Analyzer[]>;
    readonly #findings: Finding[] = [];
    readonly #remediations: Remediation[] = [];
    /** By pack and rule. */
    readonly #counts = new Map<string, Counts>();
    readonly #pending: Promise<void>[] = [];

    /** The hosts start at once, beside the loading of the program; `sdk` is awaited by the first question. */
    constructor(
        private readonly job: Asked,
        sdk: Promise<unknown>,
    ) {
        const hosts = job.policyPacks.map(pack => startPolicyHost(pack, job));
        this.#ready = Promise.all(hosts.map(async host => connect(await host, job, sdk)));
        this.#ready.catch(() => undefined);
    }

    /** A pack that does not start is reported once, by `finish`. */
    #started(): Promise<Analyzer[]> {
        return this.#ready.catch(() => []);
    }

    get #any(): boolean {
        return this.job.policyPacks.length > 0;
    }

    /** The inputs after every remediation. */
    async remediate(urn: string, goal: Goal, provider: ResourceState | undefined): Promise<PropertyMap> {
        if (!this.#any) return goal.inputs;
        let inputs = goal.inputs;
        for (const analyzer of await this.#started()) {
            if (analyzer.remediates === "no") continue;
            const request = requestFor(analyzer, urn, { ...goal, inputs }, provider);
            const asked = call<proto.RemediateResponse>(done => analyzer.client.remediate(request, done)).catch((error: unknown) =>
                this.#failed(analyzer, urn, error),
            );
            if (analyzer.remediates === "looks") {
                this.#pending.push(asked.then(answer => this.#holdToLooking(analyzer, urn, answer)));
                // Lets the request leave: the host then works beside the program, and not after it.
                await new Promise(setImmediate);
                continue;
            }
            const response = await asked;
            if (!response) continue;
            for (const remediation of response.getRemediationsList()) {
                const answered = remediation.getProperties()?.toJavaScript() as PropertyMap | undefined;
                if (!answered) continue;
                const after = withSecretsOf(inputs, answered) as PropertyMap;
                const changes = changesBetween(inputs, after);
                if (changes.length === 0) continue;
                this.#remediations.push({ pack: analyzer.name, rule: remediation.getPolicyname(), urn, changes });
                inputs = after;
            }
        }
        return inputs;
    }

    /** The program did not wait for the answer, so there must be nothing in it. */
    #holdToLooking(analyzer: Analyzer, urn: string, response: proto.RemediateResponse | undefined): void {
        const changing = response?.getRemediationsList().find(remediation => remediation.getProperties());
        if (changing) this.#failed(analyzer, urn, new Error(`${changing.getPolicyname()} has the tag ${looksOnly} and changes inputs.`));
    }

    /** Shows one resource to the rules that look at what is marked as a secret; what they would change stays. */
    look(urn: string, requested: Requested, provider: ResourceState | undefined): void {
        this.#pending.push(
            this.#started().then(async analyzers => {
                for (const analyzer of analyzers.filter(({ remediates }) => remediates !== "no")) {
                    const request = requestFor(analyzer, urn, requested, provider);
                    await call<proto.RemediateResponse>(done => analyzer.client.remediate(request, done)).catch((error: unknown) =>
                        this.#failed(analyzer, urn, error),
                    );
                }
            }),
        );
    }

    /** Judges one resource; the answer is collected by `finish`. */
    analyze(urn: string, requested: Requested, provider: ResourceState | undefined): void {
        if (!this.#any) return;
        this.#pending.push(
            this.#started().then(async analyzers => {
                for (const analyzer of analyzers) {
                    const request = requestFor(analyzer, urn, requested, provider);
                    await this.#collect(analyzer, urn, done => analyzer.client.analyze(request, done));
                }
            }),
        );
    }

    /** Judges the stack as a whole and waits for every answer. */
    async finish(states: readonly ResourceState[]): Promise<PolicyReport | undefined> {
        if (!this.#any) return undefined;
        const analyzers = await this.#ready;
        const config = this.job.policyConfig ?? {};
        const rules = analyzers.flatMap(analyzer => analyzer.rules);
        refuseUnknown(config, rules);
        // The validator is loaded for those who have need of it.
        const given = Object.values(config).some(({ settings }) => Object.keys(settings).length > 0);
        if (given) (await import("./policy-settings.js")).refuseWrongSettings(config, rules);
        await Promise.all(this.#pending);
        const byUrn = new Map(states.map(state => [state.urn, state]));
        for (const analyzer of analyzers) {
            const request = new analyzer.proto.AnalyzeStackRequest();
            request.setResourcesList(states.filter(state => !state.external).map(state => resourceFor(analyzer, state, byUrn)));
            await this.#collect(analyzer, "", done => analyzer.client.analyzeStack(request, done));
        }
        this.close();
        const secrets = secretTexts(states);
        return {
            packs: analyzers.map(({ name, version }) => ({ name, version })),
            rules: rules
                .filter(rule => !countsOthers(rule))
                .map(rule => ({ ...rule, counts: this.#counts.get(`${rule.pack}/${rule.name}`) })),
            findings: this.#findings
                .map(finding => ({ ...finding, message: scrub(finding.message, secrets), source: sourceOf(byUrn.get(finding.urn)) }))
                .sort(byRuleAndUrn),
            remediations: this.#remediations.sort(byRuleAndUrn),
        };
    }

    close(): void {
        void this.#started().then(analyzers => analyzers.forEach(({ host, client }) => (client.close(), host.stop())));
    }

    async #collect(analyzer: Analyzer, urn: string, ask: (done: Done<proto.AnalyzeResponse>) => unknown): Promise<void> {
        let response: proto.AnalyzeResponse;
        try {
            response = await call(ask);
        } catch (error) {
            this.#failed(analyzer, urn, error);
            return;
        }
        for (const diagnostic of response.getDiagnosticsList()) {
            const named = (wanted: string) => analyzer.rules.find(({ name }) => name === wanted);
            const speaking = named(diagnostic.getPolicyname());
            const level = shownLevel(levels[diagnostic.getEnforcementlevel()]!, speaking);
            const said = withoutPrefix(diagnostic.getMessage(), diagnostic.getDescription());
            if (speaking && countsOthers(speaking)) {
                const { rule, ...counts } = JSON.parse(said) as Counts & { readonly rule: string };
                this.#counts.set(`${analyzer.name}/${rule}`, counts);
                continue;
            }
            // One rule speaks for those that could not judge.
            const [, about, message] = (level === "not-evaluable" && /^([\w-]+): ([^]*)$/.exec(said)) || [undefined, speaking?.name, said];
            const rule = named(about ?? "");
            this.#findings.push({
                pack: analyzer.name,
                rule: rule?.name ?? diagnostic.getPolicyname(),
                level,
                urn: diagnostic.getUrn() || urn,
                description: rule?.description ?? diagnostic.getDescription(),
                message: message,
                fix: rule?.fix,
                url: rule?.url,
            });
        }
    }

    /** A rule that throws has not passed. The host then asks no other rule of the pack about the resource. */
    #failed(analyzer: Analyzer, urn: string, error: unknown): undefined {
        const said = (error as { details?: string }).details ?? (error as Error).message;
        const name = /^Error \w+ (?:resource|stack) with (?:policy|remediation) '(.+?)' from/.exec(said)?.[1];
        const rule = analyzer.rules.find(known => known.name === name);
        this.#findings.push({
            pack: analyzer.name,
            rule: rule?.name ?? "policy-pack-failed",
            level: "mandatory",
            urn,
            description: rule?.description ?? "A rule of the pack failed to run.",
            message: `The rule failed to run. ${withoutForeignFrames(said, analyzer.host.folder)}`,
        });
    }
}

function shownLevel(level: Level, rule: Rule | undefined): Finding["level"] {
    // What its remediation did not mend is a violation, as with the engine.
    if (level === "remediate") return "mandatory";
    if (level !== "advisory") return level;
    if (rule?.tags.includes("not-evaluable")) return "not-evaluable";
    return rule?.tags.includes("exemptions") ? "exempted" : level;
}

/** `index.ts:3` of a state's `project:///index.ts#3,14`. */
function sourceOf(state: ResourceState | undefined): string | undefined {
    const [, file, line] = /^project:\/\/\/(.*)#(\d+),\d+$/.exec(state?.sourcePosition ?? "") ?? [];
    return file && `${file}:${line}`;
}

/** What was thrown, and where in the pack's own files. */
function withoutForeignFrames(said: string, folder: string): string {
    const lines = said.replace(/^Error \w+ \w+ with \w+ '.*\n/, "").split("\n");
    const frames = lines.filter(line => /^\s+at /.test(line));
    const own = frames.map(frame => /\(?([^()\s]+?)(:\d+:\d+)\)?$/.exec(frame)).find(frame => frame && isOwnFile(frame[1]!));
    const place = own ? [`    at ${path.relative(folder, own[1]!)}${own[2]}`] : [];
    return [...lines.filter(line => !frames.includes(line)), ...place].join("\n");
}

const isOwnFile = (file: string): boolean => path.isAbsolute(file) && !file.includes(`${path.sep}node_modules${path.sep}`);

/** The host puts the rule's description before each message. */
const withoutPrefix = (message: string, description: string): string =>
    message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;

/** Top-level properties that differ, secrets hidden. */
function changesBetween(before: PropertyMap, after: PropertyMap): Remediation["changes"] {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .sort()
        .filter(key => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
        .map(property => ({ property, before: hideSecrets(before[property]), after: hideSecrets(after[property]) }));
}

const byRuleAndUrn = (a: { rule: string; urn: string }, b: { rule: string; urn: string }): number =>
    a.rule === b.rule ? (a.urn < b.urn ? -1 : a.urn > b.urn ? 1 : 0) : a.rule < b.rule ? -1 : 1;
