import * as fs from "node:fs";
import * as path from "node:path";

const fileName = "policy-exemptions.yaml";

/**
 * The file of the project that is judged. `WEBSTACK_EXEMPTIONS` names it, or with an empty text none. Without it, it
 * lies beside the project's Pulumi.yaml, which is found from where the pulumi CLI was started; the engine tells a pack
 * the project's name and not its folder, so that the name has to agree.
 */
export function findExemptions(env: NodeJS.ProcessEnv): string | undefined {
    if (env.WEBSTACK_EXEMPTIONS !== undefined) return env.WEBSTACK_EXEMPTIONS || undefined;
    const project = env.PULUMI_NODEJS_PROJECT ?? env.PULUMI_PROJECT;
    for (let folder = env.PWD ?? ""; path.isAbsolute(folder); folder = path.dirname(folder)) {
        const name = projectIn(folder);
        if (name !== undefined)
            return name === project && fs.existsSync(path.join(folder, fileName)) ? path.join(folder, fileName) : undefined;
        if (folder === path.dirname(folder)) return undefined;
    }
    return undefined;
}

/** The name of the project whose Pulumi.yaml lies in the folder: a line of its own, at the margin, in every project. */
function projectIn(folder: string): string | undefined {
    const file = ["Pulumi.yaml", "Pulumi.yml"].map(name => path.join(folder, name)).find(candidate => fs.existsSync(candidate));
    if (file === undefined) return undefined;
    const [, quoted, plain] = /^name:[ \t]*(?:["']([^"'\n]*)["']|([^\s#]+))/m.exec(fs.readFileSync(file, "utf8")) ?? [];
    return quoted ?? plain ?? "";
}
