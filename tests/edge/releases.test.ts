import type { EdgeRelease } from "../../components/edge-cdn";
import { dig, json, stackOf, type Stack } from "../unit/support";
import { accountId, zoneId } from "./support/edges";

const colors = { blue: "blue.example.com", green: "green.example.com" };
const hosts = ["example.com", "blue.example.com", "green.example.com"];

/** A stack with this release, whose colours have their origins. */
const released = (name: string, release: EdgeRelease, more = ""): Promise<Stack> =>
    stackOf(
        `edge-release-${name}`,
        `
const edge = new webstack.EdgeCDN("edge", {
    kind: "cloudflare", zoneId: "${zoneId}", accountId: "${accountId}", zoneName: "example.com", hosts: ${JSON.stringify(hosts)},
    releases: [${JSON.stringify(release)}],
}, { providers });
${more}
edge.route("green.example.com", "green-lb.example.net");
exports.before = edge.metrics;
edge.route("blue.example.com", "blue-lb.example.net");
exports.metrics = edge.metrics;
`,
    );

/** What differs between two stacks: kinds of children, and the paths of inputs that changed. */
function changes(before: Stack, after: Stack): string[] {
    expect(after.children("edge")).toEqual(before.children("edge"));
    return before.children("edge").flatMap(key => {
        const [one, other] = [flat(before.inputs(key)), flat(after.inputs(key))];
        return [...new Set([...one.keys(), ...other.keys()])]
            .filter(path => one.get(path) !== other.get(path))
            .map(path => `${key} ${path}`);
    });
}

function flat(value: unknown, path = ""): Map<string, unknown> {
    if (typeof value !== "object" || value === null) return new Map([[path, value]]);
    return new Map(Object.entries(value).flatMap(([key, inner]) => [...flat(inner, path === "" ? key : `${path}.${key}`)]));
}

describe("a release by DNS", () => {
    const release = (active: "blue" | "green"): EdgeRelease => ({ name: "site", host: "example.com", colors, by: "dns", active });
    let blue: Stack, green: Stack;
    beforeAll(async () => {
        blue = await released("dns-blue", release("blue"), 'tryTo(() => edge.route("example.com", "lb"));');
        green = await released("dns-green", release("green"));
    });

    it("has Prometheus ask the host once both colours have their origins", () =>
        expect([blue.outputs.before, blue.outputs.metrics]).toEqual([
            [{ kind: "host", host: "green.example.com" }],
            hosts.map(host => ({ kind: "host", host })),
        ]));

    it("points the host at the active colour's", () =>
        expect(blue.inputs("DnsRecord edge-example.com-record")).toEqual({
            zoneId,
            name: "example.com",
            type: "CNAME",
            content: "blue.example.com",
            proxied: true,
            ttl: 1,
            comment: "edge: the active release, by Pulumi",
        }));

    it("is switched by one change in place, and back by another", () => {
        expect(changes(blue, green)).toEqual(["DnsRecord edge-example.com-record content"]);
        expect(changes(green, blue)).toEqual(["DnsRecord edge-example.com-record content"]);
    });

    it("fails for a route of the host itself", () =>
        expect(blue.outputs.refused).toEqual([
            [
                "EdgeCDN 'edge': 1 problem",
                "  route: got \"example.com\"; allowed: blue.example.com, green.example.com. Release 'site' says where it leads.",
            ].join("\n"),
        ]));
});

