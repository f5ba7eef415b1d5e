import * as fs from "node:fs";
import { schemaFile, schemaText } from "../../stacks/schema";

test("webstack.schema.json is what `npm run schema` makes", () => {
    expect(fs.readFileSync(schemaFile, "utf8")).toBe(schemaText());
});

test("the schema knows every key, and refuses others under webstack:", () => {
    const { properties } = JSON.parse(schemaText()) as {
        properties: { config: { properties: Record<string, unknown>; patternProperties: Record<string, unknown> } };
    };
    const { config } = properties;
    expect(Object.keys(config.properties)).toContain("webstack:postgres");
    const [pattern] = Object.keys(config.patternProperties);
    const refused = new RegExp(pattern!);
    expect(refused.test("webstack:postgress")).toBe(true);
    expect(refused.test("webstack:postgres")).toBe(false);
    expect(refused.test("aws:region")).toBe(false);
});
