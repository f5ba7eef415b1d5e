import { isEveryResource, statementsOf } from "./iam-statements";
import { targets, type Target } from "./references";
import type { Placed, Verdict } from "./rule";
import { at, fields, isProperties, isSet, items, jsonOf, Unknown, type Field, type Value } from "./values";

export const roleType = "aws:iam/role:Role";
const policyType = "aws:iam/policy:Policy";

/** What ties policies to roles: where it names the role, and the policy that the stack makes. */
const attachments: ReadonlyMap<string, readonly [roles: string, policies: string]> = new Map([
    ["aws:iam/rolePolicyAttachment:RolePolicyAttachment", ["role", "policyArn"]],
    ["aws:iam/policyAttachment:PolicyAttachment", ["roles[*]", "policyArn"]],
    ["aws:iam/rolePolicyAttachmentsExclusive:RolePolicyAttachmentsExclusive", ["roleName", "policyArns[*]"]],
]);

/** Where the documents stand that are a role's own or attached to it. */
const documents: ReadonlyMap<string, string> = new Map([
    ["aws:iam/rolePolicy:RolePolicy", "policy"],
    [policyType, "policy"],
    [roleType, "inlinePolicies[*].policy"],
]);

/** The resources of a stack that hold what some of its roles may do. */
export function policiesOfRoles(roles: ReadonlySet<Target>, all: readonly Placed[]): readonly Placed[] {
    const isOne = (one: Placed, path: string): boolean => targets(one, path, all, roleType).some(role => roles.has(role));
    const attached = all.flatMap(one => {
        if (one.type === roleType) return roles.has(one.urn) ? targets(one, "managedPolicyArns[*]", all, policyType) : [];
        const [role, policies] = attachments.get(one.type) ?? [];
        return role !== undefined && policies !== undefined && isOne(one, role) ? targets(one, policies, all, policyType) : [];
    });
    return all.filter(
        one => roles.has(one.urn) || attached.includes(one.urn) || (one.type === "aws:iam/rolePolicy:RolePolicy" && isOne(one, "role")),
    );
}

/** The statements of documents that a resource holds; of one that is not known, that. */
export const statementsIn = ({ type, props }: Placed): readonly Field[] =>
    fields(props, documents.get(type) ?? "").flatMap(({ path, value }) => {
        const document = jsonOf(value);
        if (document instanceof Unknown) return [{ path, value: document }];
        return statementsOf(document).map(found => ({ ...found, path: `${path}.${found.path}` }));
    });

/** Actions that read or change what people keep in a service, or act with somebody's rights; one for each kind of wildcard. */
const dataActions = [
    ...["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:GetObjectVersion"],
    ...["dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan"],
    ...["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem"],
    ...["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "secretsmanager:PutSecretValue"],
    ...["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath", "ssm:PutParameter", "ssm:SendCommand"],
    ...["kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:Sign"],
    ...["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:PurgeQueue", "sns:Publish"],
    ...["kinesis:GetRecords", "kinesis:PutRecord", "kinesis:PutRecords", "firehose:PutRecord", "firehose:PutRecordBatch"],
    ...["rds-db:connect", "rds-data:ExecuteStatement", "elasticache:Connect", "lambda:InvokeFunction", "states:StartExecution"],
    ...["logs:GetLogEvents", "logs:FilterLogEvents", "sts:AssumeRole", "iam:PassRole"],
] as const;

/** Keys of a condition that say which of all resources are meant, as an ARN would. */
const narrowing = /^(aws:resourcetag\/.+|[\w-]+:resourcetag\/.+|kms:resourcealiases|s3:existingobjecttag\/.+|iam:passedtoservice)$/;

/** What is wrong with a statement that reaches data: `Resource: "*"`, or everything but some. */
export function judgeReach({ path, value }: Field, why: string): readonly Verdict[] {
    if (value instanceof Unknown) return [value];
    const effect = at(value, "Effect");
    if (effect instanceof Unknown) return [effect];
    if (effect !== "Allow" || isNarrowed(at(value, "Condition"))) return [];
    const actions = items(at(value, "Action"));
    const reached = actions.flatMap(reachedBy)[0] ?? (isSet(at(value, "NotAction")) ? dataActions[0] : undefined);
    const doubt = actions.find(action => action instanceof Unknown);
    if (reached === undefined && doubt === undefined) return [];
    const resources = items(at(value, "Resource"));
    const wide = resources.some(resource => typeof resource === "string" && isEveryResource(resource));
    const place = isSet(at(value, "NotResource")) ? "NotResource" : "Resource";
    if (!wide && place === "Resource") return reached === undefined ? [] : resources.filter(resource => resource instanceof Unknown);
    return [reached === undefined ? doubt! : `${path}.${place} is everything there is for ${reached}: ${why}`];
}

/** The data actions that an action with wildcards takes in. IAM does not tell capitals apart. */
function reachedBy(action: Value): readonly string[] {
    if (typeof action !== "string") return [];
    const pattern = action
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replace(/\*+/g, ".*")
        .replace(/\?/g, ".");
    const matching = new RegExp(`^${pattern}$`, "i");
    return dataActions.filter(data => matching.test(data));
}

const isNarrowed = (condition: Value): boolean =>
    isProperties(condition) &&
    Object.entries(condition).some(
        ([operator, keys]) =>
            !/IfExists$|^ForAllValues:|Not|^Null$/.test(operator) &&
            isProperties(keys) &&
            Object.keys(keys).some(key => narrowing.test(key.toLowerCase())),
    );
