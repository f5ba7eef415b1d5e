import type { Placed } from "./rule";
import { at, items, jsonOf, type Value } from "./values";

/** The accounts that the stack is known to work in. */
export type Accounts = ReadonlySet<string>;

export const accountsOf = (all: readonly Placed[]): Accounts => new Set(all.flatMap(accountsAt));

/** A provider may name its accounts. What the stack makes has its account in the ARN; what has an ARN as an input is elsewhere. */
function accountsAt({ type, props }: Placed): readonly string[] {
    if (type === "pulumi:providers:aws") {
        return items(jsonOf(at(props, "allowedAccountIds"))).filter(account => typeof account === "string");
    }
    const arn = at(props, "arn");
    return type.startsWith("aws:") && !type.endsWith("Policy") && typeof arn === "string" ? [arn.split(":")[4] ?? ""].filter(Boolean) : [];
}

/** `123456789012`, or an ARN that has it. */
export function accountOf(principal: Value): string | undefined {
    return typeof principal === "string" ? /^(?:arn:[^:]*:[^:]*:[^:]*:)?(\d{12})(?::|$)/.exec(principal)?.[1] : undefined;
}
