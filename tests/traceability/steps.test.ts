import fc from "fast-check";
import { markSecret, hideSecrets } from "../../synth/wire";
import { parseNginx, writeNginx } from "../../traceability/nginx";
import { at, commas, directive, each, json, nginx, pathText, placesOf, secret, where, yaml, type Step } from "../../traceability/steps";

const valuesAt = (root: unknown, ...path: (string | Step)[]): unknown[] => placesOf(root, path).map(({ value }) => value);

/** The whole with another value in each place in turn. */
const replaced = (root: unknown, next: unknown, ...path: (string | Step)[]): unknown[] =>
    placesOf(root, path).map(({ replace }) => replace(next));

const pod = {
    containers: [
        { name: "app", env: [{ name: "A", value: "1" }] },
        { name: "side", env: [] },
    ],
};

describe("placesOf", () => {
    it("follows properties, members by a key, and all members", () => {
        expect(valuesAt(pod, "containers", where("name", "app"), "env", where("name", "A"), "value")).toEqual(["1"]);
        expect(valuesAt(pod, "containers", each, "name")).toEqual(["app", "side"]);
        expect(valuesAt(["a", "b"], at(1))).toEqual(["b"]);
        expect(valuesAt({ ports: [{ port: 80 }, { port: 443 }] }, "ports", where("port", 443))).toEqual([{ port: 443 }]);
    });

    it("leads to one place with nothing in it where there is nothing: nothing passes unseen", () => {
        expect(valuesAt(pod, "volumes", each, "name")).toEqual([undefined]);
        expect(valuesAt(pod, "containers", where("name", "none"), "env")).toEqual([undefined]);
        expect(valuesAt(pod, "containers", each, "env", each, "value")).toEqual(["1", undefined]);
        expect(valuesAt(["a"], at(1))).toEqual([undefined]);
        expect(valuesAt("text", "length")).toEqual([undefined]);
        expect(valuesAt(null, each)).toEqual([undefined]);
    });

    it("reads what is written in a text", () => {
        expect(valuesAt({ text: '{"a":[1]}' }, "text", json, "a", each)).toEqual([1]);
        expect(valuesAt({ text: "a:\n  - b: 1\n" }, "text", yaml, "a", each, "b")).toEqual([1]);
        expect(valuesAt({ text: "a,b" }, "text", commas)).toEqual([["a", "b"]]);
    });

    it("finds nothing in a text that is none of its kind", () => {
        expect(valuesAt({ text: "{" }, "text", json)).toEqual([undefined]);
        expect(valuesAt({ text: "a: b: c" }, "text", yaml)).toEqual([undefined]);
        expect(valuesAt({ text: ["a"] }, "text", commas)).toEqual([undefined]);
    });

    it("sees the names in a secret map, and no value", () => {
        const hidden = hideSecrets({ data: markSecret({ PASSWORD: "hunter2" }), plain: { PASSWORD: "hunter2" } });
        expect(valuesAt(hidden, "data", secret, "PASSWORD")).toEqual(["[secret]"]);
        expect(valuesAt(hidden, "plain", secret, "PASSWORD")).toEqual([undefined]);
    });

    it("replaces and removes in its own place only", () => {
        expect(replaced(pod, "2", "containers", where("name", "app"), "env", where("name", "A"), "value")).toEqual([
            { containers: [{ name: "app", env: [{ name: "A", value: "2" }] }, pod.containers[1]] },
        ]);
        expect(replaced([1, 2], 3, each)).toEqual([
            [3, 2],
            [1, 3],
        ]);
        expect(replaced([1, 2], undefined, each)).toEqual([[2], [1]]);
        expect(replaced({ a: 1, b: 2 }, undefined, "a")).toEqual([{ b: 2 }]);
        expect(replaced({ a: "x,y" }, ["z"], "a", commas)).toEqual([{ a: "z" }]);
        expect(replaced({ a: '{"b":1}' }, undefined, "a", json)).toEqual([{}]);
    });

    it("leaves the whole as it is where there is nothing to replace", () => {
        expect(replaced(pod, 1, "containers", where("name", "none"), "env")).toEqual([pod]);
        expect(replaced({ a: 1 }, 2, "a", "b")).toEqual([{ a: 1 }]);
    });
});

const gateway = `# A comment with { and ;
worker_processes 1;
http {
    log_format json escape=json
        '{"path":"$uri; {}"}';
    map "$a$b" $c { default ""; "~^0(200|206)$" "public, max-age=1"; } # behind it
    upstream app { least_conn; server app-pods:3000 resolve; }
    server { listen 80; return 301 https://$host$request_uri; }
    server {
        server_name a.example;
        add_header X-Frame-Options "DENY" always;
        location ~ ^/api(/|$) { limit_req zone=api; proxy_pass http://app; }
    }
}
`;

