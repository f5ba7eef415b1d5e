import { containerOf, eksCluster, podOf, stores } from "./clusters";
import { dig, dns, labels, stackOf, type Stack } from "./support";

const program = (authority: string): string => `
${eksCluster}
const local = new webstack.AppCluster("dev", { cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" } }, { providers });
${stores}
const ready = new random.RandomId("made-first", { byteLength: 1 }, { provider: providers.random });
const trusted = { ...database, authority: pulumi.output("${authority}"), ready: [ready] };
const other = { ...cache, name: "other", authority: pulumi.output("OTHER") };
const elsewhere = { ...database, name: "supabase", port: 6543, target: { kind: "host", host: "db.example.supabase.co" } };
const all = { image: "x/web:1", stores: [trusted, cache, other] };
eks.addService("web", { ...all, port: 8000, migration: { command: ["migrate"] } });
eks.addWorker("worker", all);
eks.addCronJob("cron", { ...all, schedule: "0 3 * * *" });
eks.addJob("job", all);
eks.addService("plain", { image: "x/web:1", port: 8000, stores: [database, cache] });
eks.addService("away", { image: "x/web:1", port: 8000, stores: [elsewhere] });
local.addService("local-away", { image: "x/web:1", port: 8000, stores: [elsewhere] });
`;

let stack: Stack;
let renewed: Stack;
beforeAll(async () => {
    stack = await stackOf("authorities", program("PEM"));
    renewed = await stackOf("authorities-renewed", program("RENEWED"));
});

describe("the authorities of a workload's stores", () => {
    it.each(["web", "worker", "cron", "job"])("are files of a ConfigMap, one for each store that has its own (%s)", name => {
        expect(stack.inputs(`ConfigMap ${name}-authorities`)).toMatchObject({
            metadata: { name: `${name}-authorities`, namespace: "app", labels: labels(name, "app") },
            data: { "orders.crt": "PEM", "other.crt": "OTHER" },
        });
    });

    it("are mounted where connections say that they are, read-only", () => {
        const mounts = containerOf(stack, "Deployment web-deployment").volumeMounts as { mountPath: string; name: string }[];
        const mount = mounts.find(({ mountPath }) => mountPath === "/etc/authorities")!;
        expect(mount).toMatchObject({ readOnly: true });
        const volumes = podOf(stack, "Deployment web-deployment").volumes as { name: string }[];
        expect(volumes.find(({ name }) => name === mount.name)).toEqual({ name: mount.name, configMap: { name: "web-authorities" } });
        const cron = dig(stack.inputs("CronJob cron-cron-job"), "spec.jobTemplate.spec.template.spec");
        expect(JSON.stringify(cron)).toContain('"mountPath":"/etc/authorities"');
        expect(JSON.stringify(stack.inputs("Job job-job-1"))).toContain('"mountPath":"/etc/authorities"');
    });

    it("are there before the pods, and start them anew when they change", () => {
        expect(stack.waitsFor("Deployment web-deployment")).toEqual(expect.arrayContaining(["web-authorities", "made-first"]));
        const checksum = (of: Stack): unknown =>
            dig(of.inputs("Deployment web-deployment"), "spec.template.metadata.annotations.webstack/authorities-checksum");
        expect(checksum(stack)).toMatch(/^[0-9a-f]{16}$/);
        expect(checksum(renewed)).not.toBe(checksum(stack));
    });

    it("are not there where no store has one", () => {
        expect(stack.children("plain").filter(child => child.includes("authorities"))).toEqual([]);
        expect(JSON.stringify(stack.inputs("Deployment plain-deployment"))).not.toMatch(/authorities/);
    });
});

describe("a store that runs elsewhere", () => {
    const tcp = [{ protocol: "TCP", port: 6543 }];

    it("is opened by its name on EKS, on its port", () => {
        expect(stack.inputs("ApplicationNetworkPolicy away-network-hosts").spec).toMatchObject({
            egress: [{ to: [{ domainNames: ["db.example.supabase.co"] }], ports: tcp }],
        });
        expect(JSON.stringify(stack.inputs("NetworkPolicy away-network"))).not.toContain("6543");
    });

    it("is opened by its port at public addresses elsewhere", () => {
        expect(dig(stack.inputs("NetworkPolicy local-away-network"), "spec.egress")).toEqual([dns]);
        expect(stack.inputs("NetworkPolicy local-away-network-hosts").spec).toMatchObject({
            egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0", except: expect.arrayContaining(["10.0.0.0/8"]) as unknown } }], ports: tcp }],
        });
    });
});
