import type { z } from "zod";
import { settingsSchema } from "./config";

/** What the schema admits at a place in a stack file, in words. */

type Path = readonly PropertyKey[];

export function allowedBy(issue: z.core.$ZodIssue, root: unknown): string {
    switch (issue.code) {
        case "invalid_value":
            return issue.values.map(String).join(", ");
        case "invalid_union":
            return issue.discriminator === undefined ? alternativesAt(issue.path, root) : kindsAt(issue.path, root);
        case "invalid_type":
            return typeNames[issue.expected] ?? issue.expected;
        case "too_small":
            return `at least ${String(issue.minimum)}${issue.origin === "array" ? " in the list" : ""}`;
        default:
            return issue.message;
    }
}

/** The keys that may stand beside an unknown one. */
export function allowedKeys(path: Path, root: unknown): string {
    const keys = Object.keys(schemaAt(path, root).shape ?? {});
    return keys.length > 0 ? keys.join(", ") : "no further keys";
}

export function valueAt(root: unknown, path: Path): unknown {
    return path.reduce<unknown>((value, part) => keyOf(value, part), root);
}

export const kindOf = (value: unknown): unknown => keyOf(value, "kind");

const keyOf = (value: unknown, key: PropertyKey): unknown =>
    typeof value === "object" && value !== null ? (value as Record<PropertyKey, unknown>)[key] : undefined;

const typeNames: Readonly<Record<string, string>> = {
    int: "a whole number",
    number: "a number",
    string: "text",
    array: "a list",
    object: "keys and values",
    record: "keys and values",
    boolean: "true or false",
};

/** As much of a schema as is looked at here. */
interface AnySchema {
    readonly def: {
        readonly type: string;
        readonly format?: string;
        readonly discriminator?: string;
        readonly values?: readonly unknown[];
    };
    readonly shape?: Readonly<Record<string, AnySchema>>;
    readonly element?: AnySchema;
    /** Of a mapping whose keys are names. */
    readonly valueType?: AnySchema;
    readonly options?: readonly AnySchema[];
    unwrap?(): AnySchema;
}

/** Without what makes it optional. */
const open = (schema: AnySchema): AnySchema => (schema.unwrap && !schema.element ? open(schema.unwrap()) : schema);

/** The schema of a place; of kinds the one that the value there has. */
function schemaAt(path: Path, root: unknown): AnySchema {
    return path.reduce<AnySchema>(
        (schema, part, index) => {
            const { shape, element, valueType } = schema;
            const next = open((typeof part === "number" ? element : (shape?.[String(part)] ?? valueType))!);
            return ofKind(next, valueAt(root, path.slice(0, index + 1))) ?? next;
        },
        settingsSchema as unknown as AnySchema,
    );
}

function ofKind({ def, options }: AnySchema, value: unknown): AnySchema | undefined {
    const { discriminator } = def;
    if (discriminator === undefined) return undefined;
    return options?.find(({ shape }) => shape?.[discriminator]?.def.values?.includes(keyOf(value, discriminator)));
}

/** What may stand at the key that says the kind. */
function kindsAt(path: Path, root: unknown): string {
    const key = String(path.at(-1));
    const { options = [] } = schemaAt(path.slice(0, -1), root);
    return options.flatMap(({ shape }) => shape?.[key]?.def.values ?? []).join(", ");
}

const alternativesAt = (path: Path, root: unknown): string => (schemaAt(path, root).options ?? []).map(described).join(", or ");

function described({ def, shape }: AnySchema): string {
    if (shape) return `{ ${Object.keys(shape).join(", ")} }`;
    if (def.values) return def.values.map(String).join(", ");
    return typeNames[def.format === "safeint" ? "int" : def.type] ?? def.type;
}
