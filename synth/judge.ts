import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { Analyzers } from "./child/analyzers";
import { SynthError } from "./errors";
import { exemptionsIn, packFolder } from "./index";
import { readPolicyConfig } from "./policy-config";
import type { Deployment, PolicyReport, ResourceState } from "./types";
import { parseUrn, providerUrn } from "./urn";
import { hasSignature, hidden, isRecord, mapValues, markSecret, unknownValue } from "./wire";

export interface JudgeOptions {
    /** A document of `pulumi stack export` or `webstack synth --out`; `-` is standard input. */
    readonly file: string;
    /** The folder where the project's exemptions are. */
    readonly directory: string;
    readonly policyPacks: readonly string[];
    /** File with the levels of rules. @default the rules' own */
    readonly policyConfig?: string;
}

export interface Judgement {
    readonly stack: string;
    readonly deployment: Deployment;
    readonly policy: PolicyReport;
}

/**
 * Puts the state of a stack before policy packs: what is, instead of what a program asks for. Nothing is remediated. A secret
 * that the document does not show is a value that is not known.
 */
export async function judge({ file, directory, policyPacks, policyConfig }: JudgeOptions): Promise<Judgement> {
    const deployment = readDeployment(file);
    const states = deployment.deployment.resources;
    const first = states[0];
    if (!first) throw new SynthError(`${named(file)} has no resources: there is nothing to judge.`);
    const { stack, project } = parseUrn(first.urn);
    const root = path.resolve(directory);
    const asked = {
        ...{ root, project, stack, organization: "organization", config: {}, secretKeys: [] },
        policyPacks: policyPacks.map(packFolder),
        ...(policyConfig === undefined ? {} : { policyConfig: readPolicyConfig(path.resolve(policyConfig)) }),
        exemptions: exemptionsIn(root),
    };
    const analyzers = new Analyzers(asked, Promise.resolve());
    const byUrn = new Map(states.map(state => [state.urn, state]));
    for (const state of states.filter(({ external }) => !external)) {
        const requested = { type: state.type, parent: state.parent, inputs: state.inputs ?? {}, options: state };
        const provider = state.provider ? byUrn.get(providerUrn(state.provider)) : undefined;
        analyzers.look(state.urn, requested, provider);
        analyzers.analyze(state.urn, requested, provider);
    }
    return { stack, deployment, policy: (await analyzers.finish(states))! };
}

const urn = z.string().regex(/^urn:pulumi:(?:[^:]|:(?!:))+(?:::[^]+){3}$/, "Expected a URN");
const document = z.looseObject({
    version: z.literal(3),
    deployment: z.looseObject({
        resources: z.array(
            z.looseObject({
                urn,
                type: z.string(),
                inputs: z.record(z.string(), z.unknown()).optional(),
                outputs: z.record(z.string(), z.unknown()).optional(),
                delete: z.boolean().optional(),
            }),
        ),
    }),
});

function readDeployment(file: string): Deployment {
    const read = document.safeParse(parsed(file));
    if (!read.success) {
        const { path: at, message } = read.error.issues[0]!;
        throw new SynthError(
            `${named(file)} is not the state of a stack: ${at.length > 0 ? `${at.join(".")}: ` : ""}${message}. ` +
                "pulumi stack export and webstack synth --out write one.",
        );
    }
    const deployment = read.data as unknown as Deployment;
    // What is to be deleted has been replaced, and is not used any more.
    const kept = deployment.deployment.resources.filter(state => !(state as { delete?: boolean }).delete).map(readable);
    return { ...deployment, deployment: { ...deployment.deployment, resources: kept } };
}

const named = (file: string): string => (file === "-" ? "The document on standard input" : file);

function parsed(file: string): unknown {
    let text: string;
    try {
        text = fs.readFileSync(file === "-" ? 0 : file, "utf8");
    } catch (error) {
        throw new SynthError(`${named(file)} cannot be read: ${(error as Error).message}`);
    }
    try {
        return JSON.parse(text) as unknown;
    } catch {
        // What the parser says quotes the text, in which there may be a secret.
        throw new SynthError(`${named(file)} is not JSON.`);
    }
}

const readable = (state: ResourceState): ResourceState => ({
    ...state,
    ...(state.inputs && { inputs: opened(state.inputs) as ResourceState["inputs"] }),
    ...(state.outputs && { outputs: opened(state.outputs) as ResourceState["outputs"] }),
});

/** The document's form of secrets in the form that goes over the wire. */
function opened(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(opened);
    if (!isRecord(value)) return value;
    if (!hasSignature(value, "secret")) return mapValues(value, opened);
    return markSecret(typeof value.plaintext === "string" ? unmasked(JSON.parse(value.plaintext)) : unknownValue);
}

function unmasked(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(unmasked);
    if (isRecord(value)) return mapValues(value, unmasked);
    return value === hidden ? unknownValue : value;
}
