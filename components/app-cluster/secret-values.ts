import type * as pulumi from "@pulumi/pulumi";

/** What a workload's secret may be: a value that Pulumi keeps encrypted, or the place of one that is kept elsewhere. */
export type SecretValue = pulumi.Input<string> | SecretReference;

/** A secret that is there already, and of which Pulumi never learns the value. */
export class SecretReference {
    /** @internal made by `secretsManagerSecret` and `kubernetesSecret` */
    constructor(readonly at: SecretsManagerPlace | KubernetesPlace) {}
}

export interface SecretsManagerPlace {
    readonly kind: "secrets-manager";
    readonly arn: pulumi.Input<string>;
    /** Key of a value in an entry that is JSON; the entry as it is without. */
    readonly jsonKey: string | undefined;
    /** The customer-managed key it is encrypted with; AWS's own without. */
    readonly kmsKeyArn: pulumi.Input<string> | undefined;
}

export interface KubernetesPlace {
    readonly kind: "kubernetes";
    readonly secretName: string;
    readonly key: string;
}

/** An entry of Secrets Manager, for workloads on EKS. When it is rotated, the files in the pods follow. */
export const secretsManagerSecret = (
    arn: pulumi.Input<string>,
    { jsonKey, kmsKeyArn }: { readonly jsonKey?: string; readonly kmsKeyArn?: pulumi.Input<string> } = {},
): SecretReference => new SecretReference({ kind: "secrets-manager", arn, jsonKey, kmsKeyArn });

/** A key of a Kubernetes Secret in the workload's namespace, for clusters other than EKS. */
export const kubernetesSecret = (secretName: string, key: string): SecretReference =>
    new SecretReference({ kind: "kubernetes", secretName, key });

/** The secrets that Pulumi knows, and those it does not. */
export function bySource(secrets: Readonly<Record<string, SecretValue>> = {}): {
    readonly known: Record<string, pulumi.Input<string>>;
    readonly references: Record<string, SecretReference>;
} {
    const known: Record<string, pulumi.Input<string>> = {};
    const references: Record<string, SecretReference> = {};
    for (const [name, value] of Object.entries(secrets)) {
        if (value instanceof SecretReference) references[name] = value;
        else known[name] = value;
    }
    return { known, references };
}
