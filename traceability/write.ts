import * as fs from "node:fs";
import * as path from "node:path";
import { traceabilityPage } from "./markdown";
import { pageOf, systems } from "./systems";

for (const system of systems) {
    const page = path.resolve(__dirname, "..", pageOf(system));
    fs.mkdirSync(path.dirname(page), { recursive: true });
    fs.writeFileSync(page, traceabilityPage(system.name, system.requirements, system.table));
}
