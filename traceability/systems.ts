import * as kasaneha from "../examples/kasaneha/requirements";
import * as koepon from "../examples/koepon/requirements";
import * as testdataBuddy from "../examples/testdata-buddy/requirements";
import * as wakeup from "../examples/wakeup/requirements";
import * as websys from "../examples/websys/requirements";
import type { Requirement, Table } from "./table";

/** A system that was described by a document, and the table that answers it. */
export interface System {
    readonly name: string;
    /** The example that is the system, from the repository's root. */
    readonly directory: string;
    readonly stacks: readonly string[];
    readonly requirements: readonly Requirement[];
    readonly table: Table;
}

export const systems: readonly System[] = [
    { name: "kasaneha", directory: "examples/kasaneha", stacks: ["development", "staging", "production"], ...kasaneha },
    { name: "koepon", directory: "examples/koepon", stacks: ["development", "staging", "production", "small"], ...koepon },
    {
        name: "testdata-buddy",
        directory: "examples/testdata-buddy",
        stacks: ["development", "staging", "production"],
        ...testdataBuddy,
    },
    { name: "wakeup", directory: "examples/wakeup", stacks: ["development", "staging", "production"], ...wakeup },
    { name: "websys", directory: "examples/websys", stacks: ["development", "staging", "production"], ...websys },
];

/** Where a system's page lies, from the repository's root. */
export const pageOf = ({ name }: System): string => `docs/traceability/${name}.md`;
