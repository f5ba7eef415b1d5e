import fc from "fast-check";
import { createMigrations } from "../../components/app-cluster/completion";
import { migrationDefaults, validateMigration, type MigrationArgs } from "../../components/app-cluster/release-args";
import { containerOf, eksCluster, localCluster, migrationOf, podOf, range, stores, waits } from "./clusters";
import { dig, dns, labels, lines, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "migrations",
        `
${eksCluster}
${localCluster}
${stores}
const migration = { command: ["migrate"] };
eks.addService("web", {
    image: "x/web:1.4.2",
    port: 8000,
    command: ["serve"],
    args: ["--loud"],
    env: { ZONE: "eu" },
    secrets: { key: pulumi.secret("k") },
    stores: [database],
    calls: [{ name: "api", port: 8080 }],
    reaches: [{ host: "api.stripe.com" }],
    metrics: {},
    uid: 2000,
    nodePool: "batch",
    migration: { command: ["migrate", "up"], args: ["--verbose"], timeoutSeconds: 1200, retries: 3 },
});
eks.addService("colours", { blueGreen: { images: { blue: "x/web:1", green: "x/web:2" }, activeColor: "blue" }, port: 8000, migration });
local.addWorker("mails", { image: "x/mails:1", args: ["--queue"], migration });
local.addService("none", { image: "x/web:1", port: 8000 });
for (const [name, args] of Object.entries({
    "same-a": {},
    "same-b": { replicas: 5, env: { A: "1" }, resources: { cpu: "2", memory: "2Gi" }, secretEnv: { B: pulumi.secret("2") }, uid: 3000 },
    "same-c": { migration: { command: ["migrate"], timeoutSeconds: 60, retries: 5, args: [] } },
    "same-e": { migration: { command: ["migrate"], run: 1 } },
    "same-d": { command: ["other"], args: ["--other"] },
    "other-a": { image: "x/web:2" },
    "other-b": { migration: { command: ["migrate", "up"] } },
    "other-c": { migration: { command: ["migrate"], args: ["up"] } },
    "other-d": { migration: { command: ["migrate"], run: 2 } },
})) local.addService(name, { image: "x/web:1", port: 8000, migration, ...args });
`,
    );
});

/** What a name says of the image, the command and the run: all behind the word. */
const hashOf = (key: string): string => (dig(stack.inputs(key), "metadata.name") as string).split("-migrate-")[1]!;

