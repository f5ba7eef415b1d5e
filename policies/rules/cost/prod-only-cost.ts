import { environmentOf, type Environment } from "../../environment";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { at, isSet, Unknown, type Value } from "../../values";

interface Settings {
    readonly environments: readonly Environment[];
}

/** What a property makes dearer, and by how much; figures of AWS's price list. */
interface Luxury {
    readonly property: string;
    readonly is: (value: Value) => boolean;
    readonly costs: string;
}

const yes = (value: Value): boolean => value === true;
const provisioned = (value: Value): boolean => typeof value === "string" && /^io[12]$/.test(value);

const database: readonly Luxury[] = [
    { property: "multiAz", is: yes, costs: "a standby doubles the price of the database" },
    { property: "replicateSourceDb", is: isSet, costs: "a replica costs as much as its source" },
    { property: "storageType", is: provisioned, costs: "provisioned operations are paid for whether they are used or not" },
    {
        property: "performanceInsightsRetentionPeriod",
        is: value => Number(value) > 7,
        costs: "more than the seven free days are billed by vCPU",
    },
];

const luxuries: ReadonlyMap<string, readonly Luxury[]> = new Map([
    ["aws:rds/instance:Instance", database],
    [
        "aws:elasticache/replicationGroup:ReplicationGroup",
        [{ property: "multiAzEnabled", is: yes, costs: "every replica costs as much as its primary" }],
    ],
    [
        "aws:ebs/volume:Volume",
        [{ property: "type", is: provisioned, costs: "provisioned operations are paid for whether they are used or not" }],
    ],
    [
        "aws:rds/instanceAutomatedBackupsReplication:InstanceAutomatedBackupsReplication",
        [{ property: "sourceDbInstanceArn", is: isSet, costs: "backups in a second region are stored, and carried there, twice" }],
    ],
]);

const natGateway = "aws:ec2/natGateway:NatGateway";

/** What keeps a service up through a failure: nobody waits for an environment where people only try things. */
export const prodOnlyCost = stackRule<Settings>(
    {
        name: "prod-only-cost",
        group: "cost",
        description: "A development stack has no standbys, replicas, provisioned operations and NAT gateways in every zone.",
        why: "What makes production survive a zone doubles the price of an environment that nobody depends on, month after month.",
        severity: "low",
        tags: ["cost", "aws"],
        controls: [],
        url: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/select-the-correct-resource-type-size-and-number.html",
        level: "advisory",
        settings: {
            environments: {
                ...{ type: "array", items: { enum: ["development", "staging"] }, default: ["development"] },
                description: "The environments to do without: `development`, `staging`.",
            },
        },
        examples: {
            fails: `new aws.rds.Instance("db", { multiAz: true }); // in the stack development`,
            passes: `new aws.rds.Instance("db", { multiAz: stack === "production" });`,
        },
        remediationSteps:
            "Leave it out in this environment. Where the environment is there to rehearse failures, exempt the resource for that time.",
    },
    (stack, { environments }) => {
        const environment = environmentOf(stack);
        if (environment === undefined || !environments.includes(environment)) return [];
        const all = stack.map(given);
        return all.flatMap(one => {
            const verdicts = one.type === natGateway ? judgeNat(one, all) : luxuries.get(one.type)?.flatMap(luxury => judge(one, luxury));
            return verdicts ? [{ urn: one.urn, verdicts }] : [];
        });
    },
);

function judge({ props }: Placed, { property, is, costs }: Luxury): readonly Verdict[] {
    const value = at(props, property);
    // A given source makes a replica, known or not.
    if (value instanceof Unknown && !is(value)) return [value];
    return is(value) ? [`${property} is set: ${costs}.`] : [];
}

/** The first one of a stack is how private subnets reach the world. */
function judgeNat(one: Placed, all: readonly Placed[]): readonly Verdict[] {
    const before = all.filter(({ type }) => type === natGateway).findIndex(({ urn }) => urn === one.urn);
    return before === 0 ? [] : ["it is not the stack's first NAT gateway: each costs by the hour, and one carries all traffic of a trial."];
}
