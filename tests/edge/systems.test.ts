import { compileEdge } from "../../components/edge-cdn/compile";
import { plans, type Plan } from "../../components/edge-cdn/plans";
import { validateEdge } from "../../components/edge-cdn/validate";
import { systemOn } from "./support/edges";

interface Said {
    readonly thing: string;
    readonly plan: Plan;
    readonly answer: string;
}

/** Where the caches and limits of a system go: to rules, to the Worker and why, or nowhere and what would hold them. */
function said(system: string, plan: Plan, withAccount: boolean): Said[] {
    const args = systemOn(system, plan, withAccount);
    const { placements, problems } = compileEdge(args);
    expect(validateEdge(args)).toEqual(problems);
    const placed = placements.map(({ path, what, where, why }) => ({
        thing: `${path} ${what}`,
        answer: where === "rules" ? where : `${where}, for ${why}`,
    }));
    const refused = problems.map(({ path, got, allowed, fix }) => {
        expect(allowed).toBe(`what plan ${plan} can do`);
        return { thing: `${path} ${String(got)}`, answer: `refused. ${fix}` };
    });
    return [...placed, ...refused]
        .filter(({ thing }) => /^(caches|rateLimits)\./.test(thing))
        .sort((a, b) => (a.thing < b.thing ? -1 : 1))
        .map(one => ({ ...one, plan }));
}

/** One line for plans of which the same is said. */
function whereabouts(system: string, withAccount: boolean): string[] {
    const all = plans.flatMap(plan => said(system, plan, withAccount));
    return [...new Set(all.map(({ thing }) => thing))].flatMap(thing => {
        const here = all.filter(one => one.thing === thing);
        expect(here.map(({ plan }) => plan)).toEqual(plans);
        const answers = [...new Set(here.map(({ answer }) => answer))].map(answer => {
            const of = here.filter(one => one.answer === answer).map(({ plan }) => plan);
            return `    ${of.length === plans.length ? "every plan" : of.join(", ")}: ${answer}`;
        });
        return [thing, ...answers];
    });
}

