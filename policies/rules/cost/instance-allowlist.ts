import { environmentOf, type Environment } from "../../environment";
import { fits } from "../../glob";
import { given } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { fields, Unknown } from "../../values";

type Settings = Readonly<Record<Environment, readonly string[]>>;

/** Where each type says how large its machines are. */
const sizes: ReadonlyMap<string, string> = new Map([
    ["aws:docdb/clusterInstance:ClusterInstance", "instanceClass"],
    ["aws:ec2/instance:Instance", "instanceType"],
    ["aws:ec2/launchConfiguration:LaunchConfiguration", "instanceType"],
    ["aws:ec2/launchTemplate:LaunchTemplate", "instanceType"],
    ["aws:ec2/spotInstanceRequest:SpotInstanceRequest", "instanceType"],
    ["aws:eks/nodeGroup:NodeGroup", "instanceTypes[*]"],
    ["aws:elasticache/cluster:Cluster", "nodeType"],
    ["aws:elasticache/replicationGroup:ReplicationGroup", "nodeType"],
    ["aws:memorydb/cluster:Cluster", "nodeType"],
    ["aws:neptune/clusterInstance:ClusterInstance", "instanceClass"],
    ["aws:opensearch/domain:Domain", "clusterConfig.instanceType"],
    ["aws:rds/cluster:Cluster", "dbClusterInstanceClass"],
    ["aws:rds/clusterInstance:ClusterInstance", "instanceClass"],
    ["aws:rds/instance:Instance", "instanceClass"],
    ["aws:redshift/cluster:Cluster", "nodeType"],
]);

/** Instances without a size of their own: capacity by the second, which has limits elsewhere. */
const bySecond = ["db.serverless"];

const small = ["*.nano", "*.micro", "*.small", "*.medium"];
const allowed: Settings = {
    development: small,
    staging: [...small, "*.large"],
    production: [...small, "*.large", "*.xlarge", "*.2xlarge", "*.4xlarge"],
};

const patterns = (environment: Environment) => ({
    ...{ type: "array" as const, items: { type: "string" as const, minLength: 1 }, default: allowed[environment] },
    description: `Types of instances of a ${environment} stack, with * for any text: \`db.t4g.*\`, \`*.large\`.`,
});

/** A stack whose name and tags say nothing of an environment is not judged. */
export const instanceAllowlist = stackRule<Settings>(
    {
        name: "instance-allowlist",
        group: "cost",
        description: "Instances, nodes, databases and caches are of the types that are allowed in the stack's environment.",
        why: "A size that was tried for an afternoon and kept costs as much as all the rest; the invoice is where it shows.",
        severity: "low",
        tags: ["cost", "aws"],
        controls: [],
        url: "https://docs.aws.amazon.com/wellarchitected/latest/cost-optimization-pillar/select-the-correct-resource-type-size-and-number.html",
        level: "advisory",
        settings: { development: patterns("development"), staging: patterns("staging"), production: patterns("production") },
        examples: {
            fails: `new aws.rds.Instance("db", { instanceClass: "db.r7g.8xlarge" }); // in the stack development`,
            passes: `new aws.rds.Instance("db", { instanceClass: "db.t4g.medium" });`,
        },
        remediationSteps:
            "Take a type that is allowed, or add the one that is needed to the environment's list in the configuration of the pack.",
    },
    (stack, settings) => {
        const environment = environmentOf(stack);
        if (environment === undefined) return [];
        return stack.map(given).flatMap(one => {
            const path = sizes.get(one.type);
            return path ? [{ urn: one.urn, verdicts: judge(one, path, settings[environment], environment) }] : [];
        });
    },
);

const judge = ({ props }: Placed, path: string, patterns: readonly string[], environment: Environment): readonly Verdict[] =>
    fields(props, path).flatMap<Verdict>(({ path: place, value }) => {
        if (value instanceof Unknown) return [value];
        if (typeof value !== "string" || [...bySecond, ...patterns].some(pattern => fits(pattern, value))) return [];
        return [`${place} is ${value}, which is not among those of ${environment}: ${patterns.join(", ") || "none"}.`];
    });
