import type { Step } from "./steps";

/** The beginning of the script of EdgeCDN's Worker, which says what it does; the rest is the same of every Worker. */
const written = /^const WEBSTACK_EDGE = (\{[\s\S]*?\});$/m;

/** What the Worker is told, in its script. */
export const workerConfig: Step = {
    text: "(WEBSTACK_EDGE)",
    members: value => {
        const text = typeof value === "string" ? written.exec(value)?.[1] : undefined;
        if (text === undefined) return [{ value: undefined, replace: () => value }];
        return [
            {
                value: JSON.parse(text) as unknown,
                // A replacement's `$` would be read as a pattern.
                replace: next =>
                    next === undefined
                        ? undefined
                        : (value as string).replace(written, () => `const WEBSTACK_EDGE = ${JSON.stringify(next)};`),
            },
        ];
    },
};
