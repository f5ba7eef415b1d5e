import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readExemptions, type Exemption } from "../../policies/exemptions/file";
import { Ledger } from "../../policies/exemptions/ledger";
import { rules } from "../../policies/rules";
import { synthesize } from "../support/synth";
import { policyMarkdown, verdict } from "../../synth/reports/markdown";
import { policyJunit } from "../../synth/reports/junit";
import { policySarif } from "../../synth/reports/sarif";
import { pack } from "./proofs/host";

const cluster = (name: string): string => `urn:pulumi:test::exemptions::aws:elasticache/cluster:Cluster::${name}`;

describe("through the analyser host", () => {
    const running = synthesize({ directory: path.join(__dirname, "fixtures", "exemptions"), stack: "test", policyPacks: [pack] });
    const saidBy = async (rule: string): Promise<string[][]> =>
        (await running)
            .policy!.findings.filter(finding => finding.rule === rule)
            .map(({ level, urn, message }) => [level, urn.split("::").at(-1)!, message.replace(/\d+ days left/, "NNN days left")]);

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
                "exempt from cache-tls-required until 2999-12-31 (NNN days left), by shop: Holds public data only, and is read inside one subnet. Accepted: " +
                    "transitEncryptionEnabled is false: what applications store there, sessions and tokens among it, crosses the network in " +
                    "plain text.",
            ],
            [
                "exempted",
                "open-bucket",
                "exempt from s3-public-block until 2999-12-31 (NNN days left), by shop: The account's own block covers every bucket. Accepted: bucket has no " +
                    "BucketPublicAccessBlock: one careless policy or ACL makes its objects readable to anyone.",
            ],
        ]);
    });

    test("fails entries that are expired, malformed, not needed, of nothing or of no rule; the unknown and other stacks' stay", async () => {
        expect((await saidBy("exemptions-valid")).map(([level, name, message]) => `${level} ${name}: ${message}`)).toEqual([
            expect.stringMatching(
                /^mandatory : exemptions\[2\] is malformed: reason needs at least 10 characters; owner Invalid input.*; expires is not a date: write it as YYYY-MM-DD; Unrecognized key: "until"$/,
            ),
            "mandatory : exemptions[10] is malformed: urn is a pattern: name each resource by its own URN",
            expect.stringMatching(/^mandatory : exemptions\[11\] is malformed: Invalid input: expected object/),
            `mandatory : an exemption from cache-tls-required is for ${cluster("gone")}, which is not in the stack. Remove it.`,
            `mandatory : an exemption from cache-tls-required is for ${cluster("accepted").replace("::exemptions", "::elsewhere")}, which is not of the project exemptions`,
            "mandatory accepted: an exemption names the rule cache-tls-require, which does not exist. Did you mean cache-tls-required?",
            `mandatory expired: the exemption from cache-tls-required expired on 2020-01-31. shop mends what the rule says of ${cluster("expired")}, or has it renewed.`,
            `mandatory not-needed: an exemption from cache-tls-required is not needed: the rule has nothing to say of ${cluster("not-needed")}. Remove it.`,
        ]);
    });

    test("every resource is counted for every rule, once", async () => {
        const { deployment, policy } = await running;
        const counts = new Map(policy!.rules.flatMap(({ name, counts: ofRule }) => (ofRule ? [[name, ofRule] as const] : [])));
        expect([...counts.keys()]).toEqual(rules.map(({ name }) => name));
        const resources = deployment.deployment.resources.filter(({ external }) => !external).length;
        for (const ofRule of counts.values())
            expect(Object.values({ ...ofRule }).reduce<number>((sum, count) => sum + count, 0)).toBe(resources);
        const judged = { passed: 1, failed: 3, exempted: 1, notEvaluable: 1 };
        expect(counts.get("cache-tls-required")).toEqual({ ...judged, notApplicable: resources - 6 });
    });

    test("every report lists them apart from violations and advice", async () => {
        const { policy } = await running;
        expect(verdict(policy!)).toMatch(/: \d+ violated, 2 exempted, \d+ with advice, \d+ not evaluable$/);
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

    test("fails a pattern, which would cover what nobody has looked at", () => {
        const entry = `{ urn: "${cluster("*")}", rule: rds-pitr, reason: "long enough a reason", owner: shop, expires: "2999-01-01" }`;
        expect(read(`exemptions: [${entry}]`)).toEqual({
            exemptions: [],
            problems: ["exemptions[0] is malformed: urn is a pattern: name each resource by its own URN"],
        });
    });

    test("fails a rule that is exempted twice for one resource", () => {
        const entry = `{ urn: "${cluster("a")}", rule: rds-pitr, reason: "long enough a reason", owner: shop, expires: "2999-01-01" }`;
        expect(read(`exemptions: [${entry}, ${entry}]`).problems).toEqual([`rds-pitr is exempted more than once for ${cluster("a")}`]);
    });
});

describe("the last day", () => {
    const one: Exemption = { urn: cluster("a"), rule: "rds-pitr", reason: "because it is so", owner: "shop", expires: "2027-06-30" };
    const on = (today: string): Ledger =>
        new Ledger({ exemptions: [one], problems: [] }, [{ name: "rds-pitr" }, { name: "never", neverExempted: true }], today);

    test("still counts; the day after does not", () => {
        const judged = [{ urn: one.urn, verdicts: ["is open."] }];
        expect(on("2027-06-30").take("rds-pitr", judged)).toEqual([]);
        expect(on("2027-07-01").take("rds-pitr", judged)).toEqual([{ urn: one.urn, message: "is open." }]);
    });

    test("is told with the days that are left", () => {
        const saidOn = (today: string): string => {
            const ledger = on(today);
            ledger.take("rds-pitr", [{ urn: one.urn, verdicts: ["is open."] }]);
            return ledger.inForce()[0]!.message;
        };
        expect(saidOn("2027-05-31")).toBe(
            "exempt from rds-pitr until 2027-06-30 (30 days left), by shop: because it is so Accepted: is open.",
        );
        expect(saidOn("2027-06-29")).toContain("(1 day left)");
        expect(saidOn("2027-06-30")).toContain("(its last day)");
    });

    test("fails an exemption from a rule that accepts none, and accepts nothing by it", () => {
        const never = new Ledger(
            { exemptions: [{ ...one, rule: "never" }], problems: [] },
            [{ name: "never", neverExempted: true }],
            "2027-01-01",
        );
        expect(never.take("never", [{ urn: one.urn, verdicts: ["is open."] }])).toEqual([{ urn: one.urn, message: "is open." }]);
        expect(never.faults([one.urn])).toEqual([
            { urn: one.urn, message: "an exemption names the rule never, which accepts none: there is no good reason to break it." },
        ]);
    });

    test("an expired exemption is a fault in every stack of the project, so that it cannot wait for its own", () => {
        const other = ["urn:pulumi:other::exemptions::pulumi:pulumi:Stack::exemptions-other"];
        expect(on("2027-06-30").faults(other)).toEqual([]);
        expect(on("2027-07-01").faults(other)).toEqual([{ urn: "", message: expect.stringContaining("expired on 2027-06-30") }]);
    });
});
