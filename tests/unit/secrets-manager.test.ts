import { createHash } from "node:crypto";
import { containerOf, eksCluster, podOf, waits } from "./clusters";
import { account, dig, json, labels, region, secret, stackOf, type Stack } from "./support";

const place = (name: string): string => `arn:aws:secretsmanager:${region}:${account}:secret:${name}-AbCdEf`;
const key = `arn:aws:kms:${region}:${account}:key/1`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "secrets-manager",
        `
${eksCluster}
const open = new webstack.AppCluster("open", { ...eksArgs, cluster: { ...eksArgs.cluster, deletionProtection: false }, namespace: "shop" }, { providers });
const { secretsManagerSecret } = webstack;
const entries = {};
const transform = {
    "secretsmanager.SecretVersion": (args, name) => {
        entries[name] = pulumi.unsecret(pulumi.output(args.secretString));
        return args;
    },
};
eks.addService("web", {
    image: "x/web:1",
    port: 8000,
    env: { LOG_LEVEL: "info" },
    secrets: {
        "jwt.key": pulumi.secret("never-shown-file"),
        "mail-key": "never-shown-text",
        license: secretsManagerSecret("${place("license")}"),
        "stripe.id": secretsManagerSecret("${place("payments")}", { jsonKey: "stripe.id" }),
        "stripe.key": secretsManagerSecret("${place("payments")}", { jsonKey: "stripe.api-key", kmsKeyArn: "${key}" }),
    },
    secretEnv: {
        DATABASE_URL: pulumi.secret("never-shown-variable"),
        API_KEY: secretsManagerSecret("${place("api")}", { jsonKey: "key" }),
        WHOLE: secretsManagerSecret(pulumi.output("${place("whole")}")),
    },
    transform,
});
eks.addWorker("files", { image: "x/web:1", secrets: { a: pulumi.secret("never-shown-a") }, transform });
eks.addWorker("variables", { image: "x/web:1", secretEnv: { A: pulumi.secret("never-shown-b"), 'B': "never-shown-c" }, transform });
eks.addWorker("references", { image: "x/web:1", secretEnv: { A: secretsManagerSecret("${place("a")}") } });
eks.addWorker("none", { image: "x/web:1", secrets: {}, secretEnv: {} });
open.addWorker("short", { image: "x/web:1", secrets: { a: pulumi.secret("never-shown-d") }, transform });
exports.entries = entries;
`,
    );
});

/** What a class tells the driver to fetch. */
const objects = (name: string): unknown => json(dig(stack.inputs(`SecretProviderClass ${name}-secrets`), "spec.parameters.objects"));
/** The name of a version of variables. */
/** Of the list of secrets, and of the entry's version where there is one. */
const revision = (name: string, entry = true): string => {
    const list = dig(stack.inputs(`SecretProviderClass ${name}-secrets`), "spec.parameters.objects") as string;
    const id = entry ? stack.id(`SecretVersion ${name}-secrets`) : "undefined";
    return createHash("sha256").update(`${list} ${id}`).digest("hex").slice(0, 8);
};
const statements = (name: string): unknown => dig(json(stack.inputs(`RolePolicy ${name}-may-read-secrets`).policy), "Statement");
const reading = (arn: string): unknown => ({
    Effect: "Allow",
    Action: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
    Resource: [arn],
});
const decrypting = (arn: string): unknown => ({
    Effect: "Allow",
    Action: ["kms:Decrypt"],
    Resource: [arn],
    Condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
});

