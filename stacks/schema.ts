import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { settingsSchema } from "./config";

/** The file that editors read; made by `npm run schema`, and held current by a test. */
export const schemaFile = path.resolve(__dirname, "..", "webstack.schema.json");

/** JSON Schema of a stack file: the settings under `webstack:`, other namespaces left alone. */
export function stackFileSchema(): object {
    const { properties = {} } = z.toJSONSchema(settingsSchema, { io: "input", target: "draft-7" }) as {
        properties?: Record<string, object>;
    };
    const own = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [`webstack:${key}`, optional(schema)]));
    const known = Object.keys(properties).join("|");
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        title: "A stack of webstack: Pulumi.<stack>.yaml",
        type: "object",
        properties: {
            config: {
                type: "object",
                properties: own,
                patternProperties: { [`^webstack:(?!(${known})$)`]: false },
            },
        },
    };
}

/** What a stack file leaves out comes from its environment's defaults, so that nothing but `kind` is required there. */
function optional(schema: unknown): unknown {
    if (Array.isArray(schema)) return schema.map(optional);
    if (typeof schema !== "object" || schema === null) return schema;
    const { required, ...rest } = schema as { required?: string[] };
    const open = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, optional(value)]));
    return required?.includes("kind") ? { ...open, required: ["kind"] } : open;
}

export const schemaText = (): string => `${JSON.stringify(stackFileSchema(), null, 2)}\n`;

if (require.main === module) fs.writeFileSync(schemaFile, schemaText());
