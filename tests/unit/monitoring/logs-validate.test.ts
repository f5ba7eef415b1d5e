import type { ArchiveArgs, CloudWatchLogsArgs, LogsArgs, OpenSearchLogsArgs } from "../../../components/monitoring-stack/logs/args";
import { luaPatternProblem } from "../../../components/monitoring-stack/logs/lua-pattern";
import { redactionOf, redactionScript, type RedactionArgs } from "../../../components/monitoring-stack/logs/redaction";
import { validateLogs } from "../../../components/monitoring-stack/logs/validate";
import { lines } from "../support";

const cloudWatch: CloudWatchLogsArgs = { kind: "cloudwatch", namespaces: ["shop"] };
const openSearch: OpenSearchLogsArgs = {
    kind: "opensearch",
    namespaces: ["shop"],
    readerRoleArns: ["arn:aws:iam::123456789012:role/developers"],
};
const check = (logs: LogsArgs): string[] => lines(validateLogs(logs));
const days = "1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653";

it("takes the defaults of every kind", () => {
    expect([cloudWatch, openSearch, { kind: "loki", namespaces: ["shop"] } as const].map(check)).toEqual([[], [], []]);
    expect(check({ ...cloudWatch, prefix: "/shop/production", retentionDays: { audit: 3653 }, archive: {} })).toEqual([]);
    expect(check({ ...cloudWatch, archive: { days: 3650, mode: "compliance", cannotBeUndone: true } })).toEqual([]);
});

it.each<[string, LogsArgs, string[]]>([
    [
        "no namespaces",
        { ...cloudWatch, namespaces: [] },
        ["logs.namespaces: got []; allowed: at least one namespace. Leave logs out to ship none."],
    ],
    [
        "its namespaces",
        { ...cloudWatch, namespaces: ["Shop", "*", "batch", "batch"] },
        [
            `logs.namespaces: got "Shop"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            `logs.namespaces: got "*"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
            'logs.namespaces: got "batch"; allowed: each value once.',
        ],
    ],
    [
        "days of CloudWatch",
        { ...cloudWatch, retentionDays: { access: 0, error: 730, audit: 1825 } },
        [
            `logs.retentionDays.access: got 0; allowed: ${days}.`,
            `logs.retentionDays.error: got 730; allowed: ${days}.`,
            `logs.retentionDays.audit: got 1825; allowed: ${days}.`,
        ],
    ],
    ...["", "/", "shop", "/shop/", "/aws/shop", "/aws", "/my shop", `/${"a".repeat(500)}`].map((prefix): [string, LogsArgs, string[]] => [
        `the prefix ${JSON.stringify(prefix).slice(0, 20)}`,
        { ...cloudWatch, prefix },
        [
            `logs.prefix: got ${JSON.stringify(prefix)}; allowed: a path such as /shop/production, at most 500 characters, which does not begin with /aws.`,
        ],
    ]),
    [
        "days and mode of the archive",
        { ...cloudWatch, archive: { days: 3651, mode: "legal" as "governance" } },
        [
            "logs.archive.days: got 3651; allowed: a whole number from 1 to 3650.",
            'logs.archive.mode: got "legal"; allowed: governance, compliance.',
        ],
    ],
    [
        "an archive for ever that nobody confirmed",
        { ...cloudWatch, archive: { mode: "compliance" } as unknown as ArchiveArgs },
        [
            "logs.archive.cannotBeUndone: is missing; allowed: true, with mode compliance. Nobody can delete a file before its days are over, AWS included. Take governance otherwise.",
        ],
    ],
    [
        "OpenSearch without readers",
        { ...openSearch, readerRoleArns: [], retentionDays: { audit: 3651 } },
        [
            "logs.retentionDays.audit: got 3651; allowed: a whole number from 1 to 3650.",
            "logs.readerRoleArns: got []; allowed: at least one role. Logs that nobody may read help nobody.",
        ],
    ],
    [
        "readers that are no roles, and a network without subnets",
        { ...openSearch, readerRoleArns: ["developers", "arn:aws:iam::1:role/x"], network: { vpcId: "vpc-1", subnetIds: [] } },
        [
            'logs.readerRoleArns: got "developers"; allowed: ARNs such as arn:aws:iam::123456789012:role/developers.',
            'logs.readerRoleArns: got "arn:aws:iam::1:role/x"; allowed: ARNs such as arn:aws:iam::123456789012:role/developers.',
            'logs.network.subnetIds: got "0"; allowed: 1–6 subnets.',
        ],
    ],
    [
        "Loki's days and disk",
        { kind: "loki", namespaces: ["shop"], days: 91, storage: "10GB" },
        ["logs.days: got 91; allowed: a whole number from 1 to 90.", 'logs.storage: got "10GB"; allowed: a size such as 512Mi or 4Gi.'],
    ],
])("fails for %s", (_, logs, said) => expect(check(logs)).toEqual(said));

it("fails for a store of AWS's on a cluster without identities of AWS", () => {
    expect(lines(validateLogs(openSearch, false))).toEqual([
        'logs.kind: got "opensearch"; allowed: loki, on a cluster that is not EKS. Pods elsewhere have no identity on AWS.',
    ]);
    expect(lines(validateLogs({ kind: "loki", namespaces: ["shop"] }, false))).toEqual([]);
});

