import * as fs from "node:fs";
import * as path from "node:path";
import type { CloudflareArgs } from "../../../components/edge-cdn";
import { compileEdge } from "../../../components/edge-cdn/compile";
import { plans } from "../../../components/edge-cdn/plans";
import type { Rule } from "../../../components/edge-cdn/rules/item";
import { committedStack } from "../../support/committed-stacks";
import { root } from "../../support/synth";
import { bare, full, systemOn, systems } from "./edges";

/** A rule's expression, and where it stands. */
export interface Written {
    readonly where: string;
    readonly phase: string;
    readonly ref: string;
    readonly expression: string;
    /** Whether it is a condition, or what a redirect or a header becomes. */
    readonly kind: "condition" | "value";
}

/** Texts that end a string, escape, or look like the language itself. */
export const hostile = {
    badBots: ['"', "\\", '\\"', '" or true or "', "a and b", "not x", "{}) (", "%22", "'; --"].map(text => `bot${text}`),
    blockedAddresses: ["0.0.0.0/0", "::/0", "255.255.255.255", "2001:DB8::", "::1"],
    path: "/~.-_/a.b/..c/",
} as const;

const manyHosts = Array.from({ length: 30 }, (_, index) => `h${index}.example.com`);

/** Descriptions that other tests do not have. */
export const unusual: Readonly<Record<string, CloudflareArgs>> = {
    hostile: {
        ...bare,
        plan: "business",
        waf: {
            badBots: hostile.badBots,
            blockedAddresses: hostile.blockedAddresses,
            adminPaths: [{ name: "x", path: hostile.path, allow: ["::/0", "10.0.0.0/8"] }],
        },
        rateLimits: [{ name: "x", path: hostile.path, methods: ["GET", "POST"], requests: 1, periodSeconds: 600 }],
        redirects: [{ name: "x", host: "api.example.com", path: hostile.path, to: "https://example.com/%22~", keepPath: false }],
    },
    "many hosts": { ...bare, hosts: manyHosts, plan: "pro", waf: { sqlInjection: true, crossSiteScripting: true } },
    "caches of two places": {
        ...bare,
        accountId: "0".repeat(32),
        caches: ["/", "/a/", "/a/b/", "/a/b/c/"].map((pathPrefix, index) => ({
            name: `c${index}`,
            pathPrefix,
            shared: index % 2 === 0,
            edgeSeconds: 86400,
        })),
    },
    "no cache below one": {
        ...bare,
        caches: [
            { name: "all", pathPrefix: "/", shared: true, edgeSeconds: "origin" },
            { name: "none", pathPrefix: "/api/", host: "api.example.com", extensions: ["json"], edgeSeconds: 0 },
        ],
    },
};

function writtenBy(where: string, phase: string, { ref, expression, actionParameters }: Rule): Written[] {
    const values: Written[] = [];
    JSON.stringify(actionParameters ?? {}, (key, value: unknown) => {
        if (key === "expression") values.push({ where, phase, ref, expression: String(value), kind: "value" });
        return value;
    });
    return [{ where, phase, ref, expression, kind: "condition" }, ...values];
}

/** Of every example, on every plan, with an account and without. */
export function compiled(): Written[] {
    const described: [string, CloudflareArgs][] = [
        ...plans.map((plan): [string, CloudflareArgs] => [`full on ${plan}`, full(plan)]),
        ...Object.keys(systems).flatMap(name =>
            plans.flatMap(plan =>
                [true, false].map((account): [string, CloudflareArgs] => [`${name} on ${plan}`, systemOn(name, plan, account)]),
            ),
        ),
        ...Object.entries(unusual),
    ];
    return described.flatMap(([where, args]) =>
        Object.entries(compileEdge(args).rules).flatMap(([phase, rules]) => rules.flatMap(rule => writtenBy(where, phase, rule))),
    );
}

/** Of every stack of this repository. */
export async function committed(): Promise<Written[]> {
    const found: Written[] = [];
    for (const directory of [".", ...fs.readdirSync(path.join(root, "examples")).map(name => path.join("examples", name))]) {
        const files = fs.readdirSync(path.join(root, directory)).filter(file => /^Pulumi\.\w+\.yaml$/.test(file));
        for (const stack of files.map(file => file.split(".")[1]!)) {
            const { deployment } = await committedStack(directory, stack);
            for (const { type, inputs } of deployment.deployment.resources) {
                if (type !== "cloudflare:index/ruleset:Ruleset") continue;
                const rules = inputs!.rules as Rule[];
                found.push(...rules.flatMap(rule => writtenBy(`${directory} ${stack}`, inputs!.phase as string, rule)));
            }
        }
    }
    return found;
}
