import type { Proof } from "../../policies/proofs/proof";

/** What breaks production for the rules whose other cases are in tests of their own. */
type Mutation = Pick<Proof, "breaks" | "adds" | "alsoBreaks">;

export const older: Readonly<Record<string, Mutation>> = {
    "every-alert-routed": { breaks: one => (one.type === "aws:sns/topicSubscription:TopicSubscription" ? undefined : one) },
};
