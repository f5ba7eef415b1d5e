import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

/** A violation that was looked at and is accepted for a time. */
export interface Exemption {
    /** The one resource it is for. The URN of the stack itself stands for what a rule says of the stack as a whole. */
    readonly urn: string;
    readonly rule: string;
    /** Why the violation does no harm. */
    readonly reason: string;
    /** Who answers for it. */
    readonly owner: string;
    /** The last day it holds, in UTC: `2027-06-30`. */
    readonly expires: string;
}

/** What a file of exemptions says, and what is wrong with it. A malformed entry exempts nothing. */
export interface ExemptionsFile {
    readonly exemptions: readonly Exemption[];
    readonly problems: readonly string[];
}

const urn = z
    .string()
    .regex(/^urn:pulumi:[^:]+::[^:]+::.+?::.+$/, "is not a URN: urn:pulumi:<stack>::<project>::<type>::<name>")
    // Of what it would cover one day nobody has looked at.
    .refine(text => !text.includes("*"), "is a pattern: name each resource by its own URN");

/** A date that exists: 2027-02-30 does not. */
const date = z.iso.date("is not a date: write it as YYYY-MM-DD");

const words = (least: number) => z.string().refine(text => text.trim().length >= least, `needs at least ${least} characters`);

const exemption = z.strictObject({ urn, rule: words(1), reason: words(10), owner: words(2), expires: date });

const content = z.strictObject({ exemptions: z.array(z.unknown()).nullish() });

/** Reads `policy-exemptions.yaml`. */
export function readExemptions(file: string): ExemptionsFile {
    let document: unknown;
    try {
        document = parse(fs.readFileSync(file, "utf8"));
    } catch (error) {
        const { syscall, code, message } = error as NodeJS.ErrnoException;
        // The message of a failed call has the folder in it, which is no concern of a report.
        const reason = syscall ? code : message.split("\n")[0];
        return { exemptions: [], problems: [`${path.basename(file)} cannot be read: ${reason}`] };
    }
    const list = content.safeParse(document ?? {});
    if (!list.success)
        return { exemptions: [], problems: [`${path.basename(file)}: expected a list under "exemptions". ${said(list.error)}`] };
    const read = (list.data.exemptions ?? []).map(entry => exemption.safeParse(entry));
    const exemptions = read.flatMap(({ data }) => data ?? []);
    return {
        exemptions,
        problems: [
            ...read.flatMap(({ error }, index) => (error ? [`exemptions[${index}] is malformed: ${said(error)}`] : [])),
            ...repeated(exemptions).map(({ rule, urn }) => `${rule} is exempted more than once for ${urn}`),
        ],
    };
}

const said = (error: z.ZodError): string =>
    error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim().replace(/\.$/, "")).join("; ");

const repeated = (all: readonly Exemption[]): readonly Exemption[] =>
    all.filter((one, index) => all.findIndex(({ urn, rule }) => urn === one.urn && rule === one.rule) !== index);
