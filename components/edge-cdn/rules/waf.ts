import { withDefaults } from "../../core/defaults";
import { allOf, expressionOf, type Condition } from "../conditions";
import type { Plan } from "../plans";
import { owaspDefaults, uploadDefaults, type EdgeUploadRule, type OwaspArgs, type WafArgs } from "../waf-args";
import { longestExpression, type Item, type PhasedRule, type Rule } from "./item";
import { scriptSignatures, sqlSignatures } from "./signatures";

/** What is turned away, in the order that it is asked: by who asks first. */
export function wafItems(waf: WafArgs, hosts: readonly string[], plan: Plan, shared: boolean): Item[] {
    const { blockedAddresses = [], blockedCountries = [], badBots = [], adminPaths = [], uploads = [] } = waf;
    const { managed = plan !== "free" && !shared, owasp, sqlInjection = false, crossSiteScripting = false } = waf;
    const block = (path: string, name: string, what: string, condition: Condition, where = hosts): Item =>
        blockItem({ path: `waf.${path}`, name, what, when: allOf({ kind: "host", in: where }, condition), hosts: where });
    const listed = (
        path: string,
        name: string,
        what: string,
        values: readonly string[],
        condition: (some: readonly string[]) => Condition,
    ): Item[] => {
        const chunks = inChunks(values, some => allOf({ kind: "host", in: hosts }, condition(some)));
        return chunks.map((some, index) => block(path, index === 0 ? name : `${name}-${index + 1}`, what, condition(some)));
    };
    return [
        ...listed("blockedAddresses", "blocked-addresses", "blocked addresses", blockedAddresses, some => ({ kind: "address", in: some })),
        ...listed("blockedCountries", "blocked-countries", "blocked countries", blockedCountries, some => ({ kind: "country", in: some })),
        ...listed("badBots", "bad-bots", "bad bots", badBots, some => ({ kind: "user-agent", containing: some })),
        ...adminPaths.map(({ name, path, host, allow }, index) =>
            block(
                `adminPaths.${index}`,
                `admin-${name}`,
                `admin path ${name}`,
                allOf({ kind: "path", prefix: path }, { kind: "not", of: { kind: "address", in: allow } }),
                host === undefined ? hosts : [host],
            ),
        ),
        ...(sqlInjection ? [block("sqlInjection", "sql-injection", "SQL injection", { kind: "query", containing: sqlSignatures })] : []),
        ...(crossSiteScripting
            ? [block("crossSiteScripting", "cross-site-scripting", "cross-site scripting", { kind: "query", containing: scriptSignatures })]
            : []),
        ...uploads.flatMap((rule, index) => uploadItems(rule, `waf.uploads.${index}`, hosts)),
        ...(managed ? [managedItem("waf.managed", "Cloudflare's managed rules", managedRuleset)] : []),
        ...(owasp ? [managedItem("waf.owasp", "OWASP Core Ruleset", owaspRuleset(owasp))] : []),
    ];
}

interface Block {
    readonly path: string;
    readonly name: string;
    readonly what: string;
    readonly when: Condition;
    readonly hosts: readonly string[];
}

function blockItem({ path, name, what, when, hosts }: Block): Item {
    const rule: Rule = { ref: name, description: upper(what), expression: expressionOf(when), action: "block", enabled: true };
    return {
        path,
        what,
        hosts,
        rules: () => [{ phase: "http_request_firewall_custom", rule }],
        worker: { blocks: [{ name, when }] },
    };
}

/** The paths are looked at by a rule, forms by the Worker. */
function uploadItems(upload: EdgeUploadRule, path: string, allHosts: readonly string[]): Item[] {
    const { name, host, refusedExtensions, maxMegabytes } = withDefaults(uploadDefaults, upload);
    const hosts = host === undefined ? allHosts : [host];
    const here: Condition[] = [
        { kind: "host", in: hosts },
        { kind: "path", prefix: upload.path },
    ];
    const extensions = refusedExtensions.map(ending => ending.toLowerCase());
    return [
        blockItem({
            path,
            name: `upload-${name}`,
            what: `paths of upload ${name}`,
            when: allOf(...here, { kind: "extension", in: extensions }),
            hosts,
        }),
        {
            path,
            what: `forms of upload ${name}`,
            hosts,
            rules: () => "rules do not see the names of a form's files",
            worker: { uploads: [{ name, when: allOf(...here), refusedExtensions: extensions, maxBytes: maxMegabytes * 1024 * 1024 }] },
        },
    ];
}

const managedItem = (path: string, what: string, rule: Rule): Item => ({
    path,
    what,
    hosts: [],
    rules: ({ managedRules }) =>
        managedRules ? [{ phase: "http_request_firewall_managed", rule } satisfies PhasedRule] : "the plan has no managed rules",
});

/** Ids of Cloudflare's own rulesets, the same in every account (cloudflare-docs: waf/managed-rules). */
const managedIds = { managed: "efb7b8c949ac4650a09736fc376e9aee", owasp: "4814384a9e5d4991b9815dcfc25d2f1f" };

/** For the whole zone: below Enterprise these are not for some requests only. */
const managedRuleset: Rule = {
    ref: "managed",
    description: "Cloudflare Managed Ruleset",
    expression: "true",
    action: "execute",
    actionParameters: { id: managedIds.managed },
    enabled: true,
};

/** The rule of the OWASP ruleset that compares the score, and the scores by the words that Cloudflare has for them. */
const scoreRule = "6179ae15870a4bb7b2d480d4843b323c";
const thresholds = { low: 60, medium: 40, high: 25 };

function owaspRuleset(owasp: OwaspArgs): Rule {
    const { paranoia, sensitivity } = withDefaults(owaspDefaults, owasp);
    const above = [1, 2, 3, 4].filter(level => level > paranoia);
    return {
        ref: "owasp",
        description: `OWASP Core Ruleset, paranoia level ${paranoia}`,
        expression: "true",
        action: "execute",
        actionParameters: {
            id: managedIds.owasp,
            overrides: {
                categories: above.map(level => ({ category: `paranoia-level-${level}`, enabled: false })),
                rules: [{ id: scoreRule, action: "block", scoreThreshold: thresholds[sensitivity] }],
            },
        },
        enabled: true,
    };
}

/** What is longer than an expression may be becomes several rules. */
function inChunks(values: readonly string[], conditionOf: (some: readonly string[]) => Condition): string[][] {
    const chunks: string[][] = [];
    for (const value of values) {
        const last = chunks.at(-1);
        if (last && expressionOf(conditionOf([...last, value])).length <= longestExpression) last.push(value);
        else chunks.push([value]);
    }
    return chunks;
}

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