describe.each<[string, string, string]>([
    [
        "wakeup",
        `
caches.0 cache static (/_next/static/ for 31536000 s)
    every plan: Worker, for rules tell browsers to keep errors as well
rateLimits.0 rate limit api (10 in 1 s by address)
    free: Worker, for the plan counts over 10 s
    pro: Worker, for the plan counts over 10 or 60 s
    business: Worker, for the plan counts over 10, 60, 120, 300 or 600 s
    enterprise: Worker, for the plan counts over 10, 60, 120, 300, 600 or 3600 s
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit login (5 in 60 s by address)
    free: Worker, for the plan counts over 10 s
    pro, business, enterprise: rules
`,
        `
caches.0 cache static (/_next/static/ for 31536000 s)
    every plan: refused. Rules tell browsers to keep errors as well. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.0 rate limit api (10 in 1 s by address)
    free: refused. The plan counts over 10 s. What would do it: \`accountId\`, so that a Worker does it.
    pro: refused. The plan counts over 10 or 60 s. What would do it: \`accountId\`, so that a Worker does it.
    business: refused. The plan counts over 10, 60, 120, 300 or 600 s. What would do it: \`accountId\`, so that a Worker does it.
    enterprise: refused. The plan counts over 10, 60, 120, 300, 600 or 3600 s. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit login (5 in 60 s by address)
    free: refused. The plan counts over 10 s. What would do it: plan pro, or \`accountId\`, so that a Worker does it.
    pro, business, enterprise: rules
`,
    ],
    [
        "websys",
        `
caches.0 cache assets (/ as long as the origin says)
    every plan: rules
`,
        `
caches.0 cache assets (/ as long as the origin says)
    every plan: rules
`,
    ],
    [
        "koepon",
        `
caches.0 cache html (/ for 300 s)
    every plan: Worker, for only a Worker sees whether an answer is private
caches.1 cache api (/api/ for 60 s)
    every plan: Worker, for only a Worker sees whether an answer is private
caches.2 cache static (/_next/static/ for 31536000 s)
    every plan: rules
rateLimits.0 rate limit users (100 in 600 s by user and role)
    every plan: Worker, for rules count by address
rateLimits.1 rate limit gacha (10 in 60 s by address)
    free: Worker, for the plan counts over 10 s
    pro, business, enterprise: rules
rateLimits.2 rate limit payment (5 in 60 s by address)
    free: Worker, for the plan counts over 10 s
    pro, business, enterprise: rules
`,
        `
caches.0 cache html (/ for 300 s)
    every plan: refused. Only a Worker sees whether an answer is private. What would do it: \`accountId\`, so that a Worker does it.
caches.1 cache api (/api/ for 60 s)
    every plan: refused. Only a Worker sees whether an answer is private. What would do it: \`accountId\`, so that a Worker does it.
caches.2 cache static (/_next/static/ for 31536000 s)
    every plan: rules
rateLimits.0 rate limit users (100 in 600 s by user and role)
    every plan: refused. Rules count by address. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.1 rate limit gacha (10 in 60 s by address)
    free: refused. The plan counts over 10 s. What would do it: plan pro, or \`accountId\`, so that a Worker does it.
    pro, business, enterprise: rules
rateLimits.2 rate limit payment (5 in 60 s by address)
    free: refused. The plan counts over 10 s. What would do it: plan pro, or \`accountId\`, so that a Worker does it.
    pro, business, enterprise: rules
`,
    ],
    [
        "kasaneha",
        `
caches.0 cache static (/ for 31536000 s)
    every plan: rules
rateLimits.0 rate limit api (10 in 1 s by address)
    free: Worker, for the plan counts over 10 s
    pro: Worker, for the plan counts over 10 or 60 s
    business: Worker, for the plan counts over 10, 60, 120, 300 or 600 s
    enterprise: Worker, for the plan counts over 10, 60, 120, 300, 600 or 3600 s
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit chat (5 in 1 s by address)
    free: Worker, for the plan counts over 10 s
    pro: Worker, for the plan counts over 10 or 60 s
    business: Worker, for the plan counts over 10, 60, 120, 300 or 600 s
    enterprise: Worker, for the plan counts over 10, 60, 120, 300, 600 or 3600 s
rateLimits.3 rate limit chat-ten (50 in 10 s by address)
    free: Worker, for the plan has 1 rate limit rule, and it is taken
    pro, business, enterprise: rules
`,
        `
caches.0 cache static (/ for 31536000 s)
    every plan: rules
rateLimits.0 rate limit api (10 in 1 s by address)
    free: refused. The plan counts over 10 s. What would do it: \`accountId\`, so that a Worker does it.
    pro: refused. The plan counts over 10 or 60 s. What would do it: \`accountId\`, so that a Worker does it.
    business: refused. The plan counts over 10, 60, 120, 300 or 600 s. What would do it: \`accountId\`, so that a Worker does it.
    enterprise: refused. The plan counts over 10, 60, 120, 300, 600 or 3600 s. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit chat (5 in 1 s by address)
    free: refused. The plan counts over 10 s. What would do it: \`accountId\`, so that a Worker does it.
    pro: refused. The plan counts over 10 or 60 s. What would do it: \`accountId\`, so that a Worker does it.
    business: refused. The plan counts over 10, 60, 120, 300 or 600 s. What would do it: \`accountId\`, so that a Worker does it.
    enterprise: refused. The plan counts over 10, 60, 120, 300, 600 or 3600 s. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.3 rate limit chat-ten (50 in 10 s by address)
    free: refused. The plan has 1 rate limit rule, and it is taken. What would do it: plan pro, or \`accountId\`, so that a Worker does it.
    pro, business, enterprise: rules
`,
    ],
    [
        "testdata-buddy",
        `
caches.0 cache static (/static/ for 31536000 s)
    every plan: Worker, for rules tell browsers to keep errors as well
caches.1 cache generate (/api/generate/ for 300 s)
    every plan: Worker, for only a Worker sees whether an answer is private
rateLimits.0 rate limit api (10 in 1 s by address)
    free: Worker, for the plan counts over 10 s
    pro: Worker, for the plan counts over 10 or 60 s
    business: Worker, for the plan counts over 10, 60, 120, 300 or 600 s
    enterprise: Worker, for the plan counts over 10, 60, 120, 300, 600 or 3600 s
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit web (30 in 1 s by address)
    free: Worker, for the plan counts over 10 s
    pro: Worker, for the plan counts over 10 or 60 s
    business: Worker, for the plan counts over 10, 60, 120, 300 or 600 s
    enterprise: Worker, for the plan counts over 10, 60, 120, 300, 600 or 3600 s
rateLimits.3 rate limit web-ten (300 in 10 s by address)
    free: Worker, for the plan has 1 rate limit rule, and it is taken
    pro, business, enterprise: rules
`,
        `
caches.0 cache static (/static/ for 31536000 s)
    every plan: refused. Rules tell browsers to keep errors as well. What would do it: \`accountId\`, so that a Worker does it.
caches.1 cache generate (/api/generate/ for 300 s)
    every plan: refused. Only a Worker sees whether an answer is private. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.0 rate limit api (10 in 1 s by address)
    free: refused. The plan counts over 10 s. What would do it: \`accountId\`, so that a Worker does it.
    pro: refused. The plan counts over 10 or 60 s. What would do it: \`accountId\`, so that a Worker does it.
    business: refused. The plan counts over 10, 60, 120, 300 or 600 s. What would do it: \`accountId\`, so that a Worker does it.
    enterprise: refused. The plan counts over 10, 60, 120, 300, 600 or 3600 s. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.1 rate limit api-ten (100 in 10 s by address)
    every plan: rules
rateLimits.2 rate limit web (30 in 1 s by address)
    free: refused. The plan counts over 10 s. What would do it: \`accountId\`, so that a Worker does it.
    pro: refused. The plan counts over 10 or 60 s. What would do it: \`accountId\`, so that a Worker does it.
    business: refused. The plan counts over 10, 60, 120, 300 or 600 s. What would do it: \`accountId\`, so that a Worker does it.
    enterprise: refused. The plan counts over 10, 60, 120, 300, 600 or 3600 s. What would do it: \`accountId\`, so that a Worker does it.
rateLimits.3 rate limit web-ten (300 in 10 s by address)
    free: refused. The plan has 1 rate limit rule, and it is taken. What would do it: plan pro, or \`accountId\`, so that a Worker does it.
    pro, business, enterprise: rules
`,
    ],
])("the limits and caches of %s", (system, withAccount, without) => {
    const table = (text: string): string[] => text.split("\n").slice(1, -1);

    it("go to rules where the plan has them, and else to the Worker", () => expect(whereabouts(system, true)).toEqual(table(withAccount)));

    it("are refused without an account where they need the Worker", () => expect(whereabouts(system, false)).toEqual(table(without)));
});
