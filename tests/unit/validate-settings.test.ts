import type { Settings } from "../../stacks/config";
import { environments } from "../../stacks/environments";
import { validateSettings } from "../../stacks/plan";
import { parseSettings } from "../../stacks/read-config";
import { committed } from "./committed";
import { lines } from "./support";

type Environment = (typeof environments)[number];

describe("validateSettings", () => {
    const of = (environment: Environment, changes: Record<string, unknown> = {}): Settings =>
        parseSettings({ ...committed(environment), ...changes }, environment);
    const check = (
        environment: Environment,
        changes: Record<string, unknown> = {},
        without: readonly (keyof Settings)[] = [],
    ): string[] => {
        const settings = of(environment, changes);
        for (const key of without) delete (settings as Partial<Settings>)[key];
        return lines(validateSettings(settings));
    };
    const backend = { name: "backend", image: "x/backend:1", port: 8000 };
    const frontend = { name: "frontend", image: "x/frontend:1", port: 3000 };

    it.each(environments)("takes the committed stack of %s", environment => expect(check(environment)).toEqual([]));

    it("takes the days that logs are kept, and fails for others than CloudWatch has, and where no cluster on EKS writes any", () => {
        const monitoring = (environment: Environment, logs: object) => ({
            monitoring: { ...(committed(environment).monitoring as object), logs },
        });
        expect(check("production", monitoring("production", { access: 400 }))).toEqual([]);
        expect(check("production", monitoring("production", { access: 366 }))).toEqual([
            expect.stringMatching(/^webstack:monitoring\.logs\.access: got 366; allowed: /),
        ]);
        expect(check("development", monitoring("development", {}))).toEqual([
            "webstack:monitoring.logs: got {}; allowed: nothing, unless the cluster is eks.",
        ]);
    });

    it("fails for two services on one host and path, and takes them on two paths", () => {
        const hosts = ["shop.localhost", "www.shop.localhost"];
        const said = (index: number, other: string): string =>
            `webstack:services[${index}].hosts: got ${JSON.stringify(hosts)}; allowed: hosts and paths that ${other} does not have.`;
        expect(
            check("development", {
                services: [
                    { ...backend, hosts },
                    { ...frontend, hosts },
                ],
            }),
        ).toEqual([said(0, "frontend"), said(1, "backend")]);
        expect(
            check("development", {
                services: [
                    { ...backend, hosts, path: "/api" },
                    { ...frontend, hosts },
                ],
            }),
        ).toEqual([]);
    });

    it("fails for a callee that there is not, and for one that calls itself", () => {
        expect(check("development", { services: [{ ...backend, calls: ["frontend", "mailer", "backend"] }, frontend] })).toEqual([
            'webstack:services[0].calls: got "mailer"; allowed: frontend.',
            'webstack:services[0].calls: got "backend"; allowed: frontend.',
        ]);
        expect(check("development", { services: [{ ...backend, calls: ["backend"] }] })).toEqual([
            'webstack:services[0].calls: got "backend"; allowed: nothing: there is no other service.',
        ]);
    });

    it("fails for two services of one name, and for one named like a store beside it", () => {
        const own = "allowed: a name of its own.";
        expect(check("development", { services: [backend, { ...backend, port: 9000 }] })).toEqual([
            `webstack:services[0].name: got "backend"; ${own}`,
            `webstack:services[1].name: got "backend"; ${own}`,
        ]);
        expect(check("development", { services: [{ ...backend, name: "redis" }] })).toEqual([
            'webstack:services[0].name: got "redis"; allowed: a name that no store in the cluster has.',
        ]);
    });

    it("fails for a load balancer that nothing stands before", () => {
        expect(check("staging", { edge: { kind: "none" } })).toEqual([
            'webstack:edge.kind: got "none"; allowed: cloudflare, with a cluster on EKS. The load balancer lets in the CDN only.',
        ]);
    });

    it("fails for whatever runs on AWS without a place, and says what does", () => {
        const how = (key: string, all: string): string => `It runs on AWS: ${all}. Set it: pulumi config set webstack:${key} <value>`;
        const all = "cluster, postgres, redis, files";
        expect(check("staging", {}, ["region", "accountId", "network"])).toEqual([
            `webstack:region: is missing; allowed: an AWS region such as eu-west-1. ${how("region", all)}`,
            `webstack:accountId: is missing; allowed: an AWS account id: 12 digits, in quotes. ${how("accountId", all)}`,
            `webstack:network: is missing; allowed: the settings of a VPC, {} for the defaults. ${how("network", all)}`,
        ]);
        const place = { region: "eu-west-1", accountId: "111122223333" };
        expect(check("development", { ...place, redis: { kind: "elasticache", nodeType: "cache.t4g.micro" } })).toEqual([
            `webstack:network: is missing; allowed: the settings of a VPC, {} for the defaults. ${how("network", "redis")}`,
            "webstack:cluster.securityGroupId: is missing; allowed: the security group of the cluster's nodes or pods. Without it nothing could reach redis.",
        ]);
        expect(check("development", { ...place, files: {} })).toEqual([]);
        expect(check("development", { region: "eu-west-1", network: {} })).toEqual([
            `webstack:accountId: is missing; allowed: an AWS account id: 12 digits, in quotes. ${how("accountId", "network")}`,
        ]);
    });

    it("says once what is wrong with the account or the region, where they are set", () => {
        expect(check("production", { accountId: "4444" })).toEqual([
            'webstack:accountId: got "4444"; allowed: an AWS account id: 12 digits, in quotes.',
        ]);
        expect(check("production", { region: "mars-1" })).toEqual([
            expect.stringMatching(/^webstack:region: got "mars-1"; allowed: us-east-1, us-east-2, /),
        ]);
    });

    it("fails for the zones of another region, and for more than there are", () => {
        expect(check("production", { network: { zones: ["us-east-1a", "us-east-1b"] } })).toEqual([
            'webstack:network.zones: got "us-east-1a"; allowed: zones of eu-west-1, such as eu-west-1a.',
            'webstack:network.zones: got "us-east-1b"; allowed: zones of eu-west-1, such as eu-west-1a.',
        ]);
        expect(check("production", { region: "us-west-1" })).toEqual([
            "webstack:network.zoneCount: got 3; allowed: at most 2 in us-west-1. Take fewer zones, or another region.",
        ]);
    });

    it("fails for a host outside of the zone, where the service names it", () => {
        const outside = "allowed: example.com or a host below it. A host of another zone needs an EdgeCDN of its own.";
        expect(
            check("staging", {
                services: [
                    { ...backend, hosts: ["api.example.com"] },
                    { ...frontend, hosts: ["shop.example.org"] },
                ],
            }),
        ).toEqual([`webstack:services[1].hosts: got "shop.example.org"; ${outside}`]);
        expect(check("staging", { services: [backend] })).toEqual(["webstack:services: got []; allowed: at least one host."]);
    });

    it("fails for what a component refuses, under the name that the stack file has for it", () => {
        const count = (from: number, to: number): string => `allowed: a whole number from ${from} to ${to}.`;
        expect(
            check("production", {
                cluster: { kind: "eks", version: "1.20", adminRoleArns: [], publicAccessCidrs: ["x"] },
                postgres: { kind: "rds", database: "1", instanceClass: "db.x", backup: { pitrDays: 3 } },
                redis: { kind: "elasticache", nodeType: "cache.t4g.small", nodes: 9, eviction: "never" },
                files: { oldVersionDays: 0 },
                edge: {
                    kind: "cloudflare",
                    zoneId: "x",
                    zoneName: "example.com",
                    caches: [{ name: "a", pathPrefix: "a", edgeSeconds: 0 }],
                },
                monitoring: { scrapeSeconds: 1, emails: ["nobody"] },
                services: [
                    { ...backend, hosts: ["example.com"], port: 80, health: "ok", replicas: 2, autoscaling: { min: 3, max: 2 } },
                    { ...frontend, image: "x", env: { URL: "redis://me:secret@cache" } },
                ],
            }),
        ).toEqual([
            'webstack:cluster.version: got "1.20"; allowed: 1.34, 1.35.',
            "webstack:cluster.adminRoleArns: got []; allowed: at least one role. Name the role that runs `pulumi up`; without one nobody could reach the cluster.",
            'webstack:cluster.publicAccessCidrs: got "x"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            `webstack:services[0].port: got 80; ${count(1024, 65535)}`,
            "webstack:services[0].replicas: got 2; allowed: nothing beside autoscaling. Autoscaling owns the number of pods: remove one of the two.",
            "webstack:services[0].autoscaling.max: got 2; allowed: at least autoscaling.min, which is 3.",
            'webstack:services[0].health: got "ok"; allowed: a path that starts with /.',
            'webstack:services[1].image: got "x"; allowed: an image with a tag other than latest, or a digest. Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.',
            'webstack:services[1].env.URL: got "an address with a password in it"; allowed: no secret. Put it in secretEnv or secrets.',
            'webstack:postgres.database: got "1"; allowed: a letter, then lower-case letters, digits and _, at most 63, and not pg_ at the start.',
            'webstack:postgres.instanceClass: got "db.x"; allowed: db.<family>.<size> with a family of t3, t4g, m6g, m6i, m7g, m7i, m8g, r6g, r6i, r7g, r7i, r8g.',
            `webstack:postgres.backup.pitrDays: got 3; ${count(7, 35)}`,
            'webstack:redis.eviction: got "never"; allowed: noeviction, volatile-lru, allkeys-lru, volatile-lfu, allkeys-lfu, volatile-ttl.',
            `webstack:redis.nodes: got 9; ${count(1, 6)}`,
            `webstack:files.oldVersionDays: got 0; ${count(1, 3650)}`,
            `webstack:edge.zoneId: got "x"; allowed: 32 hexadecimal digits, from the zone's overview at Cloudflare.`,
            'webstack:edge.caches[0].pathPrefix: got "a"; allowed: the beginning of a path, such as /static/.',
            `webstack:edge.caches[0].edgeSeconds: got 0; ${count(1, 31536000)}`,
            `webstack:monitoring.scrapeSeconds: got 1; ${count(5, 300)}`,
            'webstack:monitoring.emails: got "nobody"; allowed: mail addresses.',
        ]);
    });

    it("fails for people that nobody told of, on AWS and elsewhere", () => {
        expect(check("production", { monitoring: {} })).toEqual([
            "webstack:monitoring.emails: got []; allowed: at least one address. An alert that reaches nobody is none.",
        ]);
        expect(check("development", { monitoring: {} })).toEqual([
            'webstack:monitoring.webhook: got ""; allowed: an http or https address without a password in it.',
        ]);
    });

    it("fails for entrances that the cluster or the machine does not have", () => {
        expect(check("development", { ingress: { kind: "class", className: "My" } })).toEqual([
            `webstack:ingress.className: got "My"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
        ]);
        expect(check("development", { ingress: { kind: "alb" } })).toEqual([
            'webstack:ingress.kind: got "alb"; allowed: class or nginx, on an existing cluster. ' +
                "Only EKS Auto Mode brings the controller that makes load balancers.",
        ]);
        expect(check("development", { ingress: { kind: "nginx", httpsPort: 443 } })).toEqual([
            "webstack:ingress.httpsPort: got 443; allowed: a whole number from 30000 to 32767.",
        ]);
    });

    const image = "ghcr.io/acme/web:1";
    const web = { name: "web", port: 3000 };
    const images = { blue: image, green: "ghcr.io/acme/web:2" };
    it.each<[string, Record<string, unknown>, string[]]>([
        [
            "a service without an image",
            { services: [web] },
            ["webstack:services[0].image: is missing; allowed: an image, or blueGreen with one for each colour."],
        ],
        [
            "a service with an image beside its colours",
            { services: [{ ...web, image, blueGreen: { images, activeColor: "blue" } }] },
            [`webstack:services[0].image: got "${image}"; allowed: an image, or blueGreen with one for each colour.`],
        ],
        [
            "hosts of colours without colours",
            { services: [{ ...web, image, colorHosts: { blue: "b.example.com", green: "g.example.com" } }] },
            ['webstack:services[0].colorHosts: got {"blue":"b.example.com","green":"g.example.com"}; allowed: nothing, without blueGreen.'],
        ],
        [
            "weights that an ingress class does not know",
            {
                ingress: { kind: "class", className: "nginx" },
                services: [{ ...web, blueGreen: { images, activeColor: "blue", weights: { blue: 90, green: 10 } } }],
            },
            ['webstack:services[0].blueGreen.weights: got {"blue":90,"green":10}; allowed: nothing, unless the ingress is alb or nginx.'],
        ],
        [
            "files without a bucket and an identity",
            { services: [{ ...web, image, files: "read" }] },
            ['webstack:services[0].files: got "read"; allowed: nothing, unless the stack has files and the cluster is eks.'],
        ],
        [
            "one secret of two lengths",
            {
                services: [{ ...web, image, generatedSecrets: { JWT_SECRET: 48 } }],
                workers: [{ name: "mailer", image, generatedSecrets: { JWT_SECRET: 32, SALT: 8 } }],
            },
            [
                "webstack:workers[0].generatedSecrets.JWT_SECRET: got 32; allowed: 48, as another workload has it.",
                "webstack:workers[0].generatedSecrets.SALT: got 8; allowed: 16 to 256 characters.",
            ],
        ],
        [
            "workloads of one name, and callees that are none",
            {
                services: [{ ...web, image }],
                workers: [{ name: "web", image, calls: ["api"] }],
                cronJobs: [{ name: "report", image, schedule: "daily" }],
                jobs: [{ name: "postgres", image, run: 0 }],
            },
            [
                'webstack:cronJobs[0].schedule: got "daily"; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.',
                "webstack:jobs[0].run: got 0; allowed: a whole number from 1 to 9999.",
                'webstack:services[0].name: got "web"; allowed: a name of its own.',
                'webstack:workers[0].name: got "web"; allowed: a name of its own.',
                'webstack:workers[0].calls: got "api"; allowed: web.',
                'webstack:jobs[0].name: got "postgres"; allowed: a name that no store in the cluster has.',
            ],
        ],
        [
            "what comes in by a place that there is not",
            {
                ingress: { kind: "nginx", rateLimits: [{ name: "a", path: "/", host: "other.localhost", requestsPerSecond: 1, burst: 1 }] },
                services: [{ ...web, image, hosts: ["*.shop.localhost"], path: "api" }],
            },
            [
                'webstack:services[0].hosts: got "*.shop.localhost"; allowed: a host name such as www.example.com, in lower case.',
                'webstack:services[0].path: got "api"; allowed: a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes.',
                'webstack:ingress.rateLimits[0].host: got "other.localhost"; allowed: *.shop.localhost.',
            ],
        ],
        [
            "one host twice",
            {
                services: [
                    {
                        ...web,
                        hosts: ["a.localhost"],
                        colorHosts: { blue: "b.localhost", green: "b.localhost" },
                        blueGreen: { images, activeColor: "blue" },
                    },
                ],
            },
            ['webstack:services[0].hosts: got "b.localhost"; allowed: each host once, those of the colours included.'],
        ],
        [
            "secrets that stand in each other's way, or in a store's",
            {
                services: [
                    {
                        ...web,
                        image,
                        uses: ["postgres"],
                        env: { REDIS_URL: "x", SALT: "y" },
                        generatedSecrets: { DATABASE_URL: 32, SALT: 32, salt: 32, _KEY: 32 },
                    },
                ],
            },
            [
                'webstack:services[0].env: got "SALT"; allowed: each variable in env or in secretEnv.',
                'webstack:services[0].generatedSecrets.DATABASE_URL: got "DATABASE_URL"; allowed: nothing: it is the address of postgres.',
                'webstack:services[0].generatedSecrets.salt: got "salt"; allowed: a name that differs from SALT in more than capitals.',
                `webstack:services[0].generatedSecrets._KEY: got "_KEY"; allowed: a name of letters, digits and single '_', such as JWT_SECRET.`,
            ],
        ],
        [
            "names of what is made beside others, and pools that there are not",
            {
                services: [
                    { ...web, blueGreen: { images, activeColor: "blue" } },
                    { ...web, name: "gateway", image },
                ],
                workers: [{ name: "web-blue", image, nodePool: "gpu" }],
            },
            [
                'webstack:services[1].name: got "gateway"; allowed: a name other than deny-all and gateway.',
                'webstack:workers[0].name: got "web-blue"; allowed: a name that nothing made beside web has.',
                'webstack:workers[0].nodePool: got "gpu"; allowed: nothing: the cluster has no nodePools.',
            ],
        ],
    ])("fails for %s", (_, changes, problems) => expect(check("development", changes)).toEqual(problems));

    it("fails for a CDN before ports of a node, and for ports of nodes behind a load balancer", () => {
        const { edge } = committed("staging");
        expect(check("development", { edge, services: [{ ...web, image, hosts: ["www.example.com"] }] })).toEqual([
            'webstack:edge.kind: got "cloudflare"; allowed: none, with a gateway on an existing cluster. ' +
                "It answers on ports of the nodes, which Cloudflare cannot know.",
        ]);
        expect(check("staging", { ingress: { kind: "nginx", httpPort: 30080 } })).toEqual([
            "webstack:ingress.httpPort: got 30080; allowed: nothing on EKS: a load balancer has ports 80 and 443.",
        ]);
    });

    it("takes a pool that the cluster has", () => {
        const { cluster } = committed("production") as { cluster: object };
        const nodePools = [{ name: "graviton", architecture: "arm64", cpuLimit: 16 }];
        const job = { name: "report", image: `${image}@sha256:${"0".repeat(64)}`, schedule: "0 1 * * *" };
        const of = (nodePool: string) => check("production", { cluster: { ...cluster, nodePools }, cronJobs: [{ ...job, nodePool }] });
        expect(of("graviton")).toEqual([]);
        expect(of("gravitom")).toEqual(['webstack:cronJobs[0].nodePool: got "gravitom"; allowed: graviton.']);
    });
});
