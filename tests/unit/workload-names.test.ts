import { eksCluster, localCluster } from "./clusters";
import { stackOf, type Stack } from "./support";

const gatedCluster = `
const gated = new webstack.AppCluster("gated", {
    cluster: { kind: "existing" }, ingress: { kind: "nginx", entrance: { kind: "node-port" }, tls: { kind: "secret", name: "shop-tls" } },
}, { providers });
`;

const parts = `
const image = { image: "x/web:1" };
const service = { ...image, port: 8000 };
const cron = { ...image, schedule: "0 3 * * *" };
const migration = { command: ["migrate"] };
const blueGreen = { blueGreen: { images: { blue: "x/web:1", green: "x/web:2" }, activeColor: "blue" }, port: 8000 };
`;

const taken = (cluster: string, workload: string, got = workload): string =>
    `AppCluster '${cluster}': workload '${workload}': 1 problem\n` +
    `  name: got "${got}"; allowed: a name that nothing else in the cluster has, nor what is made beside it.`;

const program = (name: string, statements: string): Promise<Stack> =>
    stackOf(name, `${eksCluster}${localCluster}${gatedCluster}${parts}${statements}`);

describe("the name of a workload", () => {
    it("fails where another workload has it, of whatever kind, and nothing is made", async () => {
        const kinds = { addService: "service", addWorker: "image", addCronJob: "cron", addJob: "image" };
        const first = Object.entries(kinds).map(([add, args]) => `local.${add}("${add.toLowerCase()}", ${args});`);
        const again = Object.keys(kinds).flatMap(one =>
            Object.entries(kinds).map(([add, args]) => `tryTo(() => local.${add}("${one.toLowerCase()}", ${args}));`),
        );
        const stack = await program("names-of-kinds", [...first, ...again].join("\n"));
        const names = Object.keys(kinds).map(add => add.toLowerCase());
        expect(stack.outputs.refused).toEqual(names.flatMap(name => Object.keys(kinds).map(() => taken("dev", name))));
        expect(stack.own("dev").filter(child => child.includes(" add"))).toEqual([
            "CronJob addcronjob",
            "Job addjob",
            "Service addservice",
            "Worker addworker",
        ]);
    });

    it("fails where it is that of what is made beside another workload", async () => {
        const stack = await program(
            "names-beside",
            `
local.addService("web", { ...blueGreen, migration });
for (const suffix of ["blue", "green", "hosts", "pods", "migrate"]) tryTo(() => local.addWorker("web-" + suffix, image));
local.addJob("job", image);
for (const suffix of ["hosts", "pods"]) tryTo(() => local.addJob("job-" + suffix, image));
`,
        );
        expect(stack.outputs.refused).toEqual([
            ...["blue", "green", "hosts", "pods", "migrate"].map(suffix => taken("dev", `web-${suffix}`)),
            ...["hosts", "pods"].map(suffix => taken("dev", `job-${suffix}`)),
        ]);
    });

    it("fails where another workload has that of what is made beside it", async () => {
        const stack = await program(
            "names-beside-later",
            `
for (const name of ["one-blue", "two-green", "three-migrate", "four-hosts", "five-pods"]) local.addCronJob(name, cron);
tryTo(() => local.addService("one", blueGreen));
tryTo(() => local.addService("two", blueGreen));
tryTo(() => local.addWorker("three", { ...image, migration }));
tryTo(() => local.addWorker("four", image));
tryTo(() => local.addService("five", service));
`,
        );
        expect(stack.outputs.refused).toEqual([
            taken("dev", "one", "one-blue"),
            taken("dev", "two", "two-green"),
            taken("dev", "three", "three-migrate"),
            taken("dev", "four", "four-hosts"),
            taken("dev", "five", "five-pods"),
        ]);
    });

    it("is free where nothing of that name is made: colours and migrations that others do not have, and other clusters", async () => {
        const stack = await program(
            "names-free",
            `
local.addService("web", service);
for (const suffix of ["blue", "green", "migrate"]) local.addWorker("web-" + suffix, image);
eks.addWorker("web", image);
gated.addCronJob("web", cron);
`,
        );
        expect(stack.outputs.refused).toEqual([]);
        expect(stack.own("dev")).toEqual(expect.arrayContaining(["Worker web-blue", "Worker web-green", "Worker web-migrate"]));
        expect([...stack.own("app"), ...stack.own("gated")].filter(child => child.endsWith(" web"))).toEqual(["Worker web", "CronJob web"]);
    });

    it("fails where it is that of the cluster's own policy, or gateway where there is one", async () => {
        const stack = await program(
            "names-of-the-cluster",
            `
for (const cluster of [eks, local, gated]) tryTo(() => cluster.addJob("deny-all", image));
local.addService("gateway", service);
eks.addWorker("gateway", image);
tryTo(() => gated.addService("gateway", service));
tryTo(() => gated.addJob("gateway", image));
`,
        );
        expect(stack.outputs.refused).toEqual([
            ...["app", "dev", "gated"].map(cluster => taken(cluster, "deny-all")),
            taken("gated", "gateway"),
            taken("gated", "gateway"),
        ]);
        expect(stack.own("gated").filter(child => child.endsWith(" gateway"))).toEqual([]);
        expect([...stack.own("dev"), ...stack.own("app")].filter(child => child.endsWith(" gateway"))).toEqual([
            "Service gateway",
            "Worker gateway",
        ]);
    });

    it("is left free by a workload that was refused for other reasons, which nobody scrapes either", async () => {
        const stack = await program(
            "names-left-free",
            `
tryTo(() => local.addService("web", { ...blueGreen, port: 80, metrics: {} }));
tryTo(() => local.addService("web-blue", { ...service, port: 80 }));
local.addWorker("web-blue", image);
local.addService("web", { ...service, metrics: {} });
tryTo(() => local.addService("web-pods", service));
exports.metrics = local.metrics.map(({ job }) => job);
`,
        );
        const port = (name: string): string => `Service '${name}': 1 problem\n  port: got 80; allowed: a whole number from 1024 to 65535.`;
        expect(stack.outputs.refused).toEqual([port("web"), port("web-blue"), taken("dev", "web-pods")]);
        expect(stack.own("dev").filter(child => child.includes(" web"))).toEqual(["Service web", "Worker web-blue"]);
        expect(stack.outputs.metrics).toEqual(["web"]);
    });
});
