import type { Condition } from "../../../components/edge-cdn/conditions";
import { factsOf } from "../../../components/edge-cdn/worker/facts";
import { matches } from "../../../components/edge-cdn/worker/matches";

const facts = factsOf(
    Object.assign(
        new Request("https://shop.example/static/App.Min.JS?q=1%27%20OR%201", {
            headers: { "CF-Connecting-IP": "198.51.100.7", "User-Agent": "Mozilla SQLMap/1.8", Cookie: "theme=dark", "X-Empty": "" },
        }),
        { cf: { country: "JP" } },
    ),
);

const host: Condition = { kind: "host", in: ["shop.example"] };
const never: Condition = { kind: "method", in: ["POST"] };

it.each<[boolean, Condition]>([
    [true, host],
    [false, { kind: "host", in: ["example", "a.shop.example"] }],
    [true, { kind: "path", prefix: "/" }],
    [true, { kind: "path", prefix: "/stat" }],
    [false, { kind: "path", prefix: "/Static" }],
    [true, { kind: "extension", in: ["css", "Js"] }],
    [false, { kind: "extension", in: ["min"] }],
    [true, { kind: "method", in: ["GET", "HEAD"] }],
    [false, never],
    [true, { kind: "address", in: ["198.51.100.0/24"] }],
    [false, { kind: "address", in: ["203.0.113.0/24"] }],
    [true, { kind: "country", in: ["JP"] }],
    [false, { kind: "country", in: ["T1"] }],
    [true, { kind: "user-agent", containing: ["curl", "sqlmap"] }],
    [false, { kind: "user-agent", containing: ["curl"] }],
    [true, { kind: "query", containing: ["' or 1"] }],
    [false, { kind: "query", containing: ["%27"] }],
    [true, { kind: "header", name: "x-empty" }],
    [false, { kind: "header", name: "Authorization" }],
    [true, { kind: "cookie", names: "any" }],
    [true, { kind: "cookie", names: ["session", "theme"] }],
    [false, { kind: "cookie", names: ["Theme"] }],
    [true, { kind: "all", of: [host, host] }],
    [false, { kind: "all", of: [host, never] }],
    [true, { kind: "any", of: [never, host] }],
    [false, { kind: "any", of: [never, never] }],
    [true, { kind: "not", of: never }],
    [false, { kind: "not", of: { kind: "any", of: [never, host] } }],
])("%p: %j", (expected, condition) => {
    expect(matches(condition, facts)).toBe(expected);
});

it("knows of no cookie where there is none, and changes the case of ASCII alone", () => {
    const bare = factsOf(new Request("https://shop.example/?q=%E2%84%AA", { headers: { "User-Agent": "" } }));
    expect(matches({ kind: "cookie", names: "any" }, bare)).toBe(false);
    expect(matches({ kind: "query", containing: ["k"] }, bare)).toBe(false);
});
