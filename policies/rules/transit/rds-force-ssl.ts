import { securityHub } from "../../controls";
import { databaseTypes, isOnByDefault, parseFamily, type DatabaseType } from "../../database-tls";
import { given, targets } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, fields, isSet, Unknown, type Value } from "../../values";

const plain = "a client that does not ask for TLS sends passwords and rows through the network in plain text.";

/** A rule on the whole stack, since a database's parameter group is a resource of its own. */
export const rdsForceSsl = stackRule(
    {
        name: "rds-force-ssl",
        group: "security",
        description:
            "RDS and Aurora databases take TLS connections only: PostgreSQL, MySQL and MariaDB, and their replicas. Oracle, SQL Server " +
            "and Db2 are not judged.",
        why: "A client that does not ask for TLS sends passwords and rows in plain text, and nobody notices.",
        severity: "high",
        tags: ["encryption", "aws", "rds"],
        ...securityHub("RDS.38", "RDS for PostgreSQL DB instances should be encrypted in transit"),
        examples: {
            fails: `new aws.rds.ParameterGroup("db", { family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "0" }] });`,
            passes: `new aws.rds.ParameterGroup("db", { family: "postgres17", parameters: [{ name: "rds.force_ssl", value: "1" }] });`,
        },
        remediationSteps:
            "Set parameterGroupName to an aws.rds.ParameterGroup of the stack, or dbClusterParameterGroupName to a ClusterParameterGroup, " +
            'in which rds.force_ssl is "1" for PostgreSQL, require_secure_transport "1" for MySQL and MariaDB.',
    },
    stack => {
        const all = stack.map(given);
        const databases = all.flatMap(one => {
            const type = databaseTypes.get(one.type);
            return type ? [{ one, type, groups: targets(one, type.group, all, type.groupType) }] : [];
        });
        const used = new Set(databases.flatMap(({ groups }) => groups));
        return [
            ...databases.map(({ one, type }) => ({ urn: one.urn, verdicts: judgeDatabase(one, type, all) })),
            ...all.filter(({ urn }) => used.has(urn)).map(group => ({ urn: group.urn, verdicts: judgeGroup(group) })),
        ];
    },
);

/** A group of the stack is judged itself; of others only AWS's defaults are known. */
function judgeDatabase(one: Placed, type: DatabaseType, all: readonly Placed[]): readonly Verdict[] {
    const group = field(one.props, type.group);
    const source = at(one.props, type.source);
    if (targets(one, type.group, all, type.groupType).some(name => all.some(({ urn }) => urn === name))) return [];
    // Beside its source, a replica that names no group has the source's. An ARN may be of another region.
    if (!isSet(group.value) && typeof source === "string" && isSet(source) && !source.includes(":")) return [];

    const [, family] = typeof group.value === "string" ? (/^default\.(.+)$/.exec(group.value) ?? []) : [];
    const { engine, version } = family === undefined ? chosen(one, type, all) : parseFamily(family);
    if (engine instanceof Unknown) return [engine];
    const tls = typeof engine === "string" ? type.switches.get(engine.toLowerCase()) : undefined;
    if (!tls) return [];
    if (family !== undefined || !isSet(group.value)) {
        if (tls.since && version instanceof Unknown) return [version];
        if (isOnByDefault(tls, version)) return [];
        if (family === undefined && source instanceof Unknown) return [source];
    }
    return demand(group, () => false, `no group of the stack asks for ${tls.parameter}, and ${plain}`);
}

/** Engine and version, which a replica need not repeat. */
function chosen(one: Placed, { source }: DatabaseType, all: readonly Placed[]): { readonly engine: Value; readonly version: Value } {
    const sources = targets(one, source, all, ...databaseTypes.keys());
    const original = all.find(({ urn }) => sources.includes(urn))?.props;
    const of = (property: string): Value => at(one.props, property) ?? at(original, property);
    return { engine: of("engine"), version: of("engineVersion") };
}

function judgeGroup({ type, props }: Placed): readonly Verdict[] {
    const family = at(props, "family");
    if (family instanceof Unknown) return [family];
    const { engine, version } = parseFamily(family);
    const tls = [...databaseTypes.values()].find(({ groupType }) => groupType === type)?.switches.get(engine);
    if (!tls) return [];
    const parameters = fields(props, "parameters[*]");
    const switches = parameters.filter(({ value }) => at(value, "name") === tls.parameter);
    if (switches.length > 0) {
        return switches
            .map(({ path, value }) => ({ path: `${path}.value`, value: at(value, "value") }))
            .flatMap(set => demand(set, value => tls.on.includes(value), `${tls.parameter} is off, and ${plain}`));
    }
    const unknown = parameters.map(({ value }) => at(value, "name")).find(name => name instanceof Unknown);
    if (unknown) return [unknown];
    return isOnByDefault(tls, version) ? [] : [`parameters has no ${tls.parameter}: ${plain}`];
}
