import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { KubernetesObject } from "./client";
import { objectsIn, yamlFilesOf } from "./definitions";

const root = path.join(__dirname, "../../..");

/** A stack of a project, as a person names it. */
export interface StackRef {
    readonly project: string;
    readonly stack: string;
}

/** A resource as `deployment.json` has it. */
export interface ResourceState {
    readonly urn: string;
    readonly type: string;
    readonly custom: boolean;
    readonly provider?: string;
    readonly dependencies?: readonly string[];
    readonly inputs?: { readonly apiVersion?: string; readonly kind?: string };
    readonly outputs?: { readonly metadata?: { readonly name?: string; readonly namespace?: string } };
}

export interface Synthesis {
    /** In the order in which `kubectl apply -f` takes the files. */
    readonly manifests: readonly KubernetesObject[];
    readonly resources: readonly ResourceState[];
}

/** Every stack of the project here and of each example. */
export function allStacks(): StackRef[] {
    const examples = fs.readdirSync(path.join(root, "examples")).map(name => path.join("examples", name));
    return [".", ...examples]
        .filter(project => fs.existsSync(path.join(root, project, "Pulumi.yaml")))
        .flatMap(project =>
            fs
                .readdirSync(path.join(root, project))
                .flatMap(file => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
                .map(stack => ({ project, stack })),
        );
}

export function synthesise({ project, stack }: StackRef): Synthesis {
    const out = fs.mkdtempSync(path.join(os.tmpdir(), "manifests-"));
    try {
        execFileSync(process.execPath, ["bin/webstack.js", "synth", stack, "-C", project, "--no-policy", "--out", out], {
            cwd: root,
            stdio: ["ignore", "ignore", "pipe"],
        });
        const { deployment } = JSON.parse(fs.readFileSync(path.join(out, "deployment.json"), "utf8")) as {
            deployment: { resources: ResourceState[] };
        };
        return {
            manifests: yamlFilesOf(path.join(out, "manifests")).flatMap(objectsIn).map(withCertificate),
            resources: deployment.resources,
        };
    } finally {
        fs.rmSync(out, { recursive: true });
    }
}

/** A preview hides the values of secrets; of a certificate the server wants to see one. */
export function withCertificate(object: KubernetesObject): KubernetesObject {
    return (object as { type?: string }).type === "kubernetes.io/tls"
        ? ({ ...object, data: undefined, stringData: certificate() } as KubernetesObject)
        : object;
}

function certificate(): Readonly<Record<"tls.crt" | "tls.key", string>> {
    const pem = execFileSync(
        "openssl",
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-keyout", "-", "-out", "-"],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
    );
    const block = (name: string): string => new RegExp(`-----BEGIN ${name}-----[^]+?-----END ${name}-----\n`).exec(pem)![0];
    return { "tls.crt": block("CERTIFICATE"), "tls.key": block("PRIVATE KEY") };
}

/** The URNs that policy-exemptions.yaml of a project frees from a rule. */
export function exemptedFrom(rule: string, { project, stack }: StackRef): string[] {
    const file = path.join(root, project, "policy-exemptions.yaml");
    if (!fs.existsSync(file)) return [];
    const [{ exemptions }] = objectsIn(file) as unknown as [{ exemptions: { urn: string; rule: string }[] }];
    return exemptions.filter(each => each.rule === rule && each.urn.startsWith(`urn:pulumi:${stack}::`)).map(({ urn }) => urn);
}
