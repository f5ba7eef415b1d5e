import type { Known, Value } from "./values";

/** The parameter by which a database refuses clients without TLS. */
export interface Switch {
    readonly parameter: string;
    readonly on: readonly Known[];
    /** The version since which AWS has it on unless a group says otherwise. */
    readonly since?: readonly [major: number, minor: number];
}

/** What there is to know of a type of database. */
export interface DatabaseType {
    /** The property that names its parameter group, and the type of that. */
    readonly group: string;
    readonly groupType: string;
    /** The property that makes it a replica. */
    readonly source: string;
    readonly switches: ReadonlyMap<string, Switch>;
}

const forceSsl: Switch = { parameter: "rds.force_ssl", on: ["1", 1] };
const secureTransport: Switch = { parameter: "require_secure_transport", on: ["1", 1, "ON", "on"] };

/** By type, and by engine; engines without a row are not judged. AWS's defaults are those of its user guides. */
export const databaseTypes: ReadonlyMap<string, DatabaseType> = new Map<string, DatabaseType>([
    [
        "aws:rds/instance:Instance",
        {
            group: "parameterGroupName",
            groupType: "aws:rds/parameterGroup:ParameterGroup",
            source: "replicateSourceDb",
            switches: new Map([
                // "The rds.force_ssl parameter default value is 1 (on) for RDS for PostgreSQL version 15 and later."
                ["postgres", { ...forceSsl, since: [15, 0] }],
                ["mysql", secureTransport],
                // "For 11.8 and later versions, the default value is set to ON."
                ["mariadb", { ...secureTransport, since: [11, 8] }],
            ]),
        },
    ],
    [
        "aws:rds/cluster:Cluster",
        {
            group: "dbClusterParameterGroupName",
            groupType: "aws:rds/clusterParameterGroup:ClusterParameterGroup",
            source: "replicationSourceIdentifier",
            switches: new Map([
                // "The rds.force_ssl parameter is now set to 1 (on) by default in version 17 and newer versions."
                ["aurora-postgresql", { ...forceSsl, since: [17, 0] }],
                ["aurora-mysql", secureTransport],
                ["postgres", forceSsl],
                ["mysql", secureTransport],
            ]),
        },
    ],
]);

/** Engine and version of a parameter group's family, such as `aurora-postgresql17` or `mysql8.0`. */
export function parseFamily(family: Known): { readonly engine: string; readonly version: string } {
    const [, engine = "", version = ""] = /^([a-z-]*[a-z])-?(\d[\d.]*)$/.exec(typeof family === "string" ? family : "") ?? [];
    return { engine, version };
}

/** Whether AWS has the switch on where nobody says otherwise. */
export function isOnByDefault({ since }: Switch, version: Value): boolean {
    const [, major, minor] = /^(\d+)(?:\.(\d+))?/.exec(typeof version === "string" ? version : "") ?? [];
    if (!since || major === undefined) return false;
    return Number(major) > since[0] || (Number(major) === since[0] && Number(minor ?? 0) >= since[1]);
}
