import type { Proof } from "../../policies/proofs/proof";

/** What breaks production for the rules whose other cases are in tests of their own. */
type Mutation = Pick<Proof, "breaks" | "adds" | "alsoBreaks">;

const removing =
    (name: string): Proof["breaks"] =>
    one =>
        one.urn.endsWith(`::${name}`) ? undefined : one;

export const older: Readonly<Record<string, Mutation>> = {
    "every-alert-routed": { breaks: one => (one.type === "aws:sns/topicSubscription:TopicSubscription" ? undefined : one) },
    "s3-deny-http": { breaks: removing("dumps-tls-only") },
};
