import type * as aws from "@pulumi/aws";

/** A service that uses a key on somebody's behalf, and what it may use it for. */
export interface KeyUser {
    /** `logs.eu-west-1.amazonaws.com` */
    readonly service: string;
    /** Condition that narrows the use to this stack's resources. */
    readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The policy of a customer-managed key: the account's IAM decides, and the named services may use it.
 *
 * "Resource: *" in a key policy means the key itself.
 */
export function keyPolicy(accountId: string, users: readonly KeyUser[] = []): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Sid: "AccountDecides",
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${accountId}:root` },
                Action: "kms:*",
                Resource: "*",
            },
            ...users.map(({ service, condition }, index) => ({
                Sid: `Service${index + 1}`,
                Effect: "Allow",
                Principal: { Service: service },
                Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
                Resource: "*",
                ...(condition ? { Condition: condition } : {}),
            })),
        ],
    });
}

/** CloudWatch Logs, for log groups of this account and region. */
export const logsUser = (region: string, accountId: string): KeyUser => ({
    service: `logs.${region}.amazonaws.com`,
    condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` } },
});

/** The arguments of a customer-managed key: rotated every year, 30 days of grace before it is gone. */
export function keyArgs(description: string, accountId: string, users: readonly KeyUser[], tags: Record<string, string>): aws.kms.KeyArgs {
    return {
        description,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: keyPolicy(accountId, users),
        tags,
    };
}

/** A trust policy that lets one AWS service assume a role. */
export function serviceTrust(
    service: string,
    actions: readonly string[] = ["sts:AssumeRole"],
    condition?: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
    return JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: service },
                Action: actions.length === 1 ? actions[0] : actions,
                ...(condition ? { Condition: condition } : {}),
            },
        ],
    });
}
