import * as fs from "node:fs";
import * as path from "node:path";
import type { ResourceState } from "../../synth/types";
import { root } from "../support/synth";
import { run, type Run } from "./project";

/**
 * `fixtures/engine` uses what an engine has to understand. `reference.json` is what Pulumi's own engine (3.260, with
 * simulated providers) exported after `pulumi up` of that very program, less what belongs to one run: outputs, ids,
 * times, and ARNs. Synth must come to the same state.
 */
const folder = path.join(root, "tests", "fixtures", "engine");
const reference = JSON.parse(fs.readFileSync(path.join(folder, "reference.json"), "utf8")) as ResourceState[];

describe("synth and the real engine", () => {
    let made: Run;
    beforeAll(async () => (made = await run(folder)));

    it("make the same URNs", () => {
        expect(made.resources.map(({ urn }) => urn).sort()).toEqual(reference.map(({ urn }) => urn).sort());
    });

    it.each(reference.map(state => [state.urn.split("::").slice(2).join("::"), state] as const))("agree on %s", (_, expected) => {
        const state = made.resources.find(({ urn }) => urn === expected.urn);
        expect(comparable(state!)).toEqual(expected);
    });
});

/** The state without what differs from run to run, and without what only synth knows. */
function comparable(state: ResourceState): Partial<ResourceState> {
    const { outputs: _outputs, sourcePosition: _position, aliases: _aliases, id, ...rest } = state;
    return JSON.parse(
        JSON.stringify(
            { ...rest, ...(state.external ? { id } : {}), provider: rest.provider?.replace(/::[^:]*$/, "") },
            (_, value: unknown) => (typeof value === "string" ? value.replace(/^arn:aws:.*/, "(ARN)") : value),
        ),
    ) as Partial<ResourceState>;
}