describe("secrets on EKS", () => {
    it("are one entry of Secrets Manager, of files and of variables, under the cluster's key", () => {
        expect(stack.inputs("Secret web-secrets")).toEqual({
            description: "Secrets of web, by Pulumi",
            kmsKeyId: stack.arn("Key app-key"),
            recoveryWindowInDays: 30,
            tags: { Project: "shop", Component: "web", Name: "web-secrets" },
        });
        expect(stack.inputs("SecretVersion web-secrets")).toEqual({ secretId: stack.id("Secret web-secrets"), secretString: secret() });
        const entries = stack.outputs.entries as Record<string, string>;
        expect(Object.fromEntries(Object.entries(entries).map(([name, text]) => [name, json(text)]))).toEqual({
            "web-secrets": {
                files: { "jwt.key": "never-shown-file", "mail-key": "never-shown-text" },
                env: { DATABASE_URL: "never-shown-variable" },
            },
            "files-secrets": { files: { a: "never-shown-a" }, env: {} },
            "variables-secrets": { files: {}, env: { A: "never-shown-b", B: "never-shown-c" } },
            "short-secrets": { files: { a: "never-shown-d" }, env: {} },
        });
    });

    it("stand in no manifest and no other resource", () => {
        for (const { type, urn, inputs, outputs } of stack.resources) {
            if (type === "pulumi:pulumi:Stack") continue;
            expect([urn, JSON.stringify([inputs, outputs]).includes("never-shown")]).toEqual([urn, false]);
        }
        expect(stack.resources.filter(({ type }) => type === "kubernetes:core/v1:Secret")).toEqual([]);
    });

    it("can be brought back for a month where the cluster is guarded, for a week where it is not", () => {
        expect(stack.inputs("Secret short-secrets").recoveryWindowInDays).toBe(7);
    });

    it("are fetched by a class of the driver, with the pod's own identity", () => {
        const { objects: _, ...parameters } = dig(stack.inputs("SecretProviderClass web-secrets"), "spec.parameters") as Record<
            string,
            unknown
        >;
        expect(parameters).toEqual({ region, usePodIdentity: "true" });
        expect(stack.inputs("SecretProviderClass web-secrets")).toMatchObject({
            apiVersion: "secrets-store.csi.x-k8s.io/v1",
            kind: "SecretProviderClass",
            metadata: { name: `web-${revision("web")}`, namespace: "app", labels: labels("web", "app") },
            spec: { provider: "aws" },
        });
        expect(stack.provider("SecretProviderClass web-secrets")).toBe("app-kubernetes");
    });

    it("become files of their names, with quotes around names that have a dot or a dash", () => {
        expect(objects("web")).toEqual([
            {
                objectName: stack.arn("Secret web-secrets"),
                objectType: "secretsmanager",
                objectAlias: "secrets.json",
                jmesPath: [
                    { path: 'files."jwt.key"', objectAlias: "jwt.key" },
                    { path: 'files."mail-key"', objectAlias: "mail-key" },
                    { path: 'env."DATABASE_URL"', objectAlias: ".env.DATABASE_URL" },
                ],
            },
            { objectName: place("license"), objectType: "secretsmanager", objectAlias: "license" },
            { objectName: place("whole"), objectType: "secretsmanager", objectAlias: ".env.WHOLE" },
            // Two keys of one entry, which is read once.
            {
                objectName: place("payments"),
                objectType: "secretsmanager",
                objectAlias: ".whole.stripe.id",
                jmesPath: [
                    { path: '"stripe.id"', objectAlias: "stripe.id" },
                    { path: '"stripe.api-key"', objectAlias: "stripe.key" },
                ],
            },
            {
                objectName: place("api"),
                objectType: "secretsmanager",
                objectAlias: ".whole..env.API_KEY",
                jmesPath: [{ path: '"key"', objectAlias: ".env.API_KEY" }],
            },
        ]);
        expect(objects("references")).toEqual([{ objectName: place("a"), objectType: "secretsmanager", objectAlias: ".env.A" }]);
    });

    it("are mounted read-only, through the class", () => {
        expect(dig(podOf(stack, "Deployment web-deployment"), "volumes.1")).toEqual({
            name: "secrets",
            csi: {
                driver: "secrets-store.csi.k8s.io",
                readOnly: true,
                volumeAttributes: { secretProviderClass: `web-${revision("web")}` },
            },
        });
        expect(dig(containerOf(stack, "Deployment web-deployment"), "volumeMounts.1")).toEqual({
            name: "secrets",
            mountPath: "/etc/secrets",
            readOnly: true,
        });
        // The driver makes the Secret of the variables for pods that mount the class.
        expect(dig(podOf(stack, "Deployment variables-deployment"), "volumes.1.name")).toBe("secrets");
    });

    it("become variables only where that is asked for, from a Secret whose name follows the revision", () => {
        const name = `web-env-${revision("web")}`;
        const variable = (key: string): unknown => ({ name: key, valueFrom: { secretKeyRef: { name, key } } });
        expect(dig(stack.inputs("SecretProviderClass web-secrets"), "spec.secretObjects")).toEqual([
            {
                secretName: name,
                type: "Opaque",
                data: ["API_KEY", "DATABASE_URL", "WHOLE"].map(variableName => ({ objectName: `.env.${variableName}`, key: variableName })),
            },
        ]);
        expect(containerOf(stack, "Deployment web-deployment").env).toEqual([
            variable("API_KEY"),
            variable("DATABASE_URL"),
            { name: "LOG_LEVEL", value: "info" },
            variable("WHOLE"),
        ]);
        expect(dig(stack.inputs("SecretProviderClass files-secrets"), "spec.secretObjects")).toBeUndefined();
        expect(dig(stack.inputs("SecretProviderClass references-secrets"), "spec.secretObjects.0.secretName")).toBe(
            `references-env-${revision("references", false)}`,
        );
    });

    it("restart the pods with each revision: of the values, and of the list of what others keep", () => {
        const annotations = (name: string): unknown =>
            dig(stack.inputs(`Deployment ${name}-deployment`), "spec.template.metadata.annotations");
        expect(annotations("web")).toEqual({ "webstack/secrets-revision": revision("web") });
        expect(annotations("files")).toEqual({ "webstack/secrets-revision": revision("files") });
        expect(revision("files")).not.toBe(revision("web"));
        expect(annotations("references")).toEqual({ "webstack/secrets-revision": revision("references", false) });
        expect(annotations("none")).toEqual({});
    });

    it("open to the workload alone, and their keys to nothing but Secrets Manager", () => {
        const own = [reading(stack.arn("Secret web-secrets")), decrypting(stack.arn("Key app-key"))];
        expect(stack.inputs("RolePolicy web-may-read-secrets").role).toBe(stack.id("Role web-role"));
        expect(json(stack.inputs("RolePolicy web-may-read-secrets").policy)).toMatchObject({ Version: "2012-10-17" });
        expect(statements("web")).toEqual([
            ...own,
            reading(place("license")),
            reading(place("whole")),
            reading(place("payments")),
            decrypting(key),
            reading(place("api")),
        ]);
        expect(statements("references")).toEqual([reading(place("a"))]);
    });

    it("are there before the pods: the class, the policy, and the version", () => {
        const ready = ["RolePolicy web-may-read-secrets", "SecretProviderClass web-secrets", "SecretVersion web-secrets"];
        expect(waits(stack, "Deployment web-deployment")).toEqual(expect.arrayContaining(ready));
        expect(waits(stack, "Deployment references-deployment")).toEqual(
            expect.arrayContaining(["RolePolicy references-may-read-secrets", "SecretProviderClass references-secrets"]),
        );
    });

    it("leave nothing behind where there are none", () => {
        expect(stack.children("none").filter(child => /secret|policy none-may/i.test(child))).toEqual([]);
        expect(stack.children("references").filter(child => /secret/i.test(child))).toEqual([
            "RolePolicy references-may-read-secrets",
            "SecretProviderClass references-secrets",
        ]);
        expect(dig(podOf(stack, "Deployment none-deployment"), "volumes.1")).toBeUndefined();
    });
});