describe("a migration", () => {
    it("makes a job and the network of its pods, and nothing where there is none", () => {
        const made = stack.children("web").filter(child => child.includes("migrat"));
        expect(made).toEqual([
            "ApplicationNetworkPolicy web-migration-network-hosts",
            migrationOf(stack, "web"),
            "NetworkPolicy web-migration-network",
        ]);
        expect(stack.children("none").filter(child => child.includes("migrat"))).toEqual([]);
    });

    it("runs the new image once, with all that the service has, on a node that stays", () => {
        const { metadata, spec } = stack.inputs(migrationOf(stack, "web"));
        expect(metadata).toEqual({
            name: expect.stringMatching(/^web-migrate-[0-9a-f]{8}$/) as string,
            namespace: "app",
            labels: labels("web-migrate", "app"),
            annotations: { "pulumi.com/timeoutSeconds": "1320", "pulumi.com/replaceUnready": "true" },
        });
        expect(spec).toMatchObject({ backoffLimit: 3, activeDeadlineSeconds: 1200 });
        expect(dig(spec, "template.metadata")).toEqual({
            labels: { ...labels("web-migrate", "app"), "calls-orders": "true", "calls-api": "true" },
            annotations: { "karpenter.sh/do-not-disrupt": "true" },
        });
        const { startupProbe, lifecycle, ports, ...container } = containerOf(stack, migrationOf(stack, "web"));
        expect([startupProbe, lifecycle, ports]).toEqual([undefined, undefined, undefined]);
        expect(container).toMatchObject({
            name: "web",
            image: "x/web:1.4.2",
            command: ["migrate", "up"],
            args: ["--verbose"],
            env: [{ name: "ZONE", value: "eu" }],
            volumeMounts: [{ mountPath: "/tmp" }, { mountPath: "/etc/secrets", readOnly: true }],
        });
        expect(podOf(stack, migrationOf(stack, "web"))).toMatchObject({
            restartPolicy: "Never",
            serviceAccountName: "web",
            securityContext: { runAsUser: 2000 },
            nodeSelector: { "karpenter.sh/nodepool": "batch" },
        });
    });

    it("is not tried again, and has ten minutes, where nothing is said", () => {
        expect(migrationDefaults).toEqual({ timeoutSeconds: 600, retries: 0, run: 1 });
        expect(stack.inputs(migrationOf(stack, "mails"))).toMatchObject({
            metadata: { annotations: { "pulumi.com/timeoutSeconds": "720" } },
            spec: { backoffLimit: 0, activeDeadlineSeconds: 600 },
        });
        // What the workload itself is given is not meant for it.
        expect(containerOf(stack, migrationOf(stack, "mails")).args).toBeUndefined();
        expect(containerOf(stack, "Deployment mails-deployment").args).toEqual(["--queue"]);
    });

    it("may talk to whom the service may, and nobody to it", () => {
        expect(stack.inputs("NetworkPolicy web-migration-network").metadata).toMatchObject({
            name: "web-migrate",
            labels: labels("web-migrate", "app"),
        });
        const spec = stack.inputs("NetworkPolicy web-migration-network").spec;
        expect(dig(spec, "podSelector")).toEqual({ matchLabels: selector("web-migrate") });
        expect(dig(spec, "policyTypes")).toEqual(["Ingress", "Egress"]);
        expect(dig(spec, "ingress")).toEqual([]);
        expect(dig(spec, "egress")).toEqual(dig(stack.inputs("NetworkPolicy web-network"), "spec.egress"));
        expect(dig(stack.inputs("NetworkPolicy mails-migration-network"), "spec.egress")).toEqual([dns]);
        expect(dig(stack.inputs("ApplicationNetworkPolicy web-migration-network-hosts"), "spec")).toEqual({
            podSelector: { matchLabels: selector("web-migrate") },
            policyTypes: ["Egress"],
            egress: [{ to: [{ domainNames: ["api.stripe.com"] }], ports: [{ protocol: "TCP", port: 443 }] }],
        });
    });

    it("waits for what pods wait for, and for its own network", () => {
        expect(waits(stack, migrationOf(stack, "web"))).toEqual([
            "ApplicationNetworkPolicy web-migration-network-hosts",
            "ApplicationNetworkPolicy web-network-hosts",
            "NetworkPolicy app-deny-all",
            "NetworkPolicy web-migration-network",
            "NetworkPolicy web-network",
            "PodIdentityAssociation web-identity",
            "RolePolicy web-may-read-secrets",
            "Secret web-secrets",
            "SecretProviderClass web-secrets",
            "SecretVersion web-secrets",
            "ServiceAccount web-account",
        ]);
    });

    it("comes before the first pod of its image", () => {
        const jobs = (key: string): string[] => waits(stack, key).filter(other => other.startsWith("Job "));
        expect(jobs("Deployment web-deployment")).toEqual([migrationOf(stack, "web")]);
        expect(jobs("Deployment mails-deployment")).toEqual([migrationOf(stack, "mails")]);
        expect(jobs("Deployment none-deployment")).toEqual([]);
    });

    it("runs again for a new image, command or run only: what else changes of it is left as it is", () => {
        const jobs = [
            migrationOf(stack, "web"),
            migrationOf(stack, "mails"),
            ...["-blue", "-green"].map(suffix => migrationOf(stack, "colours", suffix)),
        ];
        for (const job of jobs) expect([job, stack.get(job).ignoreChanges]).toEqual([job, ["spec"]]);
        // The resource is named as the object is: another name is another job, never one that is made anew in place.
        for (const name of ["same-a", "same-b", "other-d"])
            expect(migrationOf(stack, name)).toBe(`Job ${name}-migration-${hashOf(migrationOf(stack, name))}`);
    });

    it("is one for each colour, before the pods of that colour alone", () => {
        for (const [color, image] of [
            ["blue", "x/web:1"],
            ["green", "x/web:2"],
        ] as const) {
            expect(containerOf(stack, migrationOf(stack, "colours", `-${color}`)).image).toBe(image);
            expect(dig(stack.inputs(migrationOf(stack, "colours", `-${color}`)), "metadata.name")).toMatch(
                new RegExp(`^colours-${color}-migrate-[0-9a-f]{8}$`),
            );
            expect(waits(stack, `Deployment colours-deployment-${color}`).filter(other => other.startsWith("Job "))).toEqual([
                migrationOf(stack, "colours", `-${color}`),
            ]);
        }
        expect(stack.children("colours").filter(child => child.includes("migration"))).toEqual([
            migrationOf(stack, "colours", "-blue"),
            migrationOf(stack, "colours", "-green"),
            "NetworkPolicy colours-migration-network",
        ]);
    });
});

