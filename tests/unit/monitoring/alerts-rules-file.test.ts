import { parse } from "yaml";
import type { AlertRule } from "../../../components/monitoring-stack/alerts/args";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import { rulesFile } from "../../../components/monitoring-stack/alerts/rules-file";
import { all, bare } from "./alerts-context";

const mine: AlertRule = {
    name: "Mine",
    expression: "vector(1)",
    for: "0s",
    severity: "critical",
    summary: "It is mine",
    runbook: "services#mine",
};
const written = (rule: Partial<AlertRule>, args = {}): unknown => {
    const { groups } = parse(rulesFile("shop", [{ ...mine, ...rule }], args)) as { groups: { rules: unknown[] }[] };
    return groups[0]!.rules[0];
};

interface Group {
    readonly name: string;
    readonly interval?: string;
    readonly rules: readonly { readonly alert: string }[];
}

describe("the file of the rules", () => {
    it("is one group, each alert with its severity, what people read, and its page", () => {
        expect(parse(rulesFile("shop", [mine]))).toEqual({
            groups: [
                {
                    name: "shop.rules",
                    rules: [
                        {
                            alert: "Mine",
                            expr: "vector(1)",
                            for: "0s",
                            labels: { severity: "critical" },
                            annotations: { summary: "It is mine", runbook_url: "docs/runbooks/alerts/services.md#mine" },
                        },
                    ],
                },
            ],
        });
    });

    it("names the receivers of alerts that have their own", () => {
        expect(written({ route: ["pager", "mail"] })).toMatchObject({ labels: { severity: "critical", route: "pager,mail" } });
    });

    it.each<[string, string, object, string]>([
        [
            "a page of the place",
            "services#mine",
            { runbooks: "https://wiki.example.com/run" },
            "https://wiki.example.com/run/services.md#mine",
        ],
        ["a whole page", "services", {}, "docs/runbooks/alerts/services.md"],
        ["an address", "https://wiki.example.com/a#b", { runbooks: "https://other.example.com" }, "https://wiki.example.com/a#b"],
    ])("leads to %s", (_, runbook, args, address) => {
        expect(written({ runbook }, args)).toMatchObject({ annotations: { runbook_url: address } });
    });

    it("asks about objectives once a minute, in a group of their own", () => {
        const groupsOf = (given: typeof all): Group[] => (parse(rulesFile("shop", alertRules(given))) as { groups: Group[] }).groups;
        expect(groupsOf(bare).map(({ name, interval }) => [name, interval])).toEqual([["shop.rules", undefined]]);
        const [rules, objectives] = groupsOf(all);
        expect(objectives).toMatchObject({ name: "shop.objectives", interval: "1m" });
        expect(objectives!.rules.map(({ alert }) => alert).filter(name => !/Budget|Objective/.test(name))).toEqual([]);
        expect(rules!.rules.length + objectives!.rules.length).toBe(alertRules(all).length);
    });

    it("has expressions on one line, whatever is in them", () => {
        const expression = `sum(rate(x{a="b: c", d=~"5.."}[5m])) by (job) / ${"y + ".repeat(40)}0 > 0.05 # note`;
        const summary = "{{ $labels.job }}: 'down' \"now\"";
        expect(written({ expression, summary })).toMatchObject({ expr: expression, annotations: { summary } });
        expect(rulesFile("shop", [{ ...mine, expression }]).split("\n")).toHaveLength(12);
    });
});