describe("redaction", () => {
    const problems = (redact: RedactionArgs): string[] => check({ ...cloudWatch, redact });

    it("is of tokens, passwords, mail addresses and cards, and leaves in audit lines who did it", () => {
        expect(redactionOf()).toEqual({
            kinds: ["token", "password", "email", "card"],
            fields: [],
            patterns: [],
            keptInAudit: ["email", "ip", "phone"],
        });
        expect(redactionOf({ kinds: undefined as never, fields: ["userEmail", "client_ip", "zip", "pin"] }).keptInAudit).toEqual([
            "email",
            "ip",
            "phone",
            "userEmail",
            "client_ip",
        ]);
        expect(
            problems({
                fields: ["pin"],
                patterns: [{ name: "my-number", pattern: "%d%d%d%d", replacement: "(hidden)" }],
                keptInAudit: ["pin"],
            }),
        ).toEqual([]);
    });

    it("is a script of its rules, secrets first", () => {
        const script = redactionScript({ kinds: ["email", "password"], fields: ["Pin"], patterns: [{ name: "seat", pattern: 'a"\\b' }] });
        expect(script.slice(0, script.indexOf("}\nlocal fields"))).toBe(
            [
                "local rules = {",
                `    { pattern = "%w://[^%s/:@\\"'\\\\]*:()[^%s/@\\"'\\\\]+()@", check = "", instead = "[redacted:password]", kept = false },`,
                "    { fields = true },",
                `    { pattern = "a\\"\\\\b", check = "", instead = "[redacted:seat]", kept = false },`,
                `    { pattern = "%f[%w._+-][%w._+-]+@%w[%w.-]*%.%a%a+", check = "", instead = "[redacted:email]", kept = true },`,
                `    { pattern = "%f[%w._+-][%w._+-]+%%40%w[%w.-]*%.%a%a+", check = "", instead = "[redacted:email]", kept = true },`,
                "",
            ].join("\n"),
        );
        expect(script).toContain(
            `local fields = {\n    { ends = "pin", instead = "[redacted:Pin]", kept = false },\n    { ends = "password"`,
        );
    });

    it.each<[string, RedactionArgs, string[]]>([
        [
            "kinds",
            { kinds: ["email", "name" as "email", "email"] },
            [
                'logs.redact.kinds: got "name"; allowed: token, password, email, card, ip, phone.',
                'logs.redact.kinds: got "email"; allowed: each value once.',
            ],
        ],
        [
            "fields",
            { fields: ["7up", "user.email", "PinCode", "pin-code"] },
            [
                `logs.redact.fields: got "7up"; allowed: 1–64 letters, digits, '-' and '_', beginning with a letter.`,
                `logs.redact.fields: got "user.email"; allowed: 1–64 letters, digits, '-' and '_', beginning with a letter.`,
                'logs.redact.fields: got "pincode"; allowed: each value once.',
            ],
        ],
        [
            "patterns",
            {
                patterns: [
                    { name: "Card", pattern: "%d" },
                    { name: "email", pattern: "(%d)" },
                    { name: "seat", pattern: "%d", replacement: 'a "seat"' },
                    { name: "seat", pattern: "%d", replacement: "" },
                ],
            },
            [
                `logs.redact.patterns.0.name: got "Card"; allowed: a letter, then lower-case letters, digits and '-', and none of token, password, email, card, ip, phone.`,
                `logs.redact.patterns.1.name: got "email"; allowed: a letter, then lower-case letters, digits and '-', and none of token, password, email, card, ip, phone.`,
                'logs.redact.patterns.1.pattern: got "(%d)"; allowed: a pattern without captures: write %( for a bracket.',
                'logs.redact.patterns.2.replacement: got "a \\"seat\\""; allowed: 1–100 printable characters of ASCII without quotes and backslashes.',
                'logs.redact.patterns.3.replacement: got ""; allowed: 1–100 printable characters of ASCII without quotes and backslashes.',
                'logs.redact.patterns: got "seat"; allowed: each value once.',
            ],
        ],
        [
            "secrets that would stay in audit lines",
            { fields: ["pin"], keptInAudit: ["pin", "password", "token", "card", "user"] },
            ["password", "token", "card", "user"].map(name => `logs.redact.keptInAudit: got "${name}"; allowed: email, ip, phone, pin.`),
        ],
    ])("fails for its %s", (_, redact, said) => expect(problems(redact)).toEqual(said));

    it.each([
        ["", "1–300 printable characters of ASCII"],
        ["%d\n", "1–300 printable characters of ASCII"],
        ["é", "1–300 printable characters of ASCII"],
        ["^%d", "a pattern without ^ at its beginning and $ at its end"],
        ["%d$", "a pattern without ^ at its beginning and $ at its end"],
        ["%%$", "a pattern without ^ at its beginning and $ at its end"],
        ["(%d)", "a pattern without captures: write %( for a bracket"],
        ["%d)", "a pattern without captures: write %( for a bracket"],
        ["a%1", "a pattern without captures, to which %1 refers"],
        ["a%", "a character behind %"],
        ["[%d", "a set that ends with ]"],
        ["[]", "a set that ends with ]"],
        ["[%]", "a set that ends with ]"],
        ["a%f", "a set behind %f"],
        ["%f[%d", "a set that ends with ]"],
        ["%b(", "two characters behind %b"],
        ["%d*", "a pattern that is never found in nothing: not only items with *, - or ?"],
        ["%f[%w]%a-[x]?", "a pattern that is never found in nothing: not only items with *, - or ?"],
    ])("fails for the pattern %j", (pattern, said) => expect(luaPatternProblem(pattern)).toBe(said));

    it.each(["%d", "a+", "%f[%w]ORD%-%d+%f[^%w]", "[]]x", "[^]]", "[%]]", "%b()", "a*b", "%(%)", "%$", "cost %d%$ each", "x?%x"])(
        "takes the pattern %j",
        pattern => expect(luaPatternProblem(pattern)).toBeUndefined(),
    );
});
