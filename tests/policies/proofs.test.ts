import { rules } from "../../policies/rules";
import { Host, nameOf, type Configured, type levels, type Remark, type Shown } from "./proofs/host";
import { proofs } from "./proofs/proofs";
import { mapValues } from "../../synth/wire";
import { secret, unknown, type Said, type Sketch, type Stack, type Unknowns } from "./proofs/proof";

/** Every rule, in the SDK's own analyser host. */
let host: Host;
beforeAll(async () => (host = await Host.start()));
afterAll(() => host?.stop());

test("every rule has cases", () => {
    const proven = proofs.map(([name]) => name);
    expect(rules.map(({ name }) => name).filter(name => !proven.includes(name))).toEqual([]);
});

afterAll(() => process.stdout.write(`${tableOfCases()}\n`));

/** Rules × cases, for whoever reads the output of the tests. */
function tableOfCases(): string {
    const width = Math.max(...proofs.map(([name]) => name.length));
    const count = (cases: object = {}): string => String(Object.keys(cases).length);
    const rows = proofs.map(([name, { fails, passes, unknowns, configured, mends, secrets, ignores }]) => [
        ...[
            name,
            count(fails),
            count(passes),
            count(unknowns),
            "none" in secrets ? "-" : "1",
            count(ignores),
            count(configured),
            count(mends),
        ],
        "1",
    ]);
    const titles = ["rule", "fail", "pass", "unknown", "secret", "not applicable", "settings", "mended", "mutation"];
    const lines = [titles, ...rows].map(([name, ...cells]) =>
        [name!.padEnd(width), ...cells.map((cell, column) => cell.padStart(titles[column + 1]!.length))].join("  "),
    );
    return lines.join("\n");
}

const ruleOf = (name: string) => rules.find(rule => rule.name === name)!;

/** The stack as the engine shows it to the pack. */
function shown(name: string, stack: Stack): readonly Shown[] {
    const all: Stack = { stack: { type: "pulumi:pulumi:Stack" }, ...stack };
    const urnOf = (resource: string): string => `urn:pulumi:${name}::proof::${all[resource]!.type}::${resource}`;
    return Object.entries(all).map(
        ([resource, { type, props = {}, answers, parent, protect, ignoreChanges, provider, from = {} }]: [string, Sketch]) => ({
            ...{ urn: urnOf(resource), type, props, answers, protect, ignoreChanges, provider },
            ...(parent === undefined ? {} : { parent: urnOf(parent) }),
            propertyDependencies: Object.fromEntries(Object.entries(from).map(([key, sources]) => [key, [sources].flat().map(urnOf)])),
        }),
    );
}

/** The same with a secret in place of every text and every number, which no rule was written for. */
const planted = (stack: Stack): Stack =>
    Object.fromEntries(
        Object.entries(stack).map(([name, { props, ...sketch }]) => [name, { ...sketch, props: secretive(props) as object }]),
    );

const hiddenNumber = 87654321;

function secretive(value: unknown): unknown {
    if (typeof value === "string") return value === unknown ? value : secret(value.replaceAll(/^|,\s*/g, "$&hunter2-"));
    if (typeof value === "number") return secret(hiddenNumber);
    if (Array.isArray(value)) return value.map(secretive);
    const isPlain = typeof value === "object" && value !== null && !Object.values(value).includes(Object.values(secret(""))[0]);
    return isPlain ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, secretive(inner)])) : value;
}

/** What one rule says of a stack: of whom, and what; and of whom it could not tell. */
async function heard(rule: string, stack: Stack, stackName = "test") {
    const remarks = await host.judge(shown(stackName, stack));
    const of = (wanted: (remark: Remark) => boolean): Record<string, string[]> => {
        const found: Record<string, string[]> = {};
        for (const remark of remarks.filter(wanted)) (found[remark.urn ? nameOf(remark.urn) : ""] ??= []).push(remark.message);
        return found;
    };
    return {
        said: of(remark => remark.rule === rule),
        unknown: of(({ rule: speaking, message }) => speaking === "not-evaluable" && message.startsWith(`${rule}: `)),
        text: JSON.stringify(remarks),
    };
}

/** Only the rule that is proven speaks, and what tells of all of them: the others have cases of their own. */
const others = (rule: string): Configured =>
    Object.fromEntries(rules.filter(({ name }) => name !== rule).map(({ name }) => [name, { level: "disabled" }]));

async function configuredAs(rule: string, level: keyof typeof levels, settings: object, check: () => Promise<void>): Promise<void> {
    await host.configure({ ...others(rule), [rule]: { level, settings } });
    try {
        await check();
    } finally {
        await host.configure(others(rule));
    }
}

/** Each message begins as it should, and there is no other. */
function expectSaid(said: Readonly<Record<string, readonly string[]>>, wanted: Said): void {
    const beginnings = Object.fromEntries(
        Object.entries(wanted).map(([name, texts]) => [
            name,
            [texts].flat().map(text => expect.stringMatching(new RegExp(`^${escaped(text)}`)) as string),
        ]),
    );
    expect(said).toEqual(beginnings);
}