describe("the name of a migration", () => {
    it("changes with the image, the command, what the command gets and the run, and with nothing else", () => {
        const [same, ...others] = ["same-a", "same-b", "same-c", "same-d", "same-e"].map(name => hashOf(migrationOf(stack, name)));
        expect(others).toEqual([same, same, same, same]);
        const different = ["other-a", "other-b", "other-c", "other-d"].map(name => hashOf(migrationOf(stack, name)));
        expect(new Set([same, ...different]).size).toBe(5);
        // The first colour runs the same as these, and the word before is all that differs.
        expect(hashOf(migrationOf(stack, "colours", "-blue"))).toBe(same);
        expect(hashOf(migrationOf(stack, "colours", "-green"))).toBe(different[0]);
    });

    it("tells any two of them apart", () => {
        const nameOf = (image: string, migration: MigrationArgs): string => {
            const names: string[] = [];
            const self = {
                name: "web",
                cluster: { namespace: "app", eks: undefined },
                podSecrets: { volume: undefined, env: [], annotations: {}, ready: [] },
                authorities: { volume: undefined, annotations: {}, ready: [] },
                prerequisites: [],
                podLabels: () => ({}),
                child: (_: unknown, suffix: string, { metadata }: { metadata: { name: string } }) =>
                    suffix !== "migration-network" && names.push(suffix, metadata.name),
            };
            createMigrations(self as never, { migration }, [{ image, suffix: "", env: undefined }]);
            const [suffix, name] = names;
            // A new name is a new resource too: one that is replaced would keep the spec that is ignored.
            expect(name!.replace("web-migrate", "migration")).toBe(suffix);
            return name!;
        };
        const words = fc.array(fc.string(), { maxLength: 4 });
        const run = fc.record({ image: fc.constantFrom("x:1", "x:2"), command: words, args: words, run: fc.integer({ min: 1, max: 3 }) });
        fc.assert(
            fc.property(run, run, (one, other) => {
                const same = JSON.stringify(one) === JSON.stringify(other);
                expect(nameOf(one.image, one) === nameOf(other.image, other)).toBe(same);
                expect(nameOf(one.image, one)).toMatch(/^web-migrate-[0-9a-f]{8}$/);
            }),
        );
    });
});

describe("validateMigration", () => {
    const check = (args: Partial<MigrationArgs>): string[] => lines(validateMigration("migration", { command: ["migrate"], ...args }));

    it("takes the defaults, undefined, and the ends of its ranges", () => {
        expect(check({})).toEqual([]);
        expect(check({ args: undefined, timeoutSeconds: undefined, retries: undefined, run: undefined })).toEqual([]);
        expect(check({ timeoutSeconds: 10, retries: 0, run: 1 })).toEqual([]);
        expect(check({ timeoutSeconds: 86400, retries: 10, run: 9999 })).toEqual([]);
    });

    it("fails for no command, and for a time, tries and a run out of range", () => {
        expect(check({ command: [], timeoutSeconds: 9, retries: 11, run: 0 })).toEqual([
            "migration.command: got []; allowed: a command and its arguments.",
            range("migration.timeoutSeconds", 9, 10, 86400),
            range("migration.retries", 11, 0, 10),
            range("migration.run", 0, 1, 9999),
        ]);
        expect(check({ timeoutSeconds: 86401, retries: -1, run: 10000 })).toEqual([
            range("migration.timeoutSeconds", 86401, 10, 86400),
            range("migration.retries", -1, 0, 10),
            range("migration.run", 10000, 1, 9999),
        ]);
        expect(check({ run: 1.5 })).toEqual([range("migration.run", 1.5, 1, 9999)]);
    });
});
