import * as pulumi from "@pulumi/pulumi";
import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";
import type { Problem } from "../core/errors";

/** How to get the AWS CLI; client-go prints it too, where the command is missing. */
export const installHint =
    "Install the AWS CLI, version 2 (https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html), and see that " +
    "`aws --version` answers in the shell that runs Pulumi.";

/**
 * The Kubernetes provider asks the `aws` command for a token at every use. Where it is missing, that would show
 * after a quarter of an hour, when the cluster is made and nothing can be put into it. A preview needs no token, and
 * runs without.
 */
export function explainMissingAws(isDryRun = pulumi.runtime.isDryRun(), found = isOnPath("aws")): Problem[] {
    return isDryRun || found
        ? []
        : [
              {
                  path: "PATH",
                  got: "no command named aws",
                  allowed: "the AWS CLI, which gives the Kubernetes provider its tokens for EKS",
                  fix: installHint,
              },
          ];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a shell would find the command. */
export const isOnPath = (command: string, env: Environment = process.env): boolean =>
    placesOf(command, env, process.platform).some(isExecutable);

/** Where a shell looks for a command, in its order. */
export function placesOf(command: string, env: Environment, platform: NodeJS.Platform): string[] {
    const windows = platform === "win32";
    const style = windows ? path.win32 : path.posix;
    // The names of variables know no case on Windows; in a copy of the environment they do.
    const read = (name: string): string | undefined =>
        windows ? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1] : env[name];
    const folders = (read("PATH") ?? "").split(style.delimiter).filter(folder => folder !== "");
    const endings = windows ? (read("PATHEXT") ?? ".COM;.EXE;.BAT;.CMD").split(";") : [""];
    return folders.flatMap(folder => endings.map(ending => style.join(folder, command + ending)));
}

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return statSync(file).isFile();
    } catch {
        return false;
    }
}
