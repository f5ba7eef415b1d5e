import {
    answered,
    codeOf,
    countByKind,
    is,
    join,
    later,
    met,
    mismatches,
    on,
    procedure,
    resources,
    sectionOf,
    traceabilityPage,
    unknownNames,
} from "../../traceability";
import { resource } from "./state";
import type { Requirement } from "../../traceability";

const requirement = (id: string, kind: Requirement["class"], text = "Asked | for"): Requirement => ({
    id,
    lines: "1-2",
    requirement: text,
    component: "AppCluster",
    class: kind,
});
const requirements = [
    requirement("1", "infra"),
    requirement("2", "infra"),
    requirement("3", "procedure"),
    requirement("4", "infra"),
    requirement("5", "app", "Its <own>"),
];
const instance = resources("aws:rds/instance:Instance", "main");
const table = {
    1: met(...["a", "b"].map(stack => on(stack).input(instance, ["multiAz"], is(true))), on("a").option(instance, "protect", is(true))),
    2: answered("Better | so.", on("a").input(instance, ["port"], is("`|`"))),
    3: procedure("docs/runbooks/x.md#do-it", "do it"),
    4: later("release", "Soon."),
};

describe("a table", () => {
    it("answers all that is asked, but what the application does itself", () => {
        expect(mismatches(requirements, table)).toEqual({ missing: [], unknown: [] });
        const { 1: _one, ...rest } = table;
        expect(mismatches(requirements, { ...rest, 5: table[3], 9: table[3] })).toEqual({ missing: ["1"], unknown: ["5", "9"] });
    });

    it("counts by kind", () => {
        expect(countByKind(table)).toEqual({ met: 1, answered: 1, procedure: 1, later: 1 });
    });

    it("is joined of several", () => {
        expect(join({ 1: table[1] }, { 2: table[2] })).toEqual({ 1: table[1], 2: table[2] });
    });

    it("fails to join where two answer the same", () => {
        expect(() => join({ 1: table[1], 2: table[2] }, { 2: table[2] })).toThrow("answered twice: 2");
    });
});

test("a page has a row for every requirement, and asks several stacks alike in one line", () => {
    const lines = traceabilityPage("x", requirements, table).split("\n");
    expect(lines[0]).toBe("# x: what answers each requirement");
    expect(lines.filter(line => /^\| [a-z ]+ \| \d/.test(line))).toEqual([
        "| met | 1 |",
        "| answered | 1 |",
        "| procedure | 1 |",
        "| later | 1 |",
        "| left to the application | 1 |",
    ]);
    expect(lines.filter(line => /^\| \d/.test(line))).toEqual([
        "| 1 | 1-2 | Asked \\| for | met | a, b: `Instance main: multiAz is true`<br>a: `Instance main: protect is true` |",
        "| 2 | 1-2 | Asked \\| for | answered | Better \\| so.<br>a: `Instance main: port is \"'\\|'\"` |",
        "| 3 | 1-2 | Asked \\| for | procedure | `do it` ([runbook](../../docs/runbooks/x.md#do-it)) |",
        '| 4 | 1-2 | Asked \\| for | later | Soon. Comes with "Release: deployments, blue-green and rolling, and their way back". |',
        "| 5 | 1-2 | Its &lt;own> | application | the application's own code |",
    ]);
});

describe("a runbook", () => {
    const page = [
        "# Page",
        "## Do it: now!",
        "text",
        "```sh",
        "# no heading",
        "do it",
        "```",
        "### More",
        "more",
        "## Next",
        "```yaml",
        "a: 1",
        "```",
        "",
    ].join("\n");

    it("has sections by anchor, with what is below them", () => {
        expect(sectionOf(page, "do-it-now")).toBe("text\n```sh\n# no heading\ndo it\n```\n### More\nmore");
        expect(sectionOf(page, "more")).toBe("more");
        expect(sectionOf(page, "no-heading")).toBeUndefined();
    });

    it("has code in blocks of a language", () => {
        expect(codeOf(page)).toEqual([
            { language: "sh", text: "# no heading\ndo it\n" },
            { language: "yaml", text: "a: 1\n" },
        ]);
    });

    it("names what the stacks have", () => {
        const state = [
            resource("pulumi:pulumi:Stack", "system-test", { outputs: { dumps: "s3://x" } }),
            resource("kubernetes:apps/v1:Deployment", "app-deployment", { inputs: { kind: "Deployment", metadata: { name: "app" } } }),
            resource("kubernetes:networking.k8s.io/v1:Ingress", "web", {
                inputs: { kind: "Ingress", spec: { rules: [{ host: "a.example" }] } },
            }),
            resource("cloudflare:index/dnsRecord:DnsRecord", "record", { inputs: { name: "b.example" } }),
            resource("tls:index/selfSignedCert:SelfSignedCert", "certificate", { inputs: { dnsNames: ["d.localhost"] } }),
        ];
        const names = (app: string, output: string, urn: string, host: string): string =>
            `kubectl logs deployment/${app} && pulumi stack output ${output} && pulumi up --target '**::${urn}' && curl https://${host}/health`;
        expect(unknownNames(names("app", "dumps", "app-deployment", "a.example"), state)).toEqual([]);
        expect(unknownNames(names("app", "dumps", "web", "b.example"), state)).toEqual([]);
        expect(unknownNames("curl http://localhost:8000/health https://d.localhost:30443/health", state)).toEqual([]);
        expect(unknownNames(names("other", "bucket", "app", "c.example"), state)).toEqual([
            "deployment/other",
            "bucket",
            "app",
            "c.example",
        ]);
    });
});
