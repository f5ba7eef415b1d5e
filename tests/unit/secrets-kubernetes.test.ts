import fc from "fast-check";
import { bySource, kubernetesSecret, secretsManagerSecret } from "../../components/app-cluster/secret-values";
import { referenceProblems } from "../../components/app-cluster/secrets";
import { containerOf, eksCluster, localCluster, podOf, waits } from "./clusters";
import { account, dig, labels, lines, region, secret, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "secrets-kubernetes",
        `
${eksCluster}
${localCluster}
const { kubernetesSecret, secretsManagerSecret } = webstack;
const there = kubernetesSecret("shared", "key");
const elsewhere = secretsManagerSecret("arn:aws:secretsmanager:eu-west-1:123456789012:secret:a-AbCdEf");
const sums = [];
const transform = {
    "apps.Deployment": args => {
        sums.push(pulumi.unsecret(pulumi.output(args.spec.template.metadata.annotations)));
        return args;
    },
};
local.addService("web", {
    image: "x/web:1",
    port: 8000,
    env: { ZONE: "eu" },
    secrets: { "jwt.key": pulumi.secret("never-shown-file"), "mail.key": "never-shown-text" },
    secretEnv: { DATABASE_URL: pulumi.secret("never-shown-variable"), API_KEY: kubernetesSecret("payments", "api-key") },
});
local.addWorker("both", { image: "x/web:1", secrets: { own: pulumi.secret("o"), "theirs.key": there, other: kubernetesSecret("more", "a.b") } });
local.addWorker("theirs", { image: "x/web:1", secrets: { a: there }, secretEnv: { A: there } });
local.addWorker("text", { image: "x/web:1", secrets: { a: "never-shown-plain" } });
local.addWorker("none", { image: "x/web:1", secrets: {}, secretEnv: {} });
for (const [index, value] of ["one", "two", "one"].entries())
    local.addWorker("sum-" + index, { image: "x/sum:1", secretEnv: { A: pulumi.secret(value) }, transform });
local.addWorker("sum-3", { image: "x/sum:1", secrets: { A: pulumi.secret("one") }, transform });
local.addWorker("sum-4", { image: "x/sum:1", secrets: { A: pulumi.secret("one"), B: there }, transform });
exports.sums = pulumi.all(sums);
tryTo(() => local.addWorker("wrong", { image: "x/web:1", secrets: { a: elsewhere }, secretEnv: { A: elsewhere } }));
tryTo(() => eks.addWorker("wrong", { image: "x/web:1", secrets: { a: there }, secretEnv: { A: there } }));
const far = secretsManagerSecret("arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf");
tryTo(() => eks.addWorker("wrong", { image: "x/web:1", secretEnv: { A: far } }));
`,
    );
});

describe("secrets on a cluster that is there", () => {
    it("are files apart from variables, and never in the clear", () => {
        const made = (name: string, ...keys: string[]): unknown => ({
            apiVersion: "v1",
            kind: "Secret",
            metadata: { name, namespace: "dev", labels: labels("web", "dev") },
            stringData: secret(Object.fromEntries(keys.map(key => [key, "[secret]"]))),
        });
        expect(stack.inputs("Secret web-secrets")).toEqual(made("web-secrets", "jwt.key", "mail.key"));
        expect(stack.inputs("Secret web-env")).toEqual(made("web-env", "DATABASE_URL"));
        expect(JSON.stringify(stack.result.deployment)).not.toContain("never-shown");
    });

    it("are mounted for the group of the pod only", () => {
        expect(dig(podOf(stack, "Deployment web-deployment"), "volumes.1")).toEqual({
            name: "secrets",
            secret: { secretName: "web-secrets", defaultMode: 0o440 },
        });
        expect(dig(containerOf(stack, "Deployment web-deployment"), "volumeMounts.1")).toEqual({
            name: "secrets",
            mountPath: "/etc/secrets",
            readOnly: true,
        });
    });

    it("are variables only where that is asked for, also those that are there already", () => {
        const variable = (name: string, from: string, key = name): unknown => ({ name, valueFrom: { secretKeyRef: { name: from, key } } });
        expect(containerOf(stack, "Deployment web-deployment").env).toEqual([
            variable("API_KEY", "payments", "api-key"),
            variable("DATABASE_URL", "web-env"),
            { name: "ZONE", value: "eu" },
        ]);
        expect(containerOf(stack, "Deployment theirs-deployment").env).toEqual([variable("A", "shared", "key")]);
    });

    it("are one folder, wherever they come from", () => {
        const projected = (name: string): unknown => dig(podOf(stack, `Deployment ${name}-deployment`), "volumes.1.projected");
        expect(projected("both")).toEqual({
            defaultMode: 0o440,
            sources: [
                { secret: { name: "both-secrets" } },
                { secret: { name: "shared", items: [{ key: "key", path: "theirs.key" }] } },
                { secret: { name: "more", items: [{ key: "a.b", path: "other" }] } },
            ],
        });
        expect(projected("theirs")).toEqual({
            defaultMode: 0o440,
            sources: [{ secret: { name: "shared", items: [{ key: "key", path: "a" }] } }],
        });
    });

    it("are there before the pods", () => {
        expect(waits(stack, "Deployment web-deployment")).toEqual([
            "NetworkPolicy dev-deny-all",
            "NetworkPolicy web-network",
            "Secret web-env",
            "Secret web-secrets",
            "ServiceAccount web-account",
        ]);
    });

    it("restart the pods when one that Pulumi knows changes, and only then", () => {
        const [one, two, again, asFile, withReference] = (stack.outputs.sums as Record<string, string>[]).map(
            annotations => annotations["webstack/secrets-checksum"],
        );
        expect(one).toMatch(/^[0-9a-f]{16}$/);
        expect(two).not.toBe(one);
        expect(again).toBe(one);
        expect(asFile).not.toBe(one);
        expect(withReference).toBe(asFile);
        const annotations = (name: string): unknown =>
            dig(stack.inputs(`Deployment ${name}-deployment`), "spec.template.metadata.annotations");
        expect(annotations("web")).toEqual({ "webstack/secrets-checksum": secret() });
        expect(annotations("text")).toEqual({ "webstack/secrets-checksum": secret() });
        expect(annotations("theirs")).toEqual({});
    });

    it("leave nothing behind where there are none", () => {
        for (const name of ["none", "theirs"]) {
            expect(stack.children(name)).toEqual(
                ["Deployment deployment", "NetworkPolicy network", "PodDisruptionBudget disruption", "ServiceAccount account"].map(child =>
                    child.replace(" ", ` ${name}-`),
                ),
            );
        }
        expect(dig(podOf(stack, "Deployment none-deployment"), "volumes.1")).toBeUndefined();
    });
});

