import {
    jobDefaults,
    cronJobDefaults,
    validateCronJob,
    validateJob,
    type CronJobArgs,
    type JobArgs,
} from "../../components/app-cluster/job-args";
import { eksCluster, localCluster, podOf, range, stores, waits } from "./clusters";
import { dig, dns, labels, lines, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "jobs",
        `
${eksCluster}
${localCluster}
${stores}
const seed = eks.addJob("seed", {
    image: "ghcr.io/acme/api:1.4.2",
    command: ["seed"],
    args: ["--all"],
    env: { KIND: "first" },
    secrets: { key: pulumi.secret("k") },
    stores: [database],
    timeoutSeconds: 600,
    retries: 0,
});
local.addJob("again", { image: "x/seed:1", run: 7 });
eks.addCronJob("report", {
    image: "ghcr.io/acme/api:1.4.2",
    schedule: "30 2 * * *",
    timeZone: "Asia/Tokyo",
    concurrency: "Replace",
    command: ["report"],
    secretEnv: { MAIL_KEY: pulumi.secret("m") },
    calls: [{ name: "api", port: 8080 }],
    timeoutSeconds: 1800,
    retries: 1,
});
local.addCronJob("tidy", { image: "x/tidy:1", schedule: "0 3 * * *" });
exports.done = seed.done.urn;
`,
    );
});

describe("a job", () => {
    it("makes exactly this", () => {
        expect(stack.children("seed")).toEqual(
            [
                "Job job-1",
                "NetworkPolicy network",
                "PodIdentityAssociation identity",
                "Role role",
                "RolePolicy may-read-secrets",
                "Secret secrets",
                "SecretProviderClass secrets",
                "SecretVersion secrets",
                "ServiceAccount account",
            ].map(child => child.replace(" ", " seed-")),
        );
        expect(stack.children("again")).toEqual(["Job again-job-7", "NetworkPolicy again-network", "ServiceAccount again-account"]);
    });

    it("runs once, as long and as often as it says, on a node that stays", () => {
        const { metadata, spec } = stack.inputs("Job seed-job-1");
        expect(metadata).toEqual({
            name: "seed-1",
            namespace: "app",
            labels: labels("seed", "app"),
            // Pulumi waits two minutes longer than it may take, and makes one that failed anew.
            annotations: { "pulumi.com/timeoutSeconds": "720", "pulumi.com/replaceUnready": "true" },
        });
        expect(spec).toEqual({
            backoffLimit: 0,
            activeDeadlineSeconds: 600,
            template: {
                metadata: {
                    labels: { ...labels("seed", "app"), "calls-orders": "true" },
                    annotations: { "karpenter.sh/do-not-disrupt": "true" },
                },
                spec: expect.anything() as unknown,
            },
        });
        expect(podOf(stack, "Job seed-job-1")).toMatchObject({
            restartPolicy: "Never",
            serviceAccountName: "seed",
            containers: [
                {
                    name: "seed",
                    image: "ghcr.io/acme/api:1.4.2",
                    command: ["seed"],
                    args: ["--all"],
                    env: [{ name: "KIND", value: "first" }],
                },
            ],
        });
    });

    it("takes an hour and two more tries where nothing is said", () => {
        expect(jobDefaults).toEqual({ timeoutSeconds: 3600, retries: 2, run: 1 });
        expect(stack.inputs("Job again-job-7")).toMatchObject({
            metadata: { name: "again-7", annotations: { "pulumi.com/timeoutSeconds": "3720" } },
            spec: { backoffLimit: 2, activeDeadlineSeconds: 3600 },
        });
    });

    it("runs again for a new number only: what else changes of it is left as it is", () => {
        expect(stack.get("Job seed-job-1").ignoreChanges).toEqual(["spec"]);
        expect(stack.get("Job again-job-7").ignoreChanges).toEqual(["spec"]);
        expect(stack.outputs.done).toBe(stack.get("Job seed-job-1").urn);
    });

    it("waits for its account, its identity, its network and its secrets", () => {
        expect(waits(stack, "Job seed-job-1")).toEqual([
            "NetworkPolicy app-deny-all",
            "NetworkPolicy seed-network",
            "PodIdentityAssociation seed-identity",
            "RolePolicy seed-may-read-secrets",
            "Secret seed-secrets",
            "SecretProviderClass seed-secrets",
            "SecretVersion seed-secrets",
            "ServiceAccount seed-account",
        ]);
    });

    it("lets nobody in", () => {
        expect(stack.inputs("NetworkPolicy again-network").spec).toEqual({
            podSelector: { matchLabels: selector("again") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [],
            egress: [dns],
        });
    });
});

describe("a cron job", () => {
    it("runs at its hour in its zone, and at most one that is an hour late", () => {
        const { metadata, spec } = stack.inputs("CronJob report-cron-job");
        expect(metadata).toEqual({ name: "report", namespace: "app", labels: labels("report", "app") });
        expect(spec).toEqual({
            schedule: "30 2 * * *",
            timeZone: "Asia/Tokyo",
            concurrencyPolicy: "Replace",
            startingDeadlineSeconds: 3600,
            successfulJobsHistoryLimit: 3,
            failedJobsHistoryLimit: 3,
            jobTemplate: {
                spec: {
                    backoffLimit: 1,
                    activeDeadlineSeconds: 1800,
                    template: {
                        metadata: {
                            labels: { ...labels("report", "app"), "calls-api": "true" },
                            annotations: { "karpenter.sh/do-not-disrupt": "true" },
                        },
                        spec: expect.anything() as unknown,
                    },
                },
            },
        });
        expect(dig(spec, "jobTemplate.spec.template.spec")).toMatchObject({
            restartPolicy: "Never",
            containers: [{ name: "report", command: ["report"], env: [{ name: "MAIL_KEY" }] }],
        });
    });

    it("runs in the zone of no place, and never beside itself, where nothing is said", () => {
        expect(cronJobDefaults).toEqual({ timeoutSeconds: 3600, retries: 2, timeZone: "Etc/UTC", concurrency: "Forbid" });
        expect(stack.inputs("CronJob tidy-cron-job").spec).toMatchObject({
            schedule: "0 3 * * *",
            timeZone: "Etc/UTC",
            concurrencyPolicy: "Forbid",
            jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: 3600 } },
        });
        expect(stack.get("CronJob tidy-cron-job").ignoreChanges).toBeUndefined();
    });

    it("waits for its account, its identity, its network and its secrets", () => {
        expect(waits(stack, "CronJob report-cron-job")).toEqual([
            "NetworkPolicy app-deny-all",
            "NetworkPolicy report-network",
            "PodIdentityAssociation report-identity",
            "RolePolicy report-may-read-secrets",
            "Secret report-secrets",
            "SecretProviderClass report-secrets",
            "SecretVersion report-secrets",
            "ServiceAccount report-account",
        ]);
        expect(waits(stack, "CronJob tidy-cron-job")).toEqual([
            "NetworkPolicy dev-deny-all",
            "NetworkPolicy tidy-network",
            "ServiceAccount tidy-account",
        ]);
    });
});