describe("a release by a load balancer", () => {
    const release = (blue: number): EdgeRelease => ({
        name: "site",
        host: "example.com",
        colors,
        by: "load-balancer",
        weights: { blue, green: 100 - blue },
        healthPath: "/health",
        notifyEmail: "ops@example.com",
    });
    let most: Stack, few: Stack;
    beforeAll(async () => {
        most = await released("balanced-90", release(90));
        few = await released("balanced-25", release(25));
    });

    it("has a pool and a monitor for each colour", () => {
        expect(most.children("edge").filter(child => child.startsWith("LoadBalancer"))).toEqual([
            "LoadBalancer edge-site",
            ...["Monitor", "Pool"].flatMap(kind => ["blue", "green"].map(color => `LoadBalancer${kind} edge-site-${color}`)),
        ]);
        for (const color of ["blue", "green"]) {
            expect(most.inputs(`LoadBalancerMonitor edge-site-${color}`)).toEqual({
                accountId,
                type: "https",
                method: "GET",
                path: "/health",
                header: { Host: [`${color}.example.com`] },
                expectedCodes: "200",
                interval: 60,
                timeout: 5,
                retries: 2,
                probeZone: "example.com",
                description: `edge: ${color}.example.com`,
            });
            expect(most.inputs(`LoadBalancerPool edge-site-${color}`)).toEqual({
                accountId,
                name: `test-test-edge-site-${color}-${{ blue: "9d1d12e1", green: "2b1cb358" }[color]}`,
                origins: [
                    {
                        name: color,
                        address: `${color}-lb.example.net`,
                        enabled: true,
                        weight: 1,
                        header: { hosts: [`${color}.example.com`] },
                    },
                ],
                monitor: most.id(`LoadBalancerMonitor edge-site-${color}`),
                minimumOrigins: 1,
                enabled: true,
                notificationEmail: "ops@example.com",
            });
        }
    });

    it("shares requests out by weights, and falls back to the larger", () => {
        const pool = (stack: Stack, color: string): string => stack.id(`LoadBalancerPool edge-site-${color}`);
        const [blue, green] = [pool(most, "blue"), pool(most, "green")];
        expect(most.inputs("LoadBalancer edge-site")).toEqual({
            zoneId,
            name: "example.com",
            defaultPools: [blue, green],
            fallbackPool: blue,
            steeringPolicy: "random",
            randomSteering: { defaultWeight: 0, poolWeights: { [blue]: 0.9, [green]: 0.1 } },
            sessionAffinity: "cookie",
            sessionAffinityTtl: 3600,
            proxied: true,
            description: "edge: blue 90 %, green 10 %",
        });
        expect(few.inputs("LoadBalancer edge-site").fallbackPool).toBe(pool(few, "green"));
        expect(dig(few.inputs("LoadBalancer edge-site"), "randomSteering.poolWeights")).toEqual({
            [pool(few, "blue")]: 0.25,
            [pool(few, "green")]: 0.75,
        });
    });

    it("is switched by weights alone, in place", () => {
        const paths = changes(most, few).map(path => path.replace(/[0-9a-f]{32}|[0-9a-f-]{36}/, "ID"));
        expect([...new Set(paths)]).toEqual([
            "LoadBalancer edge-site description",
            "LoadBalancer edge-site fallbackPool",
            "LoadBalancer edge-site randomSteering.poolWeights.ID",
        ]);
    });
});

describe("a release by the Worker", () => {
    const release = (blue: number): EdgeRelease => ({
        name: "site",
        host: "example.com",
        colors,
        by: "worker",
        weights: { blue, green: 100 - blue },
        cookie: "color",
    });
    let most: Stack, few: Stack;
    beforeAll(async () => {
        const own = 'edge.route("example.com", "lb.example.net");';
        most = await released("worker-90", release(90), own);
        few = await released("worker-0", release(0), own);
    });
    const config = (stack: Stack): unknown => {
        const content = stack.inputs("WorkersScript edge-worker").content as string;
        return json(/^const WEBSTACK_EDGE = (\{[^]*?\n\});\n/.exec(content)![1]);
    };

    it("is one host's alone", () => {
        expect(most.children("edge").filter(child => child.startsWith("Workers"))).toEqual([
            "WorkersRoute edge-example.com-worker",
            "WorkersScript edge-worker",
        ]);
        expect(most.inputs("WorkersScript edge-worker").bindings).toEqual([]);
        expect(dig(config(most), "splits")).toEqual([
            {
                name: "site",
                host: "example.com",
                targets: [
                    { name: "blue", host: "blue.example.com", weight: 90 },
                    { name: "green", host: "green.example.com", weight: 10 },
                ],
                cookie: "color",
            },
        ]);
    });

    it("is switched by weights alone, in place", () => {
        expect(changes(most, few)).toEqual(["WorkersScript edge-worker content"]);
        const differing = [...flat(config(most))].filter(([path, value]) => flat(config(few)).get(path) !== value).map(([path]) => path);
        expect(differing).toEqual(["splits.0.targets.0.weight", "splits.0.targets.1.weight"]);
    });
});
