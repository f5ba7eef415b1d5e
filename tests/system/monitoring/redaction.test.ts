import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import fc from "fast-check";
import { redactionKinds, redactionScript, type RedactionArgs } from "../../../components/monitoring-stack/logs/redaction";
import { luajit } from "./luajit";

/** The script that the agent gets, in the Lua that it runs it in. Lines by class, `access` where none is said. */
function redact(lines: readonly (string | readonly [string, string])[], args?: RedactionArgs): string[] {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "redaction-"));
    const run = `
for text in io.lines(arg[1]) do
    local class, line = text:match("^(%a+)\\t(.*)$")
    local code, _, record = redact("shop.web-7c9.x.web", 0, { line = line, class = class, fields = { password = "x" } })
    assert(code == 2 and record.class == class and record.fields == nil)
    assert(record.namespace == "shop" and record.pod == "web-7c9.x" and record.container == "web")
    io.write(record.line, "\\n")
end`;
    try {
        fs.writeFileSync(path.join(folder, "run.lua"), redactionScript(args) + run);
        const texts = lines.map(line => (typeof line === "string" ? ["access", line] : line).join("\t"));
        fs.writeFileSync(path.join(folder, "lines"), texts.map(text => `${text}\n`).join(""));
        return luajit([path.join(folder, "run.lua"), path.join(folder, "lines")])
            .split("\n")
            .slice(0, -1);
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl_-";

describe("the script", () => {
    const changed: readonly (readonly [string, string, string])[] = [
        ["a mail address", "mail to anna.oneil+shop@mail.example.co.uk now", "mail to [redacted:email] now"],
        ["one in an address", "GET /?e=anna%40example.com HTTP/1.1", "GET /?e=[redacted:email] HTTP/1.1"],
        ["one in JSON", '{"user":"b@example.com","n":1.10}', '{"user":"[redacted:email]","n":1.10}'],
        [
            "one behind an escape",
            '{"msg":"a\\nb@example.com\\u30e1c@example.com"}',
            '{"msg":"a\\n[redacted:email]\\u30e1[redacted:email]"}',
        ],
        ["one with an escape", '{"m":"taro\\u0040example.jp"}', '{"m":"[redacted:email]"}'],
        ["one as a name", '{"b@example.com":1}', '{"[redacted:email]":1}'],
        ["a token", `GET /x ${jwt} 200`, "GET /x [redacted:token] 200"],
        ["a bearer's token", "sent bearer abc.DEF-123~+/== ok", "sent bearer [redacted:token] ok"],
        ["a header", `Authorization: Bearer ${jwt} ok`, "Authorization: [redacted:authorization] ok"],
        ["a header of another scheme", "authorization: Basic dTpw ok", "authorization: [redacted:authorization] ok"],
        ["headers in JSON", '{"headers":{"cookie":"a=b; c=d"}}', '{"headers":{"cookie":"[redacted:cookie]"}}'],
        ["a key of Google's", "GET /v1?key=AIzaSyA-abc_def", "GET /v1?key=[redacted:token]"],
        ["a key of Anthropic's", "with sk-ant-api03-abc_def-x", "with [redacted:token]"],
        ["a private key", '{"k":"-----BEGIN EC PRIVATE KEY-----\\nAb+/=\\n-----END EC PRIVATE KEY-----\\n"}', '{"k":"[redacted:token]"}'],
        ["a password in an address", "postgres://app:s3cr3t@db:5432/shop", "postgres://app:[redacted:password]@db:5432/shop"],
        ["a password", '{"level":"info","password":"a\\"b\\\\","n":3}', '{"level":"info","password":"[redacted:password]","n":3}'],
        ["a password, deep", '{"a":{"b":[{"newPassword" : "x"}]}}', '{"a":{"b":[{"newPassword" : "[redacted:password]"}]}}'],
        ["a password that is a number", '{"password":1234,"x":1}', '{"password":"[redacted:password]","x":1}'],
        ["a password that is an object", '{"password":{"a":"}","b":[1]},"z":1}', '{"password":"[redacted:password]","z":1}'],
        [
            "a password of JSON in JSON",
            '{"b":"{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}"}',
            '{"b":"{\\"password\\":\\"[redacted:password]\\",\\"x\\":1}"}',
        ],
        ["a password of JSON in text", 'body={"password":"x y","a":1}', 'body={"password":"[redacted:password]","a":1}'],
        ["a password of Python's", "{'password': 'it is', 'a': 1}", "{'password': '[redacted:password]', 'a': 1}"],
        ["a password of a form", "POST password=hunter2&user=anna", "POST password=[redacted:password]&user=anna"],
        ["a password of text", "Password: hunter2 given", "Password: [redacted:password] given"],
        ["a key of text", 'api_key="k 123" used', 'api_key="[redacted:apiKey]" used'],
        ["a line that is cut off", '{"password":"abc', '{"password":"[redacted:password]'],
        ["a card", "paid with 4111 1111 1111 1111.", "paid with [redacted:card]."],
        ["a card with hyphens", "4111-1111-1111-1111", "[redacted:card]"],
        ["a card of 15 digits", "3782 822463 10005", "[redacted:card]"],
        ["a card before another number", "4111 1111 1111 1111 123", "[redacted:card] 123"],
        ["a card that is a number of JSON", '{"card":4111111111111111,"n":2}', '{"card":"[redacted:card]","n":2}'],
        ["a card behind an escape", '{"m":"\\u30ab4111111111111111"}', '{"m":"\\u30ab[redacted:card]"}'],
        ["two of a kind", "a@b.example, c@d.example", "[redacted:email], [redacted:email]"],
    ];
    const kept: readonly (readonly [string, string])[] = [
        ["a number that is no card", "order 4111 1111 1111 1112"],
        ["times and fractions", '{"ms":1732334567890,"ns":1732334567890123456,"f":0.4111111111111111}'],
        ["ids", "4bf92f3577b34da6a3ce929d0e0e4736 and 41111111-1111-1111-a111-111111111111"],
        ["words that hold a field's name", '{"totalTokens":500,"m":"passwordless, tokens: none"}'],
        ["what a field does not hold", '{"token":null,"hasPassword":true,"secret":""}'],
        ["an at sign", "@decorator at 5 @ 3 by anna@localhost"],
        ["addresses and telephone numbers", "from 203.0.113.7 by +353 86 123 4567"],
        ["text of other languages", "支払い完了 — café \\u00e9 \\n"],
        ["what is there already", "a [redacted:email] b"],
    ];

    it("replaces these", () => {
        expect(redact(changed.map(([, line]) => line))).toEqual(changed.map(([, , expected]) => expected));
    });

    it("leaves these as they are", () => {
        expect(redact(kept.map(([, line]) => line))).toEqual(kept.map(([, line]) => line));
    });

    it("finds network addresses and telephone numbers where asked to", () => {
        const lines = [
            ["from 203.0.113.7. to 10.0.0.1:80", "from [redacted:ip]. to [redacted:ip]:80"],
            ["version 1.2.3.400 and 1.2.3.4.5", "version 1.2.3.400 and 1.2.3.4.5"],
            ["ip:2001:db8::1 and ::1, [fe80::1]:443", "ip:[redacted:ip] and [redacted:ip], [[redacted:ip]]:443"],
            ["12:34:56 00:11:22:33:44:55 a::b::c", "12:34:56 00:11:22:33:44:55 a::b::c"],
            ["+81 90-1234-5678, +353861234567", "[redacted:phone], [redacted:phone]"],
            ["+0900 +1 2 1+2345678901", "+0900 +1 2 1+2345678901"],
            ["b@example.com", "b@example.com"],
        ];
        expect(
            redact(
                lines.map(([line]) => line!),
                { kinds: ["ip", "phone"] },
            ),
        ).toEqual(lines.map(([, expected]) => expected));
    });

    it("finds fields and forms of one's own, and says what it is told to", () => {
        const args: RedactionArgs = {
            kinds: [],
            fields: ["my-number"],
            patterns: [
                { name: "order", pattern: "%f[%w]ORD%-%d%d%d%d%f[^%w]" },
                { name: "seat", pattern: "seat %d+%a", replacement: "a seat" },
            ],
        };
        expect(redact(['{"myNumber":"12","password":"x"}', "ORD-1234 and ORD-12345 on seat 12F"], args)).toEqual([
            '{"myNumber":"[redacted:my-number]","password":"x"}',
            "[redacted:order] and ORD-12345 on a seat",
        ]);
        expect(redact(["anna@example.com password=x"], { kinds: [] })).toEqual(["anna@example.com password=x"]);
    });

    it("leaves in audit lines who did it, and no secret", () => {
        const line = ["audit", '{"action":"login","email":"anna@example.com","ip":"203.0.113.7","password":"x"}'] as const;
        const args: RedactionArgs = { kinds: redactionKinds, fields: ["email"] };
        expect(redact([line], args)).toEqual([
            '{"action":"login","email":"anna@example.com","ip":"203.0.113.7","password":"[redacted:password]"}',
        ]);
        expect(redact([line], { ...args, keptInAudit: [] })).toEqual([
            '{"action":"login","email":"[redacted:email]","ip":"[redacted:ip]","password":"[redacted:password]"}',
        ]);
    });

    it("keeps JSON valid, and nothing secret in it, whatever stands around", () => {
        const parts = fc.record({ before: fc.string({ unit: "binary" }), password: fc.string({ unit: "binary" }), n: fc.integer() });
        const objects = fc.sample(parts, { numRuns: 500, seed: 1 }).map(({ before, password, n }) => ({
            // No rule of this test's looks for anything in these.
            before: before.replace(/[\w@]/g, "-"),
            password: `S3CR3T${password}`,
            n,
            text: JSON.stringify({ token: `S3CR3T${password}`, n }),
            list: [n, { mail: "anna@example.com" }],
        }));
        const lines = objects.map(object => JSON.stringify(object).replace(/[\u0080-\uffff\u007f]/g, escaped));
        const answers = redact(lines);
        expect(answers.filter(line => /S3CR3T|anna@/.test(line))).toEqual([]);
        expect(answers.map(line => JSON.parse(line) as unknown)).toEqual(
            objects.map(({ before, n }) => ({
                before,
                password: "[redacted:password]",
                n,
                text: JSON.stringify({ token: "[redacted:token]", n }),
                list: [n, { mail: "[redacted:email]" }],
            })),
        );
    });

    it("sends no line to which the rules cannot be applied", () => {
        const broken: RedactionArgs = { patterns: [{ name: "broken", pattern: "%" }] };
        expect(redact(["password=x"], broken)).toEqual(["[redacted:line]"]);
    });

    it("takes its time with nothing that a stranger can send", () => {
        const size = 200_000;
        const hostile = [
            "password=",
            "password={",
            '"password":"',
            "@",
            "a@",
            "\\",
            "1-",
            "4111 ",
            "+1 ",
            "::",
            "a://b:",
            "-----BEGIN PRIVATE KEY-----",
            "eyJ",
        ];
        const lines = hostile.map(part => part.repeat(size / part.length));
        // A backtracking pattern would need hours; the run has as long as any test.
        expect(redact(lines, { kinds: redactionKinds })).toHaveLength(hostile.length);
    });
});

const escaped = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`;
