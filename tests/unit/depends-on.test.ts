import { eksCluster, localCluster, migrationOf, waits } from "./clusters";
import { stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "depends-on",
        `
${eksCluster}
${localCluster}
for (const cluster of [eks, local]) {
    const at = cluster.name;
    const seed = cluster.addJob(at + "-seed", { image: "x/seed:1" });
    const dependsOn = [seed.done];
    const migration = { command: ["migrate"] };
    const args = { image: "x/web:1", dependsOn };
    cluster.addService(at + "-web", { ...args, port: 8000, migration, autoscaling: { min: 2, max: 4 } });
    cluster.addService(at + "-colours", { dependsOn, blueGreen: { images: { blue: "x/web:1", green: "x/web:2" }, activeColor: "blue" }, port: 8000, migration });
    cluster.addWorker(at + "-mails", { ...args, migration });
    cluster.addCronJob(at + "-report", { ...args, schedule: "0 3 * * *" });
    cluster.addJob(at + "-index", args);
    cluster.addWorker(at + "-free", { image: "x/web:1", dependsOn: [] });
}
`,
    );
});

describe("what a workload depends on", () => {
    it.each(["app", "dev"])("is there before pods of any kind start, on the cluster %s", at => {
        const seed = `Job ${at}-seed-job-1`;
        const pods = [
            `Deployment ${at}-web-deployment`,
            migrationOf(stack, `${at}-web`),
            ...["-blue", "-green"].flatMap(suffix => [
                `Deployment ${at}-colours-deployment${suffix}`,
                migrationOf(stack, `${at}-colours`, suffix),
            ]),
            `Deployment ${at}-mails-deployment`,
            migrationOf(stack, `${at}-mails`),
            `CronJob ${at}-report-cron-job`,
            `Job ${at}-index-job-1`,
        ];
        for (const key of pods) expect([key, waits(stack, key)]).toEqual([key, expect.arrayContaining([seed])]);
        expect(waits(stack, `Deployment ${at}-free-deployment`)).not.toContain(seed);
    });

    it("is waited for by nothing but pods: a network can be opened before", () => {
        for (const key of ["NetworkPolicy dev-web-network", "ServiceAccount dev-web-account", "PodDisruptionBudget dev-web-disruption"])
            expect([key, waits(stack, key)]).toEqual([key, ["NetworkPolicy dev-deny-all"]]);
    });
});
