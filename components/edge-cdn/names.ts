import * as pulumi from "@pulumi/pulumi";
import { shortHash } from "../core/hash";

/** A name among those of all stacks of an account at Cloudflare: at most 63 lower-case letters, digits and '-'. */
export function accountName(name: string): string {
    const whole = `${pulumi.getProject()}-${pulumi.getStack()}-${name}`.toLowerCase().replace(/[^a-z0-9-]/g, "-");
    return whole.length <= 63 ? whole : `${whole.slice(0, 54)}-${shortHash(whole, 8)}`;
}
