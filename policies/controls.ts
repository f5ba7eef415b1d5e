import type { RuleText } from "./rule";

/** A control of AWS Security Hub, by its number and title: `RDS.11`. */
export function securityHub(reference: `${string}.${number}`, specification: string): Pick<RuleText, "framework" | "url"> {
    const [service, number] = reference.toLowerCase().split(".");
    return {
        framework: { name: "AWS Foundational Security Best Practices", version: "1.0.0", reference, specification },
        url: `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${service}-${number}`,
    };
}

/** The profile of Kubernetes' Pod Security Standards that pods are held to, as of the default cluster's version. */
export const podSecurityRestricted: Pick<RuleText, "framework" | "url"> = {
    framework: {
        name: "Kubernetes Pod Security Standards",
        version: "v1.35",
        reference: "Restricted",
        specification: "Heavily restricted policy, following current Pod hardening best practices.",
    },
    url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
};
