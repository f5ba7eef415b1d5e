import { rulePage } from "../../policies/page";
import { rules } from "../../policies/rules";
import { webstack } from "./command";

const rule = rules.find(({ name }) => name === "rds-pitr")!;

describe("webstack policy", () => {
    test("list shows every rule, and their number", async () => {
        const { code, stdout } = await webstack(["policy", "list"]);
        const lines = stdout.trimEnd().split("\n");
        expect(code).toBe(0);
        expect(lines.at(-1)).toBe(`${rules.length} rules`);
        expect(lines.slice(0, -2).map(line => line.split(" ")[0])).toEqual(rules.map(({ name }) => name).sort());
        expect(lines.find(line => line.startsWith("rds-pitr"))!.replace(/ +/g, " ")).toBe(
            `rds-pitr reliability high mandatory ${rule.description}`,
        );
    });

    test("list --json is what each rule says of itself", async () => {
        const { stdout } = await webstack(["policy", "list", "--json"]);
        const all = JSON.parse(stdout) as { name: string }[];
        const { judgeOf: _, ...text } = rule as unknown as Record<string, unknown>;
        expect(all).toHaveLength(rules.length);
        expect(all.find(({ name }) => name === "rds-pitr")).toEqual({ ...text, level: "mandatory" });
    });

    test("explain prints the rule's page", async () => {
        expect(await webstack(["policy", "explain", "rds-pitr"])).toEqual({ code: 0, stdout: rulePage(rule), stderr: "" });
    });

    test.each<[string, string[], string]>([
        [
            "a rule that there is not",
            ["explain", "rds-pit"],
            "webstack: There is no rule 'rds-pit'. Did you mean rds-pitr? webstack policy list shows all.\n",
        ],
        ["no rule", ["explain"], "error: missing required argument 'rule'\n"],
    ])("fails for %s", async (_, args, said) => {
        expect(await webstack(["policy", ...args])).toMatchObject({
            code: 64,
            stdout: "",
            stderr: expect.stringContaining(said) as string,
        });
    });
});