describe("what jobs take", () => {
    const job = (args: Partial<JobArgs>): string[] => lines(validateJob("seed", { image: "x/seed:1", ...args }));
    const cron = (args: Partial<CronJobArgs>): string[] =>
        lines(validateCronJob("tidy", { image: "x/tidy:1", schedule: "0 3 * * *", ...args }));

    it("is the defaults, and undefined", () => {
        expect(job({})).toEqual([]);
        expect(job({ run: undefined, retries: undefined, timeoutSeconds: undefined })).toEqual([]);
        expect(cron({ timeZone: undefined, concurrency: undefined })).toEqual([]);
    });

    it("fails for a run, a time and tries out of range", () => {
        expect(job({ run: 0, timeoutSeconds: 9, retries: -1 })).toEqual([
            range("run", 0, 1, 9999),
            range("timeoutSeconds", 9, 10, 86400),
            range("retries", -1, 0, 10),
        ]);
        expect(job({ run: 10000, timeoutSeconds: 86401, retries: 11 })).toEqual([
            range("run", 10000, 1, 9999),
            range("timeoutSeconds", 86401, 10, 86400),
            range("retries", 11, 0, 10),
        ]);
        expect(job({ run: 9999, timeoutSeconds: 86400, retries: 10 })).toEqual([]);
        expect(cron({ timeoutSeconds: 9, retries: 11 })).toEqual([range("timeoutSeconds", 9, 10, 86400), range("retries", 11, 0, 10)]);
    });

    it.each(["Etc/UTC", "UTC", "Asia/Tokyo", "America/Port-au-Prince", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])(
        "takes the time zone %s",
        timeZone => expect(cron({ timeZone })).toEqual([]),
    );

    // The last three are known to JavaScript, but no name of the database.
    it.each(["", "Tokyo", "Asia/Tokio", "Local", "GMT+9", "+09:00", "asia/tokyo", "utc"])("fails for the time zone %j", timeZone =>
        expect(cron({ timeZone })).toEqual([`timeZone: got ${JSON.stringify(timeZone)}; allowed: a time zone such as Asia/Tokyo.`]),
    );

    it.each(["", "* * * *", "60 * * * *", "@daily", "0 3 31 2 *", "0 3 * * 7"])("fails for the schedule %j", schedule =>
        expect(cron({ schedule })).toEqual([
            `schedule: got ${JSON.stringify(schedule)}; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.`,
        ]),
    );

    it("fails for a way of meeting itself that Kubernetes does not know", () => {
        expect(cron({ concurrency: "Queue" as never })).toEqual(['concurrency: got "Queue"; allowed: Forbid, Replace, Allow.']);
    });

    it("fails for an image without a version, and for a name that is none", () => {
        const image =
            'image: got "x:latest"; allowed: an image with a tag other than latest, or a digest. ' +
            "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.";
        const name = `name: got "a--b"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`;
        expect(lines(validateJob("a--b", { image: "x:latest" }))).toEqual([name, image]);
        expect(lines(validateCronJob("a--b", { image: "x:latest", schedule: "0 3 * * *" }))).toEqual([name, image]);
    });
});
