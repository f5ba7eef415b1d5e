import { committedStack } from "../../support/committed-stacks";
import { Host, type Remark, type Shown } from "../../policies/proofs/host";
import { proofs } from "../../policies/proofs/proofs";
import type { Proof, Resource } from "../../policies/proofs/proof";
import { rules } from "../../../policies/rules";
import type { ResourceState } from "../../../synth/types";

/** For each rule: production, with exactly what it guards broken, makes it speak, and no other that guards something else. */
test("every rule has one", () => {
    expect(proofs.map(([rule]) => rule).sort()).toEqual(rules.map(({ name }) => name).sort());
});

interface Whole {
    readonly states: readonly ResourceState[];
    /** What the pack says of the stack as it is. */
    readonly before: ReadonlySet<string>;
}

/** Where the stacks are that may be broken. */
const places = {
    production: [".", "production"],
    development: [".", "development"],
    koepon: ["examples/koepon", "production"],
} as const satisfies Record<NonNullable<Proof["breaksIn"]> | "production", readonly [directory: string, stack: string]>;

let host: Host;
const stacks = new Map<string, Whole>();
beforeAll(async () => {
    host = await Host.start();
    for (const [name, [directory, stack]] of Object.entries(places)) {
        const { deployment } = await committedStack(directory, stack);
        const states = deployment.deployment.resources.filter(({ external }) => !external);
        stacks.set(name, { states, before: new Set((await host.judge(states.map(shown))).map(keyOf)) });
    }
}, 240_000);
afterAll(() => host?.stop());

const keyOf = ({ rule, urn, message }: Remark): string => [rule, urn, message].join(" ");

function shown({ urn, type, inputs = {}, outputs = {}, id, parent, protect, ignoreChanges, propertyDependencies }: ResourceState): Shown {
    return {
        ...{ urn, type, props: inputs, propertyDependencies },
        answers: { ...outputs, ...(id === undefined ? {} : { id }) },
        ...(parent === undefined ? {} : { parent }),
        ...(protect === undefined ? {} : { protect }),
        ...(ignoreChanges === undefined ? {} : { ignoreChanges }),
    };
}

/** A broken input is what the resource then has, whatever it answered before. */
function broken(state: ResourceState, breaks: Proof["breaks"]): ResourceState | undefined {
    const { urn, type, inputs = {}, protect } = state;
    const given: Resource = { urn, type, inputs, ...(protect === undefined ? {} : { protect }) };
    const changed = breaks(given);
    if (changed === undefined) return undefined;
    if (changed === given) return state;
    const outputs = Object.fromEntries(Object.entries(state.outputs ?? {}).filter(([key]) => !(key in inputs)));
    return { ...state, inputs: changed.inputs, outputs, ...(changed.protect === undefined ? {} : { protect: changed.protect }) };
}

test.each(proofs)("%s speaks where production is broken, and nobody else", async (name, proof) => {
    const { breaks, breaksIn = "production", adds = {}, alsoBreaks = [] } = proof;
    const { states, before } = stacks.get(breaksIn)!;
    const mutated = states.flatMap(state => broken(state, breaks) ?? []);
    const added = Object.entries(adds).map(([resource, { type, props = {}, answers, from = {} }]): Shown => ({
        ...{ urn: `${states[0]!.urn.split("::").slice(0, 2).join("::")}::${type}::${resource}`, type, props, answers },
        propertyDependencies: Object.fromEntries(Object.entries(from).map(([key, sources]) => [key, [sources].flat()])),
    }));
    const known = new Set(states);
    const changed = [...mutated.filter(state => !known.has(state)).map(shown), ...added];
    expect(changed.length + states.length - mutated.length).toBeGreaterThan(0);

    const remarks = [
        ...(await Promise.all(changed.map(one => host.judgeOne(one)))).flat(),
        ...(await host.judgeStack([...mutated.map(shown), ...added])),
    ];
    const heard = new Set(remarks.filter(remark => remark.rule !== "not-evaluable" && !before.has(keyOf(remark))).map(({ rule }) => rule));
    // The pack keeps what it was shown last.
    const touched = new Set(changed.map(({ urn }) => urn));
    for (const state of states) if (touched.has(state.urn)) await host.judgeOne(shown(state));
    expect([...heard].filter(rule => !alsoBreaks.includes(rule))).toEqual([name]);
});
