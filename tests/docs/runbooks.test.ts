import * as fs from "node:fs";
import * as path from "node:path";
import { runbookPages } from "../../components/monitoring-stack/alerts/rules";
import { root } from "../support/synth";
import { pageOf, standard } from "../system/monitoring/alert-cases/context";

const folder = path.join(root, "docs", "runbooks", "alerts");

/** A heading's anchor, as GitHub makes it. */
const anchorOf = (heading: string): string =>
    heading
        .trim()
        .toLowerCase()
        .replace(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-");

/** The headings below the title; what stands in a block of code is none. */
const headings = (page: string): string[] => {
    const text = fs.readFileSync(path.join(folder, `${page}.md`), "utf8").replace(/^```[^]*?^```/gm, "");
    return [...text.matchAll(/^##+ (.+)$/gm)].map(([, heading]) => heading!);
};

/** The anchors that alerts lead to. */
const wanted = (page: string): string[] => [
    ...new Set(standard.filter(rule => pageOf(rule) === page).map(({ runbook }) => runbook.split("#")[1]!)),
];

test("there is a page for every group of alerts, and no other", () => {
    expect(fs.readdirSync(folder).sort()).toEqual(runbookPages.map(page => `${page}.md`).sort());
});

test.each(runbookPages)("%s has one heading for each of its alerts, and none for others", page => {
    expect(headings(page).map(anchorOf).sort()).toEqual(wanted(page).sort());
});

test("an anchor is made as GitHub makes it", () => {
    expect(["HighErrorRate", "What to do, first", "`app` & co."].map(anchorOf)).toEqual(["higherrorrate", "what-to-do-first", "app--co"]);
});

test("links between the pages lead somewhere", () => {
    const broken = runbookPages.flatMap(page => {
        const text = fs.readFileSync(path.join(folder, `${page}.md`), "utf8");
        return [...text.matchAll(/\]\(([^)]*)\)/g)]
            .map(([, target]) => target!)
            .filter(target => {
                const [file, anchor] = target.split("#") as [string, string?];
                const of = file === "" ? page : path.basename(file, ".md");
                if (file !== "" && !fs.existsSync(path.join(folder, file))) return true;
                return anchor !== undefined && !headings(of).map(anchorOf).includes(anchor);
            })
            .map(target => `${page}: ${target}`);
    });
    expect(broken).toEqual([]);
});
