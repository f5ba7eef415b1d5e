import type { Proof } from "../../policies/proofs/proof";

/** What breaks production for the rules whose other cases are in tests of their own. */
type Mutation = Pick<Proof, "breaks" | "adds" | "alsoBreaks">;

const removing =
    (name: string): Proof["breaks"] =>
    one =>
        one.urn.endsWith(`::${name}`) ? undefined : one;

export const older: Readonly<Record<string, Mutation>> = {
    "every-alert-routed": { breaks: one => (one.type === "aws:sns/topicSubscription:TopicSubscription" ? undefined : one) },
    "iam-no-star": {
        breaks: one =>
            one.type === "aws:iam/rolePolicy:RolePolicy" && one.urn.endsWith("::backend-may-read-secrets")
                ? {
                      ...one,
                      inputs: { ...one.inputs, policy: JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] }) },
                  }
                : one,
        // The role is a workload's, whose rights have a rule of their own.
        alsoBreaks: ["pod-identity-least"],
    },
    "s3-deny-http": { breaks: removing("dumps-tls-only") },
    "s3-public-block": { breaks: removing("dumps-private") },
};
