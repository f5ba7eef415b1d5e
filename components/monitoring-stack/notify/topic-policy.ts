import type { KeyUser } from "../../core/encryption";
import type { AwsPlace } from "../args";

type Condition = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A service of AWS that tells people of something by a topic. */
interface Publisher {
    readonly sid: string;
    readonly service: string;
    readonly ofThisAccount: (place: AwsPlace) => Condition;
    /** A condition of the key's policy, where the service gives its source to KMS. */
    readonly keyCondition?: (place: AwsPlace) => Condition;
}

const sameAccount = ({ accountId }: AwsPlace): Condition => ({ StringEquals: { "aws:SourceAccount": accountId } });

const publishers: readonly Publisher[] = [
    {
        sid: "CloudWatchAlarms",
        service: "cloudwatch.amazonaws.com",
        ofThisAccount: ({ accountId, region }) => ({
            ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${region}:${accountId}:alarm:*` },
        }),
        keyCondition: sameAccount,
    },
    {
        sid: "EventBridgeRules",
        service: "events.amazonaws.com",
        ofThisAccount: ({ accountId, region }) => ({ ArnLike: { "aws:SourceArn": `arn:aws:events:${region}:${accountId}:rule/*` } }),
        // None: EventBridge would not deliver (Amazon SNS developer guide, "Managing Amazon SNS encryption keys").
    },
    { sid: "Budgets", service: "budgets.amazonaws.com", ofThisAccount: sameAccount, keyCondition: sameAccount },
];

/** Who may use the topics' key: who may publish. */
export const keyUsers = (place: AwsPlace): KeyUser[] =>
    publishers.map(({ service, keyCondition }) => ({ service, ...(keyCondition ? { condition: keyCondition(place) } : {}) }));

/** What this account's alarms, rules and budgets tell, and what its roles may; nothing without TLS. */
export const topicPolicy = (arn: string, place: AwsPlace): string =>
    JSON.stringify({
        Version: "2012-10-17",
        Statement: [
            ...publishers.map(({ sid, service, ofThisAccount }) => ({
                Sid: sid,
                Effect: "Allow",
                Principal: { Service: service },
                Action: "sns:Publish",
                Resource: arn,
                Condition: ofThisAccount(place),
            })),
            {
                Sid: "AccountPublishes",
                Effect: "Allow",
                Principal: { AWS: `arn:aws:iam::${place.accountId}:root` },
                Action: "sns:Publish",
                Resource: arn,
            },
            {
                Sid: "TlsOnly",
                Effect: "Deny",
                Principal: "*",
                Action: "sns:Publish",
                Resource: arn,
                Condition: { Bool: { "aws:SecureTransport": "false" } },
            },
        ],
    });
