import { memoryUnits, parameterTable, timeUnits, type Parameter } from "./parameter-table";
import type { PostgresParameters } from "./parameters";

type Value = NonNullable<PostgresParameters[keyof PostgresParameters]>;

export interface RdsParameter {
    readonly name: string;
    readonly value: string;
    readonly applyMethod: "immediate" | "pending-reboot";
}

export type ServerSetting = readonly [name: string, value: string];

const preloadedAlways = "pg_stat_statements";

/** The parameters with what every database has besides. */
function complete(parameters: PostgresParameters): [string, Value][] {
    const libraries = (parameters.shared_preload_libraries ?? []).filter(name => name !== preloadedAlways);
    const all: PostgresParameters = {
        log_min_duration_statement: "1s",
        ...parameters,
        shared_preload_libraries: [preloadedAlways, ...libraries],
    };
    return Object.entries(all)
        .filter((entry): entry is [string, Value] => entry[1] !== undefined)
        .sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Of a parameter group of RDS: numbers in PostgreSQL's own units, without them; static ones wait for a reboot. TLS is always forced. */
export function rdsParameters(parameters: PostgresParameters = {}): RdsParameter[] {
    const given = complete(parameters).map(([name, value]): RdsParameter => {
        const parameter = parameterOf(name)!;
        return { name, value: rdsValue(parameter, value), applyMethod: parameter.restart ? "pending-reboot" : "immediate" };
    });
    const forced: RdsParameter = { name: "rds.force_ssl", value: "1", applyMethod: "immediate" };
    return [...given, forced].sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Of a server of one's own, for `-c name=value` or postgresql.conf; values as they were given. */
export const serverSettings = (parameters: PostgresParameters = {}): ServerSetting[] =>
    complete(parameters).map(([name, value]) => [name, serverValue(value)]);

/** The row of a name; none for what the table does not have, whatever objects inherit. */
export const parameterOf = (name: string): Parameter | undefined =>
    Object.hasOwn(parameterTable, name) ? parameterTable[name as keyof PostgresParameters] : undefined;

function rdsValue(parameter: Parameter, value: Value): string {
    if (typeof value === "boolean") return value ? "1" : "0";
    if (parameter.kind === "memory" || parameter.kind === "time") return String(amount(parameter, value));
    return typeof value === "object" ? value.join(",") : String(value);
}

function serverValue(value: Value): string {
    if (typeof value === "boolean") return value ? "on" : "off";
    return typeof value === "object" ? value.join(",") : String(value);
}

/** A size or a time in the parameter's own unit; nothing where it cannot be read. */
export function amount({ kind, unit }: Parameter & { kind: "memory" | "time" }, value: unknown): number | undefined {
    if (typeof value === "number") return value;
    const [, digits, given] = /^(-?\d+(?:\.\d+)?)([A-Za-z]+)$/.exec(String(value)) ?? [];
    const units: Readonly<Record<string, number>> = kind === "memory" ? writable : timeUnits;
    if (digits === undefined || given === undefined || !Object.hasOwn(units, given)) return undefined;
    const own = kind === "memory" ? memoryUnits[unit] : timeUnits[unit];
    // First what is whole: 0.1 of something is none too exact.
    return (Number(digits) * units[given]!) / own;
}

/** Pages are a unit of the server's, and nobody writes them. */
const { "8kB": _, ...writable } = memoryUnits;

/** As PostgreSQL shows an amount: in the largest unit that leaves no rest. */
export function shown(parameter: Parameter & { kind: "memory" | "time" }, count: number): string {
    if (count <= 0) return String(count);
    const [units, own]: [Record<string, number>, number] =
        parameter.kind === "memory" ? [writable, memoryUnits[parameter.unit]] : [timeUnits, timeUnits[parameter.unit]];
    const whole = Object.entries(units).findLast(([, size]) => Number.isInteger((count * own) / size))!;
    return `${(count * own) / whole[1]}${whole[0]}`;
}
