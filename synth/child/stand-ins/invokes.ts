import { parseAllDocuments } from "yaml";
import type { PropertyMap } from "../../types";
import { isRecord } from "../../wire";
import { hash, standInAccount, text } from "./index";

/** Who asks: the region of the provider the call goes to. */
export interface Caller {
    readonly region: string;
}

type Answer = (args: PropertyMap, caller: Caller) => PropertyMap;

/** Provider functions that programs call to look things up, and what stands for the answers. */
const answers: Record<string, Answer> = {
    "aws:index/getCallerIdentity:getCallerIdentity": () => ({
        id: standInAccount,
        accountId: standInAccount,
        arn: `arn:aws:iam::${standInAccount}:user/stand-in`,
        userId: "AIDASTANDIN",
    }),
    "aws:index/getRegion:getRegion": (_, { region }) => ({
        id: region,
        name: region,
        region,
        endpoint: `ec2.${region}.amazonaws.com`,
        description: region,
    }),
    "aws:index/getPartition:getPartition": () => ({
        id: "aws",
        partition: "aws",
        dnsSuffix: "amazonaws.com",
        reverseDnsPrefix: "com.amazonaws",
    }),
    "aws:index/getAvailabilityZones:getAvailabilityZones": (_, { region }) => {
        const names = ["a", "b", "c"].map(letter => `${region}${letter}`);
        return { id: region, names, zoneIds: names.map(name => `${name}-id`), groupNames: [region] };
    },
    "aws:iam/getPolicyDocument:getPolicyDocument": args => {
        const json = JSON.stringify(policyDocument(args), null, 2);
        return { id: hash(json, 10), json, minifiedJson: JSON.stringify(policyDocument(args)) };
    },
    "aws:ec2/getAmi:getAmi": args => {
        const id = `ami-${hash(JSON.stringify(args), 17)}`;
        return { id, imageId: id, architecture: "x86_64", name: "stand-in" };
    },
    "aws:lb/getLoadBalancer:getLoadBalancer": (args, { region }) => {
        const name = text(args.name) ?? "stand-in";
        const arnSuffix = `app/${name}/${hash(name, 16)}`;
        const arn = text(args.arn) ?? `arn:aws:elasticloadbalancing:${region}:${standInAccount}:loadbalancer/${arnSuffix}`;
        return { id: arn, arn, arnSuffix: arn.replace(/^.*:loadbalancer\//, ""), name, loadBalancerType: "application" };
    },
    "aws:secretsmanager/getSecretVersion:getSecretVersion": args => ({
        id: String(args.secretId),
        secretString: "secret-stand-in",
        versionId: "stand-in",
    }),
    "aws:ssm/getParameter:getParameter": args => ({ id: String(args.name), value: "stand-in", type: "String" }),
    // Not a stand-in: what the provider does with text, done here.
    "kubernetes:yaml:decode": args => ({
        result: parseAllDocuments(text(args.text) ?? "")
            .map(document => document.toJS() as unknown)
            .filter(isRecord),
    }),
};

/** Functions whose answer is computed, not made up. */
const computed = new Set(["aws:iam/getPolicyDocument:getPolicyDocument", "kubernetes:yaml:decode"]);

export interface InvokeAnswer {
    readonly result: PropertyMap;
    /** Why a reader should know of it, or undefined where the answer is the real one. */
    readonly notice?: string;
}

export function answerInvoke(token: string, args: PropertyMap, caller: Caller): InvokeAnswer {
    const answer = answers[token];
    if (answer) {
        const result = { ...args, ...answer(args, caller) };
        return computed.has(token) ? { result } : { result, notice: `${token} was answered by a stand-in` };
    }
    const id = `${token.split(":").at(-1)}-${hash(token + JSON.stringify(args), 8)}`;
    return {
        result: { ...args, id, arn: `arn:aws:stand-in:${caller.region}:${standInAccount}:${id}` },
        notice: `${token} was answered by a stand-in that knows its arguments, an id and an ARN only`,
    };
}

function policyDocument(args: PropertyMap): PropertyMap {
    const statements = Array.isArray(args.statements) ? args.statements.filter(isRecord) : [];
    return {
        Version: text(args.version) ?? "2012-10-17",
        ...(text(args.policyId) ? { Id: args.policyId } : {}),
        Statement: statements.map(statement => ({
            ...(text(statement.sid) ? { Sid: statement.sid } : {}),
            Effect: text(statement.effect) ?? "Allow",
            ...principals("Principal", statement.principals),
            ...principals("NotPrincipal", statement.notPrincipals),
            ...listed("Action", statement.actions),
            ...listed("NotAction", statement.notActions),
            ...listed("Resource", statement.resources),
            ...listed("NotResource", statement.notResources),
            ...conditions(statement.conditions),
        })),
    };
}

/** One entry stands alone, several as a sorted list, as the provider writes them. */
function listed(key: string, value: unknown): PropertyMap {
    if (!Array.isArray(value) || value.length === 0) return {};
    const entries = value as string[];
    return { [key]: entries.length === 1 ? entries[0] : [...entries].sort() };
}

function principals(key: string, value: unknown): PropertyMap {
    if (!Array.isArray(value) || value.length === 0) return {};
    const byType: PropertyMap = {};
    for (const { type, identifiers } of value as { type: string; identifiers: string[] }[]) {
        if (type === "*") return { [key]: "*" };
        byType[type] = identifiers.length === 1 ? identifiers[0] : [...identifiers].sort();
    }
    return { [key]: byType };
}

function conditions(value: unknown): PropertyMap {
    if (!Array.isArray(value) || value.length === 0) return {};
    const byTest: Record<string, PropertyMap> = {};
    for (const { test, variable, values } of value as { test: string; variable: string; values: string[] }[]) {
        (byTest[test] ??= {})[variable] = values.length === 1 ? values[0] : values;
    }
    return { Condition: byTest };
}
