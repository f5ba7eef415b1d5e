import { holds, parsed, type Expression, type Sample } from "../../support/rules-language";

/** What an expression looks for, by field. */
function soughtBy(expression: Expression): Map<string, string[]> {
    const sought = new Map<string, string[]>();
    const add = (text: string, values: readonly string[]): void => {
        const field = /(http|ip)\.[a-z_.]+/.exec(text)?.[0];
        if (field) sought.set(field, [...(sought.get(field) ?? []), ...values]);
    };
    const visit = (one: Expression): void => {
        switch (one.kind) {
            case "and":
            case "or":
                return one.of.forEach(visit);
            case "not":
                return visit(one.of);
            case "in":
                return add(
                    JSON.stringify(one.left),
                    one.values.map(({ value }) => value),
                );
            case "compare":
                return add(JSON.stringify(one.left), [String(one.right.value)]);
            case "any":
                return add(one.name, [String(one.right.value)]);
            case "is":
                if (one.of.kind !== "call") return;
                return add(
                    JSON.stringify(one.of.of[0]),
                    one.of.of.slice(1).flatMap(part => (part.kind === "literal" ? [String(part.value)] : [])),
                );
        }
    };
    visit(expression);
    return sought;
}

/** One value of each list, in every way. */
const choices = (lists: Readonly<Record<string, readonly string[]>>): Record<string, string>[] =>
    Object.entries(lists).reduce<Record<string, string>[]>(
        (all, [name, values]) => all.flatMap(one => values.map(value => ({ ...one, [name]: value }))),
        [{}],
    );

/** Whether the expression is for one of the requests that have what it looks for. */
export function satisfying(expression: string, change: (sample: Sample) => Sample = sample => sample): boolean {
    const sought = soughtBy(parsed(expression));
    const some = (field: string, ...others: string[]): string[] => [...(sought.get(field) ?? []).slice(0, 4), ...others];
    return choices({
        host: some("http.host", "example.com"),
        path: [...(sought.get("http.request.uri.path") ?? []), "/"],
        extension: some("http.request.uri.path.extension", "html"),
        method: some("http.request.method", "GET"),
        address: some("ip.src", "192.0.2.77"),
        country: some("ip.src.country", "JP"),
        agent: some("http.user_agent", "Mozilla"),
        query: some("http.request.uri.query", ""),
        cookie: sought.has("http.cookie") ? some("http.cookie", "", "a=") : [""],
        name: some("http.request.headers.names", ""),
    }).some(({ host, path, extension, method, address, country, agent, query, cookie, name }) =>
        holds(
            expression,
            change({
                host,
                target: `${path}x.${extension}?${encodeURIComponent(query!)}`,
                method,
                address: address!.split("/")[0],
                country,
                headers: [
                    ["User-Agent", agent!],
                    ...(cookie === "" ? [] : [["Cookie", `${cookie}1`] as const]),
                    ...(name === "" ? [] : [[name!, "x"] as const]),
                ],
            }),
        ),
    );
}
