import { closest, distance } from "fastest-levenshtein";
import type { Problem } from "../core/errors";
import { memoryUnits, parameterTable, preloadable, reserved, timeUnits, type Parameter } from "./parameter-table";
import { amount, parameterOf, shown } from "./parameter-values";
import type { PostgresParameters } from "./parameters";
import type { Version } from "./versions";

export interface ParameterContext {
    readonly version: Version;
    readonly kind: "rds" | "in-cluster";
    /** Of RDS: says how much memory there is. */
    readonly instanceClass?: string;
}

/** What is wrong with parameters, each on its own and one against another. */
export function parameterProblems(parameters: PostgresParameters = {}, context: ParameterContext, path = "parameters"): Problem[] {
    const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
    const wrong = given.flatMap(([name, got]): Problem[] => {
        const problem = nameProblem(name, context) ?? valueProblem(parameterOf(name)!, name, got, context);
        return problem ? [{ path: `${path}.${name}`, got, ...problem }] : [];
    });
    return wrong.length > 0 ? wrong : togetherProblems(parameters, context, path);
}

type Fault = Pick<Problem, "allowed" | "fix">;

function nameProblem(name: string, { kind }: ParameterContext): Fault | undefined {
    const own = Object.hasOwn(reserved, name) ? reserved[name]! : undefined;
    if (own) {
        const setter = kind === "rds" ? "RDS or this component sets it" : "this component sets it";
        return { allowed: `nothing: ${setter}`, fix: typeof own === "string" ? own : own[kind] };
    }
    if (!parameterOf(name)) {
        const names = [...Object.keys(parameterTable), ...Object.keys(reserved)];
        const near = closest(name, names);
        const like = distance(name, near) <= 4 ? `Is it ${near}?` : "docs/postgres.md lists them.";
        return { allowed: "a parameter of PostgreSQL that this component knows", fix: like };
    }
    if (name.startsWith("rds.") && kind !== "rds") return { allowed: "nothing: it is a parameter of RDS", fix: "Leave it out." };
    return undefined;
}

function valueProblem(parameter: Parameter, name: string, got: unknown, { version, kind }: ParameterContext): Fault | undefined {
    switch (parameter.kind) {
        case "boolean":
            return typeof got === "boolean" ? undefined : { allowed: "true or false" };
        case "enum":
            return parameter.values.includes(got as string) ? undefined : { allowed: parameter.values.join(", ") };
        case "timezone":
            return isTimeZone(got) ? undefined : { allowed: "a time zone such as UTC or Asia/Tokyo" };
        case "list":
            return listProblem(got, kind);
        default: {
            const range = { ...parameter, ...(parameter.versions?.[version] ?? {}) };
            const count = parameter.kind === "memory" || parameter.kind === "time" ? amount(parameter, got) : got;
            const { min = -Infinity, max = Infinity } = { ...range, ...leastLog(name, kind) };
            const fits = typeof count === "number" && count >= min && count <= max && (isFractional(parameter) || Number.isInteger(count));
            return fits ? undefined : { allowed: rangeText(parameter, min, max) };
        }
    }
}

const isFractional = (parameter: Parameter): boolean =>
    parameter.kind === "real" || (parameter.kind === "time" && parameter.fraction === true);

/**
 * The server does not start with less than two segments of its log: of 16MB each, on RDS of more, where a parameter
 * group has 192MB at first.
 */
const leastLog = (name: string, kind: "rds" | "in-cluster"): { min?: number } =>
    ["max_wal_size", "min_wal_size"].includes(name) ? { min: kind === "rds" ? 192 : 32 } : {};

function rangeText(parameter: Parameter, min: number, max: number): string {
    if (parameter.kind !== "memory" && parameter.kind !== "time") {
        const what = parameter.kind === "real" ? "a number" : "a whole number";
        return max === Infinity ? `${what} from ${min}` : `${what} from ${min} to ${max}`;
    }
    const units = Object.keys(parameter.kind === "memory" ? memoryUnits : timeUnits).filter(unit => unit !== "8kB");
    const example = parameter.kind === "memory" ? "a size such as 256MB" : "a time such as 30s";
    const range = `from ${shown(parameter, min)} to ${shown(parameter, max)}`;
    const whole = isFractional(parameter) ? "" : `, a multiple of ${parameter.unit.replace(/^(?=[a-zA-Z])/, "1")}`;
    return `${example} (${units.join(", ")}) ${range}${whole}, or its number`;
}

function listProblem(got: unknown, kind: "rds" | "in-cluster"): Fault | undefined {
    const known = preloadable[kind];
    const fits = Array.isArray(got) && new Set(got).size === got.length && got.every(name => known.includes(name as string));
    return fits ? undefined : { allowed: `a list of some of ${known.join(", ")}, each once` };
}

function isTimeZone(name: unknown): boolean {
    // Offsets mean the opposite in PostgreSQL of what they mean elsewhere.
    if (typeof name !== "string" || !/^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/.test(name)) return false;
    try {
        return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
    } catch {
        return false;
    }
}

function togetherProblems(parameters: PostgresParameters, { kind, instanceClass }: ParameterContext, path: string): Problem[] {
    const problems: Problem[] = [];
    const { max_connections, superuser_reserved_connections = 3, shared_buffers } = parameters;
    if (max_connections !== undefined && superuser_reserved_connections >= max_connections) {
        problems.push({
            path: `${path}.max_connections`,
            got: max_connections,
            allowed: `more than superuser_reserved_connections, which is ${superuser_reserved_connections}`,
            fix: "The server does not start otherwise.",
        });
    }
    const gib = kind === "rds" && instanceClass !== undefined ? memoryOfClass(instanceClass) : undefined;
    const row = parameterTable.shared_buffers as Parameter & { kind: "memory" };
    const bytes = shared_buffers === undefined ? 0 : amount(row, shared_buffers)! * memoryUnits["8kB"];
    if (gib !== undefined && bytes > (gib * 1024 ** 3) / 2) {
        problems.push({
            path: `${path}.shared_buffers`,
            got: shared_buffers,
            allowed: `at most ${gib * 512}MB: half of the ${gib} GiB of ${instanceClass}`,
            fix: "With too much the instance does not start; left out, RDS takes a quarter of the memory.",
        });
    }
    return problems;
}

/**
 * Memory of a class in GiB: the table "Hardware specifications for DB instance classes" of the RDS user guide. From
 * `large` on it doubles with each step: 4 GiB for each virtual CPU of m and t, 8 of r.
 */
export function memoryOfClass(instanceClass: string): number | undefined {
    const [, family, times, size] = /^db\.([mrt])\w+\.(\d*)(micro|small|medium|large|xlarge)$/.exec(instanceClass) ?? [];
    if (family === undefined || size === undefined) return undefined;
    const ofLarge = family === "r" ? 16 : 8;
    const sizes: Readonly<Record<string, number>> = {
        micro: 1,
        small: 2,
        medium: 4,
        large: ofLarge,
        xlarge: 2 * ofLarge * Number(times || 1),
    };
    return sizes[size];
}
