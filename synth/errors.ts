/** Exit codes of the `webstack` command. */
export const ExitCode = {
    ok: 0,
    /** The program or its configuration is wrong. */
    program: 1,
    /** A mandatory policy is violated. */
    policy: 2,
    /** A diff endangers data or opens something to the world. */
    danger: 3,
    /** The command was called with words it does not know (EX_USAGE of sysexits.h). */
    usage: 64,
} as const;

/**
 * A mistake that the user can mend. The command prints the message, never a stack trace.
 */
export class SynthError extends Error {
    override readonly name = "SynthError";
    constructor(
        message: string,
        readonly exitCode: number = ExitCode.program,
    ) {
        super(message);
    }
}
