import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../core/hash";

/**
 * A name among those of all stacks of an account at Cloudflare: at most 63 lower-case letters, digits and '-'. The hash tells apart
 * what reads alike: Cloudflare overwrites a script that another stack has under the same name.
 */
export function accountName(name: string): string {
    const parts = [pulumi.getProject(), pulumi.getStack(), name];
    const readable = parts
        .join("-")
        .toLowerCase()
        .replace(/[^a-z0-9-]/g, "-");
    return `${readable.slice(0, 54)}-${shortHash(JSON.stringify(parts), 8)}`;
}
