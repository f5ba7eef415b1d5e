import type { PolicyComplianceFramework } from "@pulumi/policy";
import type { RuleText } from "./rule";

/** A control of AWS Security Hub, by its number and title: `RDS.11`. */
export function securityHub(reference: `${string}.${number}`, specification: string): Pick<RuleText, "controls" | "url"> {
    const [service, number] = reference.toLowerCase().split(".");
    return {
        controls: [{ name: "AWS Foundational Security Best Practices", version: "1.0.0", reference, specification }],
        url: `https://docs.aws.amazon.com/securityhub/latest/userguide/${service}-controls.html#${service}-${number}`,
    };
}

const pillars = { SEC: "security", REL: "reliability", COST: "cost-optimization" } as const;

/** A best practice of AWS's Well-Architected Framework, by its number, title and page: `SEC03-BP02`. */
export function wellArchitected(
    reference: `${keyof typeof pillars}${string}`,
    specification: string,
    page: string,
): Pick<RuleText, "controls" | "url"> {
    const pillar = pillars[/^[A-Z]+/.exec(reference)![0] as keyof typeof pillars];
    return {
        controls: [{ name: "AWS Well-Architected Framework", version: "2024-11-06", reference, specification }],
        url: `https://docs.aws.amazon.com/wellarchitected/latest/${pillar}-pillar/${page}.html`,
    };
}

/** The profile of Kubernetes' Pod Security Standards that pods are held to, as of the default cluster's version. */
export const podSecurityRestricted: Pick<RuleText, "controls" | "url"> = {
    controls: [
        {
            name: "Kubernetes Pod Security Standards",
            version: "v1.35",
            reference: "Restricted",
            specification: "Heavily restricted policy, following current Pod hardening best practices.",
        },
    ],
    url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/",
};

/** A recommendation of the CIS Kubernetes Benchmark, by its number and title: `5.1.3`. */
export const cisKubernetes = (reference: string, specification: string): PolicyComplianceFramework => ({
    ...{ name: "CIS Kubernetes Benchmark", version: "1.10.0", reference, specification },
});

/** A section of the Kubernetes Hardening Guide by NSA and CISA, which numbers none. */
export const kubernetesHardening = (reference: string, specification: string): PolicyComplianceFramework => ({
    ...{ name: "NSA/CISA Kubernetes Hardening Guide", version: "1.2", reference, specification },
});