describe("a configuration of nginx", () => {
    it("is read as directives, with words and texts as they stand", () => {
        expect(parseNginx(gateway)).toEqual([
            "worker_processes 1",
            {
                head: "http",
                block: [
                    `log_format json escape=json '{"path":"$uri; {}"}'`,
                    { head: 'map "$a$b" $c', block: ['default ""', '"~^0(200|206)$" "public, max-age=1"'] },
                    { head: "upstream app", block: ["least_conn", "server app-pods:3000 resolve"] },
                    { head: "server", block: ["listen 80", "return 301 https://$host$request_uri"] },
                    {
                        head: "server",
                        block: [
                            "server_name a.example",
                            'add_header X-Frame-Options "DENY" always',
                            { head: "location ~ ^/api(/|$)", block: ["limit_req zone=api", "proxy_pass http://app"] },
                        ],
                    },
                ],
            },
        ]);
    });

    it("says the same when it has been written", () => {
        expect(parseNginx(writeNginx(parseNginx(gateway)))).toEqual(parseNginx(gateway));
        expect(writeNginx(["a b", { head: "c", block: [] }])).toBe("a b;\nc {\n}\n");
    });

    it.each([
        ["a block that does not end", "http { gzip on;"],
        ["a directive that does not end", "gzip on"],
        ["a directive that does not end in its block", "http { gzip on }"],
        ["a brace too many", "http { } }"],
        ["a directive without words", "gzip on;;"],
        ["a block without words", "{ gzip on; }"],
    ])("fails on %s", (_what, text) => {
        expect(() => parseNginx(text)).toThrow();
        expect(valuesAt({ text }, "text", nginx)).toEqual([undefined]);
    });

    it("has directives by their first words, and blocks by their heads and what is in them", () => {
        const http = ["text", nginx, directive("http")];
        expect(valuesAt({ text: gateway }, ...http, directive("upstream app"), directive("least_conn"))).toEqual(["least_conn"]);
        expect(valuesAt({ text: gateway }, ...http, directive("server", "server_name a.example"), directive("add_header"))).toEqual([
            'add_header X-Frame-Options "DENY" always',
        ]);
        expect(valuesAt({ text: gateway }, ...http, directive("server"), directive("listen"))).toEqual(["listen 80", undefined]);
        expect(valuesAt({ text: gateway }, ...http, directive("upstream"))).toEqual([undefined]);
        expect(valuesAt({ text: gateway }, "text", nginx, directive("worker"))).toEqual([undefined]);
        expect(valuesAt({ text: 1 }, "text", nginx, directive("http"))).toEqual([undefined]);
    });

    it("is changed in one place, and can be written again", () => {
        const text = "a 1;\nb {\nc;\nd 2;\n}\n";
        expect(replaced({ text }, "d 3", "text", nginx, directive("b"), directive("d"))).toEqual([{ text: "a 1;\nb {\nc;\nd 3;\n}\n" }]);
        expect(replaced({ text }, undefined, "text", nginx, directive("b"), directive("c"))).toEqual([{ text: "a 1;\nb {\nd 2;\n}\n" }]);
        expect(replaced({ text }, undefined, "text", nginx, directive("b"))).toEqual([{ text: "a 1;\n" }]);
        expect(replaced({ text }, undefined, "text", nginx, directive("x"))).toEqual([{ text }]);
    });

    it("has steps that read as a person writes them", () => {
        expect(pathText(["data", "nginx.conf", nginx, directive("http"), directive("server", "listen 80"), directive("return")])).toBe(
            'data["nginx.conf"](nginx)[http][server having listen 80][return]',
        );
    });
});

/** A step, and a value that holds another at it and much else beside. */
interface Level {
    readonly step: string | Step;
    readonly around: (inner: unknown) => unknown;
}

const key = fc.stringMatching(/^[a-z]{1,6}$/);
const value = fc.jsonValue({ maxDepth: 2, noUnicodeString: true }).map(one => JSON.parse(JSON.stringify(one)) as unknown);
const levels: fc.Arbitrary<Level> = fc.oneof(
    fc
        .tuple(key, fc.dictionary(key, value))
        .map(([name, beside]) => ({ step: name, around: (inner: unknown) => ({ ...beside, [name]: inner }) })),
    fc.tuple(key, fc.array(value), fc.array(value)).map(([name, before, after]) => ({
        step: where("id", `the-${name}`),
        around: (inner: unknown) => [...before, { id: `the-${name}`, inner }, ...after],
    })),
    fc.constant<Level>({ step: json, around: inner => JSON.stringify(inner) }),
    fc.constant<Level>({ step: yaml, around: inner => JSON.stringify(inner) }),
);

/** A member found by its `id` is an object: what is looked for lies in it. */
const pathOf = (all: readonly Level[]): (string | Step)[] =>
    all.flatMap(({ step }) => (typeof step !== "string" && step.text.startsWith("[id=") ? [step, "inner"] : [step]));

const build = (all: readonly Level[], leaf: unknown): unknown => all.reduceRight((inner, { around }) => around(inner), leaf);

test("a place is what the path leads to, and replacing it changes that and nothing else", () => {
    fc.assert(
        fc.property(fc.array(levels, { minLength: 1, maxLength: 6 }), value, value, (all, leaf, next) => {
            const places = placesOf(build(all, leaf), pathOf(all));
            expect(places.map(place => place.value)).toEqual([leaf]);
            expect(places[0]!.replace(next)).toEqual(build(all, next));
        }),
    );
});

test("each member is a place of its own", () => {
    fc.assert(
        fc.property(fc.array(value, { minLength: 1 }), value, (list, next) => {
            const places = placesOf({ list }, ["list", each]);
            expect(places.map(place => place.value)).toEqual(list);
            places.forEach((place, index) => {
                expect(place.replace(next)).toEqual({ list: list.with(index, next) });
                expect(place.replace(undefined)).toEqual({ list: list.toSpliced(index, 1) });
            });
        }),
    );
});

test("a path reads as people write it", () => {
    expect(pathText(["data", "rules.yml", yaml, "groups", each, "rules", where("alert", "Down"), "for"])).toBe(
        'data["rules.yml"](YAML).groups[*].rules[alert=Down].for',
    );
});
