/** What is still to come, by the part that brings it. Whatever is done leaves this table, and then no answer can name it. */
export const milestones = {
    policies: "Policy packs that a security team would adopt",
    release: "Release: deployments, blue-green and rolling, and their way back",
} as const;

export type Milestone = keyof typeof milestones;
