export interface Ended {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
}

export function diffStacks(
    projects: readonly string[],
    run: (project: string, stack: string) => Ended,
): { readonly page: string; readonly danger: boolean; readonly failed: boolean };
