import type { Proof, Resource } from "../../policies/proofs/proof";

/** What breaks production for the rules whose other cases are in tests of their own. */
type Mutation = Pick<Proof, "breaks" | "adds" | "alsoBreaks">;

/** Changes the inputs of the one resource whose URN ends so. */
const changing =
    (name: string, change: (inputs: Resource["inputs"]) => Resource["inputs"]): Proof["breaks"] =>
    one =>
        one.urn.endsWith(`::${name}`) ? { ...one, inputs: change(one.inputs) } : one;

const removing =
    (name: string): Proof["breaks"] =>
    one =>
        one.urn.endsWith(`::${name}`) ? undefined : one;

interface Workload {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly Container[] } } };
}
interface Container {
    readonly image: string;
    readonly securityContext: object;
    readonly env?: readonly object[];
}

const changingContainer = (name: string, change: (container: Container) => object): Proof["breaks"] =>
    changing(name, inputs => {
        const { spec } = inputs as unknown as Workload;
        const [first, ...others] = spec.template.spec.containers;
        const pod = { ...spec.template.spec, containers: [{ ...first, ...change(first!) }, ...others] };
        return { ...inputs, spec: { ...spec, template: { ...spec.template, spec: pod } } };
    });

export const older: Readonly<Record<string, Mutation>> = {
    "env-no-plain-secret": {
        breaks: changingContainer("backend-deployment", ({ env = [] }) => ({
            env: [...env, { name: "SMTP_PASSWORD", value: "correct-horse-battery" }],
        })),
    },
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