const expectNothing = ({ said, unknown }: { said: object; unknown: object }): void =>
    expect({ said, unknown }).toEqual({ said: {}, unknown: {} });

function expectUnknown(unknown: Readonly<Record<string, readonly string[]>>, wanted: Unknowns): void {
    if (isNames(wanted)) return expect(Object.keys(unknown).sort()).toEqual([...wanted].sort());
    const saying = (path: string): readonly string[] => [expect.stringContaining(` value at .${path} can't be known`) as string];
    expect(unknown).toEqual(Object.fromEntries(Object.entries(wanted).map(([name, path]) => [name, saying(path)])));
}

const isNames = (wanted: Unknowns): wanted is readonly string[] => Array.isArray(wanted);

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe.each(proofs)("%s", (name, proof) => {
    const { fails, passes, unknowns, secrets, ignores, config, stackName = "test", configured = {}, mends = {} } = proof;

    // A host has the configuration from its environment.
    if (config) {
        let shared: Host;
        beforeAll(async () => {
            shared = host;
            host = await Host.start(config);
        });
        afterAll(() => {
            host.stop();
            host = shared;
        });
    }
    beforeAll(() => host.configure(others(name)));

    test("is a rule", () => expect(ruleOf(name)).toBeDefined());

    test.each(Object.entries(fails))("fails %s", async (_, { stack, says }) => {
        const { said } = await heard(name, stack, stackName);
        expectSaid(said, says);
    });

    test.each(Object.entries(passes))("passes %s", async (_, stack) => {
        expectNothing(await heard(name, stack, stackName));
    });

    test.each(Object.entries(unknowns))("cannot tell of %s, and goes on", async (_, { stack, of, says = {} }) => {
        const { said, unknown } = await heard(name, stack, stackName);
        expectUnknown(unknown, of);
        expectSaid(said, says);
    });

    for (const [what, { settings, stack, says }] of Object.entries(configured)) {
        test(`is configured: ${what}`, () =>
            configuredAs(name, "mandatory", settings, async () => expectSaid((await heard(name, stack, stackName)).said, says)));
    }

    for (const [what, { of, to, settings = {} }] of Object.entries(mends)) {
        test(`mends ${what}`, async () => {
            const one = shown(stackName, { one: of }).at(-1)!;
            await configuredAs(name, "remediate", settings, async () => {
                const mended = await host.mended(one, name);
                expect(mended ?? "unchanged").toEqual(to);
                if (!mended) return;
                const remarks = await host.judgeOne({ ...one, props: mended });
                expect(remarks.filter(({ rule }) => rule === name)).toEqual([]);
            });
        });
    }

    test("says the same of objects of a cluster that is yet to be made", async () => {
        const stacks = Object.values({ ...mapValues(fails, ({ stack }) => stack), ...passes }).map(stack => shown(stackName, stack));
        const ofCluster = ({ type }: Shown): boolean => type.startsWith("kubernetes:");
        // What the cluster answers cannot be known then.
        const judged = stacks.filter(stack => stack.some(ofCluster) && !stack.some(one => ofCluster(one) && one.answers));
        for (const stack of judged) {
            const seen = stack.map(one => (ofCluster(one) ? { ...one, became: {} } : one));
            const of = (remarks: readonly Remark[]) => remarks.filter(({ rule }) => rule === name);
            expect(of(await host.judge(seen))).toEqual(of(await host.judge(stack)));
        }
    });

    if (!("none" in secrets && typeof secrets.none === "string")) {
        test("tells no secret", async () => {
            const stack = secrets as Stack;
            expect(JSON.stringify(stack)).toContain("hunter2");
            expect((await heard(name, stack, stackName)).text).not.toContain("hunter2");
        });
    }

    test("tells nothing of what is marked as a secret, wherever it stands", async () => {
        const stacks = Object.values(fails).map(({ stack }) => stack);
        const heardOf = await Promise.all(stacks.map(async stack => (await heard(name, planted(stack), stackName)).text));
        expect(heardOf.filter(text => text.includes("hunter2") || text.includes(String(hiddenNumber)))).toEqual([]);
    });

    test("has nothing to say of what it does not judge", async () => {
        expectNothing(await heard(name, ignores, stackName));
    });

    test("has enough cases", () => {
        const rule = ruleOf(name);
        expect(Object.keys(configured).length > 0).toBe(rule.settings !== undefined);
        expect(Object.values(mends).some(({ to }) => to !== "unchanged")).toBe("remedyOf" in rule);
        expect(Object.keys(fails).length).toBeGreaterThanOrEqual(2);
        expect(Object.keys(passes).length).toBeGreaterThanOrEqual(1);
        expect(Object.keys(unknowns).length).toBeGreaterThanOrEqual(1);
        expect(Object.keys(ignores).length).toBeGreaterThanOrEqual(1);
    });
});