describe("a reference to a secret", () => {
    const noEntry = (got: string): string =>
        `got ${JSON.stringify(got)}; allowed: the ARN of an entry of Secrets Manager in ${region}, where the cluster is.`;
    const entry = `arn:aws:secretsmanager:${region}:${account}:secret:a-AbCdEf`;

    it("fails where the cluster cannot look", () => {
        const said = (got: string, allowed: string): string =>
            [
                "Worker 'wrong': 2 problems",
                `  secrets.a: got "a place in ${got}"; allowed: ${allowed}.`,
                `  secretEnv.A: got "a place in ${got}"; allowed: ${allowed}.`,
            ].join("\n");
        expect(stack.outputs.refused).toEqual([
            said("secrets-manager", "kubernetesSecret(…), on a cluster that is not made here"),
            said("kubernetes", "secretsManagerSecret(…), on EKS"),
            `Worker 'wrong': 1 problem\n  secretEnv.A: ${noEntry("arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf")}`,
        ]);
        expect(stack.resources.filter(({ urn }) => urn.includes("wrong"))).toEqual([]);
    });

    it.each([
        "",
        "a-AbCdEf",
        `arn:aws:secretsmanager:${region}:${account}:secret:`,
        `arn:aws:secretsmanager:${region}:${account}:secret:*`,
        `arn:aws:secretsmanager:${region}:${account}:secret:a b`,
        `arn:aws:secretsmanager:${region}:1234:secret:a-AbCdEf`,
        `arn:aws:secretsmanager:eu-west-10:${account}:secret:a-AbCdEf`,
        `arn:aws:secretsmanager:us-east-1:${account}:secret:a-AbCdEf`,
        `arn:aws:ssm:${region}:${account}:parameter/a`,
        `arn:aws:kms:${region}:${account}:key/1`,
    ])("fails for %j, which is no entry that the cluster can read", arn =>
        expect(lines(referenceProblems({ secrets: { a: secretsManagerSecret(arn) } }, region))).toEqual([`secrets.a: ${noEntry(arn)}`]),
    );

    it("takes every entry of its own region, and what is known only later", () => {
        const names = fc.stringMatching(/^[\w/+=.@-]{1,40}$/);
        const partitions = fc.constantFrom("aws", "aws-cn", "aws-us-gov");
        fc.assert(
            fc.property(partitions, fc.stringMatching(/^\d{12}$/), names, (partition, owner, name) => {
                const at = secretsManagerSecret(`arn:${partition}:secretsmanager:${region}:${owner}:secret:${name}`);
                expect(lines(referenceProblems({ secrets: { a: at }, secretEnv: { A: at } }, region))).toEqual([]);
            }),
        );
        const later = secretsManagerSecret({ apply: () => undefined } as never);
        expect(lines(referenceProblems({ secrets: { a: later } }, region))).toEqual([]);
    });

    it("is refused by its own kind only, whatever stands beside it", () => {
        const there = kubernetesSecret("a", "b");
        const elsewhere = secretsManagerSecret(entry);
        const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 6 });
        const sources = fc.constantFrom("a value", there, elsewhere);
        const secrets = names
            .chain(all => fc.tuple(...all.map(name => fc.tuple(fc.constant(name), sources))))
            .map(Object.fromEntries<unknown>);
        fc.assert(
            fc.property(secrets as fc.Arbitrary<Record<string, typeof there>>, fc.boolean(), (given, onEks) => {
                const wrong = Object.keys(given).filter(name => given[name] === (onEks ? there : elsewhere));
                expect(lines(referenceProblems({ secrets: given }, onEks ? region : undefined)).map(line => line.split(":")[0])).toEqual(
                    wrong.map(name => `secrets.${name}`),
                );
                const { known, references } = bySource(given);
                expect({ ...known, ...references }).toEqual(given);
                expect(Object.values(known).every(value => (value as unknown) === "a value")).toBe(true);
            }),
        );
    });
});
