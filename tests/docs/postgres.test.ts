import * as fs from "node:fs";
import * as path from "node:path";
import { parameterTable } from "../../components/postgres-with-backups/parameter-table";
import { root } from "../support/synth";

test("docs/postgres.md lists every parameter, by whether it needs a restart", () => {
    const page = fs.readFileSync(path.join(root, "docs", "postgres.md"), "utf8");
    const listed = (beginning: string): string[] =>
        [...new RegExp(`^${beginning}: (.*)\\.$`, "m").exec(page)![1]!.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);
    const rows = Object.entries(parameterTable).map(([name, row]) => ({ name, restart: "restart" in row && row.restart }));
    const names = (restart: boolean): string[] =>
        rows
            .filter(row => row.restart === restart)
            .map(({ name }) => name)
            .sort();
    expect(listed("Those that need a restart")).toEqual(names(true));
    expect(listed("Those that count at once")).toEqual(names(false));
});
