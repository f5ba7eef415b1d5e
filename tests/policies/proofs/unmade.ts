import { unknown, type Sketch, type Stack } from "./proof";

const instance = ["dbSubnetGroupName", "vpcSecurityGroupIds", "parameterGroupName", "engine", "engineVersion", "port", "multiAz"];
const cluster = ["dbSubnetGroupName", "vpcSecurityGroupIds", "dbClusterParameterGroupName", "engineVersion", "port"];
const cache = ["securityGroupIds", "subnetGroupName", "replicationGroupId", "globalReplicationGroupId", "engine", "port"];

/** What AWS fills in where a program is silent. */
const filledIn: Readonly<Record<string, readonly string[]>> = {
    "aws:ec2/vpc:Vpc": ["mainRouteTableId", "defaultRouteTableId", "defaultSecurityGroupId"],
    "aws:ec2/routeTable:RouteTable": ["routes"],
    "aws:ec2/route:Route": ["networkInterfaceId"],
    "aws:ec2/securityGroup:SecurityGroup": ["ingress", "egress"],
    "aws:ec2/securityGroupRule:SecurityGroupRule": ["sourceSecurityGroupId"],
    "aws:rds/instance:Instance": instance,
    "aws:rds/cluster:Cluster": cluster,
    "aws:neptune/cluster:Cluster": ["neptuneSubnetGroupName", "vpcSecurityGroupIds"],
    "aws:elasticache/cluster:Cluster": cache,
    "aws:elasticache/replicationGroup:ReplicationGroup": cache,
    "aws:elasticache/serverlessCache:ServerlessCache": ["securityGroupIds", "subnetIds"],
};

type Entry<T> = readonly [key: string, value: T];
const mapped = <T, U>(record: object, change: (entry: Entry<T>) => U): Record<string, U> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change([key, value as T])]));

/**
 * The stack in which every property that holds what another resource answers is made from that resource, and every other
 * unknown value is another stack's.
 */
export function wired(stack: Stack): Stack {
    const answered = Object.entries(stack).flatMap(([name, { answers = {} }]) =>
        Object.values(answers).map(answer => [answer, name] as const),
    );
    const sourcesOf = (name: string, value: unknown): readonly string[] => {
        const leaves = leavesOf(value);
        const sources = answered.filter(([answer, source]) => source !== name && leaves.includes(answer)).map(([, source]) => source);
        return [...new Set([...sources, ...(leaves.includes(unknown) ? ["elsewhere"] : [])])];
    };
    const made = mapped<Sketch, Sketch>(stack, ([name, { props = {}, from, ...sketch }]) => {
        const found = Object.entries(props).map(([key, value]) => [key, sourcesOf(name, value)] as const);
        return { ...sketch, props, from: { ...Object.fromEntries(found.filter(([, sources]) => sources.length > 0)), ...from } };
    });
    return { elsewhere: { type: "pulumi:pulumi:StackReference" }, ...made };
}

/** The resource with properties that are not known yet, though it is what they are made from. */
export const later = (sketch: Sketch, from: NonNullable<Sketch["from"]>): Sketch => ({
    ...sketch,
    props: { ...sketch.props, ...mapped(from, () => unknown) },
    from,
});

/**
 * A wired stack in the engine's first preview: nothing that AWS answers is known, nor what is made from it, and what a program
 * leaves to AWS is there, but is not known.
 */
export function unmade(stack: Stack): Stack {
    const answers = Object.values(stack).flatMap(({ answers: given = {} }) => Object.values(given) as unknown[]);
    return mapped<Sketch, Sketch>(stack, ([, { props = {}, from = {}, ...sketch }]) => {
        const silent = ["id", ...Object.keys(sketch.answers ?? {}), ...(filledIn[sketch.type] ?? [])].filter(key => !(key in props));
        return {
            ...sketch,
            from,
            props: mapped(props, ([key, value]) => (key in from ? withoutAnswers(value, answers) : value)),
            answers: Object.fromEntries(silent.map(key => [key, unknown])),
        };
    });
}

const leavesOf = (value: unknown): readonly unknown[] =>
    typeof value === "object" && value !== null ? Object.values(value).flatMap(leavesOf) : [value];

function withoutAnswers(value: unknown, answers: readonly unknown[]): unknown {
    if (Array.isArray(value)) return value.map(item => withoutAnswers(item, answers));
    if (typeof value === "object" && value !== null) return mapped(value, ([, inner]) => withoutAnswers(inner, answers));
    return answers.includes(value) ? unknown : value;
}

/** Cases by name, each also as the first preview shows it. */
export const inPreviews = <T>(
    cases: Readonly<Record<string, T>>,
    change: (one: T, seen: (stack: Stack) => Stack) => T,
): Record<string, T> =>
    Object.fromEntries(
        Object.entries(cases).flatMap(([what, one]) => [
            [what, change(one, wired)],
            [`${what}, before anything is made`, change(one, stack => unmade(wired(stack)))],
        ]),
    );

type Case = { readonly stack: Stack };

/** The same of cases that say what a stack is judged to be. */
export const casesInPreviews = <T extends Case>(cases: Readonly<Record<string, T>>): Record<string, T> =>
    inPreviews(cases, (one, seen) => ({ ...one, stack: seen(one.stack) }));

export const stacksInPreviews = (stacks: Readonly<Record<string, Stack>>): Record<string, Stack> =>
    inPreviews(stacks, (stack, seen) => seen(stack));
