import { RunError } from "@pulumi/pulumi";

/** One thing that is wrong with what a user gave. */
export interface Problem {
    /** Where, as a path into the arguments: `backup.retentionDays`. */
    readonly path: string;
    /** What was found there, as it would be written in YAML or code. */
    readonly got: unknown;
    /** What may stand there. */
    readonly allowed: string;
    /** What to do about it, where `allowed` does not say it already. */
    readonly fix?: string;
}

/**
 * Bad input, reported before any resource exists: all problems at once. Pulumi shows errors of this kind without
 * a stack trace.
 */
export class WebstackError extends RunError {
    constructor(
        readonly subject: string,
        readonly problems: readonly Problem[],
    ) {
        super(`${subject}: ${problems.length === 1 ? "1 problem" : `${problems.length} problems`}\n${problems.map(describe).join("\n")}`);
    }
}

/** Throws where there is anything to report. */
export function refuse(subject: string, problems: readonly Problem[]): void {
    if (problems.length > 0) throw new WebstackError(subject, problems);
}

/** Moves problems below a longer path: of a part's arguments to those of the whole. */
export function under(path: string, problems: readonly Problem[]): Problem[] {
    return problems.map(problem => ({ ...problem, path: problem.path ? `${path}.${problem.path}` : path }));
}

function describe({ path, got, allowed, fix }: Problem): string {
    const found = got === undefined ? "is missing" : `got ${JSON.stringify(got)}`;
    return `  ${path}: ${found}; allowed: ${allowed}.${fix ? ` ${fix}` : ""}`;
}
