import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readExemptions, type Exemption } from "../../policies/exemptions/file";
import { Ledger } from "../../policies/exemptions/ledger";
import { synthesize } from "../support/synth";
import { policyMarkdown, verdict } from "../../synth/reports/markdown";
import { policyJunit } from "../../synth/reports/junit";
import { policySarif } from "../../synth/reports/sarif";
import { pack } from "./judge";

const cluster = (name: string): string => `urn:pulumi:test::exemptions::aws:elasticache/cluster:Cluster::${name}`;

describe("through the analyser host", () => {
    const running = synthesize({ directory: path.join(__dirname, "fixtures", "exemptions"), stack: "test", policyPacks: [pack] });
    const saidBy = async (rule: string): Promise<string[][]> =>
        (await running)
            .policy!.findings.filter(finding => finding.rule === rule)
            .map(({ level, urn, message }) => [level, urn.split("::").at(-1)!, message]);

    test("an exemption makes its one violation pass, and no other", async () => {
        const violated = (await saidBy("cache-tls-required")).filter(([level]) => level === "mandatory").map(([, name]) => name);
        expect(violated).toEqual(["expired", "malformed", "not-exempted"]);
        expect((await saidBy("s3-public-block")).filter(([level]) => level === "mandatory")).toEqual([]);
    });

    test("what is exempted is told, with owner and end", async () => {
        expect(await saidBy("exempted")).toEqual([
            [
                "exempted",
                "accepted",
                "exempt from cache-tls-required until 2999-12-31, by shop: Holds public data only, and is read inside one subnet. Accepted: " +
                    "transitEncryptionEnabled is false: what applications store there, sessions and tokens among it, crosses the network in " +
                    "plain text.",
            ],
            [
                "exempted",
                "open-bucket",
                "exempt from s3-public-block until 2999-12-31, by shop: The account's own block covers every bucket. Accepted: bucket has no " +
                    "BucketPublicAccessBlock: one careless policy or ACL makes its objects readable to anyone.",
            ],
        ]);
    });

    test("fails entries that are expired, malformed, not needed, of nothing or of no rule; the unknown and other stacks' stay", async () => {
        expect((await saidBy("exemptions-valid")).map(([level, name, message]) => `${level} ${name}: ${message}`)).toEqual([
            expect.stringMatching(
                /^mandatory : exemptions\[2\] is malformed: reason needs at least 10 characters; owner Invalid input.*; expires is not a date: write it as YYYY-MM-DD; Unrecognized key: "until"$/,
            ),
            expect.stringMatching(/^mandatory : exemptions\[11\] is malformed: Invalid input: expected object/),
            `mandatory : an exemption from cache-tls-required is for ${cluster("gone")}, which is not in the stack. Remove it.`,
            `mandatory : an exemption from cache-tls-required is for ${cluster("accepted").replace("::exemptions", "::elsewhere")}, which is not of the project exemptions`,
            `mandatory : an exemption from cache-tls-required is for ${cluster("*")}, which is not in the stack. Remove it.`,
            "mandatory accepted: an exemption names the rule cache-tls-require, which does not exist. Did you mean cache-tls-required?",
            `mandatory expired: the exemption from cache-tls-required expired on 2020-01-31. shop mends what the rule says of ${cluster("expired")}, or has it renewed.`,
            `mandatory not-needed: an exemption from cache-tls-required is not needed: the rule has nothing to say of ${cluster("not-needed")}. Remove it.`,
        ]);
    });

    test("every report lists them apart from violations and advice", async () => {
        const { policy } = await running;
        expect(verdict(policy!)).toMatch(/: \d+ violated, 2 exempted, \d+ with advice$/);
        expect(policyMarkdown(policy!, "test")).toContain(`## Exempted\n\n- **\`exempted\`** \`${cluster("accepted")}\``);
        expect(policyJunit(policy!, "test")).toMatch(/name="exempted">\s*<system-out>/);
        const { runs } = JSON.parse(policySarif(policy!)) as { runs: { results: { ruleId: string; level: string }[] }[] };
        const levels = runs.flatMap(({ results }) => results).filter(({ ruleId }) => ruleId === "exempted");
        expect(levels.map(({ level }) => level)).toEqual(["note", "note"]);
    });
});

describe("the file", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "exemptions-"));
    afterAll(() => fs.rmSync(folder, { recursive: true }));
    const read = (text: string) => {
        const file = path.join(folder, "policy-exemptions.yaml");
        fs.writeFileSync(file, text);
        return readExemptions(file);
    };

    test("may be empty", () => {
        expect(read("")).toEqual({ exemptions: [], problems: [] });
        expect(read("exemptions:\n")).toEqual({ exemptions: [], problems: [] });
    });

    test.each([
        ["fails broken YAML", "exemptions: [", /cannot be read: Flow sequence/],
        ["fails another key", "exemption: []", /expected a list under "exemptions"\. Unrecognized key: "exemption"$/],
        ["fails a lone entry", "exemptions: { urn: x }", /expected a list under "exemptions"\. exemptions Invalid input/],
    ])("%s", (_, text, message) => {
        expect(read(text)).toEqual({ exemptions: [], problems: [expect.stringMatching(message)] });
    });

    test("fails where there is none", () => {
        expect(readExemptions(path.join(folder, "absent.yaml")).problems).toEqual([
            expect.stringMatching(/absent\.yaml cannot be read: ENOENT/),
        ]);
    });

    test("fails a rule that is exempted twice for one resource", () => {
        const entry = `{ urn: "${cluster("a")}", rule: rds-pitr, reason: "long enough a reason", owner: shop, expires: "2999-01-01" }`;
        expect(read(`exemptions: [${entry}, ${entry}]`).problems).toEqual([`rds-pitr is exempted more than once for ${cluster("a")}`]);
    });
});

describe("the last day", () => {
    const one: Exemption = { urn: cluster("a"), rule: "rds-pitr", reason: "because it is so", owner: "shop", expires: "2027-06-30" };
    const on = (today: string): Ledger => new Ledger({ exemptions: [one], problems: [] }, ["rds-pitr"], today);

    test("still counts; the day after does not", () => {
        expect(on("2027-06-30").accepts("rds-pitr", one.urn, "is open.")).toBe(true);
        expect(on("2027-07-01").accepts("rds-pitr", one.urn, "is open.")).toBe(false);
    });

    test("an expired exemption is a fault in every stack of the project, so that it cannot wait for its own", () => {
        const other = ["urn:pulumi:other::exemptions::pulumi:pulumi:Stack::exemptions-other"];
        expect(on("2027-06-30").faults(other)).toEqual([]);
        expect(on("2027-07-01").faults(other)).toEqual([{ urn: "", message: expect.stringContaining("expired on 2027-06-30") }]);
    });
});
