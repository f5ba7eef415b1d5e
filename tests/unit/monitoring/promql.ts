import { parser } from "@prometheus-io/lezer-promql";

/** What stands in an expression, as PromQL's own grammar reads it. */
export interface Parsed {
    /** What the grammar does not know, with its place. */
    readonly errors: readonly string[];
    readonly metrics: readonly string[];
    /** The labels that the outermost groupings leave; none where nothing is grouped. */
    readonly grouped: readonly string[];
}

const promql = parser.configure({ top: "PromQL" });

export function parse(expression: string): Parsed {
    // Grafana puts a duration in its place.
    const text = expression.replaceAll("$__rate_interval", "5m");
    const [errors, metrics, groupings]: [string[], string[], string[][]] = [[], [], []];
    promql.parse(text).iterate({
        enter: node => {
            const at = text.slice(node.from, node.to);
            if (node.type.isError) errors.push(`${node.from}: ${text.slice(node.from)}`);
            if (node.name === "Identifier" && node.node.parent?.name === "VectorSelector") metrics.push(at);
            if (node.name === "GroupingLabels") groupings.push(at.slice(1, -1).split(", "));
        },
    });
    return { errors, metrics, grouped: groupings[0]?.filter(label => label !== "le") ?? [] };
}
