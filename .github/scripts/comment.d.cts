interface Pull {
    readonly number: number;
    readonly head: { readonly sha: string; readonly repo: { readonly id: number } | null };
}

interface Comment {
    readonly id: number;
    readonly user: { readonly login: string } | null;
    readonly body?: string;
}

interface Repository {
    readonly owner: string;
    readonly repo: string;
}

type List<Parameters, Item> = (parameters: Parameters) => Promise<{ data: Item[] }>;

/** The part of GitHub's API that is used. */
export interface GitHub {
    paginate<Parameters, Item>(list: List<Parameters, Item>, parameters: Parameters): Promise<Item[]>;
    readonly rest: {
        readonly pulls: { list: List<Repository & { state: string; head: string; per_page: number }, Pull> };
        readonly issues: {
            listComments: List<Repository & { issue_number: number; per_page: number }, Comment>;
            createComment(parameters: Repository & { issue_number: number; body: string }): Promise<unknown>;
            updateComment(parameters: Repository & { comment_id: number; body: string }): Promise<unknown>;
        };
    };
}

export interface WorkflowRun {
    readonly head_sha: string;
    readonly head_branch: string;
    readonly head_repository: { readonly id: number; readonly owner: { readonly login: string } } | null;
    readonly html_url: string;
}

export function comment(options: {
    readonly github: GitHub;
    readonly context: { readonly repo: Repository; readonly payload: { readonly workflow_run: WorkflowRun } };
    readonly core: { notice(text: string): void };
    /** Where the artifact lies. */
    readonly folder: string;
}): Promise<void>;
