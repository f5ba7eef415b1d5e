import { awsReplacing } from "./replacements/aws";
import { awsMayReplace } from "./replacements/aws-conditional";
import { cloudflareMayReplace, cloudflareReplacing } from "./replacements/cloudflare";
import { kubernetesMayReplace, kubernetesReplacing } from "./replacements/kubernetes";
import { randomMayReplace, randomReplacing } from "./replacements/random";

/**
 * Which changes replace a resource rather than update it, without the provider's plug-in at hand. Each table says
 * from which version of which provider it was read, and how to check it again.
 *
 * A path names the property itself and all below it; `[*]` stands for the index in a list. A whole object that comes
 * or goes changes the paths inside it. What the tables cannot know are defaults: to write down the value that an
 * unset property had anyway replaces nothing.
 */
const replacing = new Map(Object.entries({ ...awsReplacing, ...cloudflareReplacing, ...randomReplacing }));
const mayReplace = new Map(Object.entries({ ...awsMayReplace, ...cloudflareMayReplace, ...kubernetesMayReplace, ...randomMayReplace }));

const isAws = (type: string): boolean => type.startsWith("aws:");

/** The property paths whose change replaces; undefined: a type not in the tables, of which any change may replace. */
export function replacingProperties(type: string): readonly string[] | undefined {
    const paths = replacing.get(type) ?? kubernetesReplacing(type);
    return paths?.split(" ").filter(path => path !== "");
}

/** The property paths whose change replaces in some cases only, and in which. */
export function conditionallyReplacing(type: string): Readonly<Record<string, string>> {
    const elsewhere = "it is not the region that the provider works in anyway";
    return { ...(isAws(type) ? { region: elsewhere } : {}), ...mayReplace.get(type) };
}
