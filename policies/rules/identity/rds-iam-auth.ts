import { securityHub } from "../../controls";
import { given, targets } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, isSet, Unknown } from "../../values";

const property = "iamDatabaseAuthenticationEnabled";

interface DatabaseType {
    readonly engines: RegExp;
    /** The property that makes it a replica, which need not repeat its engine. */
    readonly source: string;
}

/** Engines that take tokens of IAM. Clusters of RDS for MySQL and PostgreSQL, with two standbys, are not judged. */
const types: ReadonlyMap<string, DatabaseType> = new Map([
    ["aws:rds/instance:Instance", { engines: /^(postgres|mysql|mariadb)$/, source: "replicateSourceDb" }],
    ["aws:rds/cluster:Cluster", { engines: /^aurora(-mysql|-postgresql)?$/, source: "replicationSourceIdentifier" }],
    ["aws:neptune/cluster:Cluster", { engines: /^(neptune)?$/, source: "replicationSourceIdentifier" }],
]);

/** A rule on the whole stack, since a replica's engine is its source's. */
export const rdsIamAuth = stackRule(
    {
        name: "rds-iam-auth",
        group: "security",
        description:
            "Databases of RDS, Aurora and Neptune take tokens of IAM in place of passwords, where their engine can. Aurora Serverless " +
            "of the first version cannot.",
        why: "A password of a database works for whoever has it until somebody changes it; a token of IAM is good for 15 minutes.",
        severity: "medium",
        tags: ["identity", "aws", "rds"],
        ...securityHub("RDS.10", "IAM authentication should be configured for RDS instances"),
        examples: {
            fails: `new aws.rds.Instance("db", { engine: "postgres" });`,
            passes: `new aws.rds.Instance("db", { engine: "postgres", iamDatabaseAuthenticationEnabled: true });`,
        },
        remediationSteps:
            "Set iamDatabaseAuthenticationEnabled: true, which restarts nothing; grant rds_iam (PostgreSQL) or identify the user with " +
            "AWSAuthenticationPlugin (MySQL), and give the role rds-db:connect.",
        level: "advisory",
    },
    stack => {
        const all = stack.map(given);
        return all.flatMap(one => {
            const type = types.get(one.type);
            return type ? [{ urn: one.urn, verdicts: judge(one, type, all) }] : [];
        });
    },
);

function judge(one: Placed, { engines, source }: DatabaseType, all: readonly Placed[]): readonly Verdict[] {
    if (at(one.props, "engineMode") === "serverless") return [];
    const originals = targets(one, source, all, ...types.keys());
    const original = all.find(({ urn }) => originals.includes(urn));
    const engine = at(one.props, "engine") ?? at(original?.props, "engine");
    // The source of a replica may be another stack's.
    if (engine === undefined && isSet(at(one.props, source))) return [];
    const asked = demand(field(one.props, property), value => value === true, "only passwords open it, which do not end by themselves.");
    if (asked.length > 0 && engine instanceof Unknown) return [engine];
    return engines.test(typeof engine === "string" ? engine.toLowerCase() : "") ? asked : [];
}
