import type { Settings } from "../../stacks/config";
import { environments } from "../../stacks/environments";
import { validateSettings } from "../../stacks/plan";
import { parseSettings } from "../../stacks/read-config";
import { committed } from "./committed";
import { lines } from "./support";

type Environment = (typeof environments)[number];

const ofStore = (name: string): string => `allowed: a name other than ${name}, and without ${name}- before it: the store has those.`;

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
        expect(check("production", monitoring("production", { kind: "cloudwatch", access: 400 }))).toEqual([]);
        expect(check("production", monitoring("production", { kind: "cloudwatch", access: 366 }))).toEqual([
            expect.stringMatching(/^webstack:monitoring\.logs\.access: got 366; allowed: /),
        ]);
        expect(check("development", monitoring("development", { kind: "cloudwatch" }))).toEqual([
            'webstack:monitoring.logs.kind: got "cloudwatch"; allowed: loki, none, unless the cluster is eks.',
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
            `webstack:services[0].name: got "redis"; ${ofStore("redis")}`,
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
        const monitoring = { receivers: { pager: { kind: "pagerduty", routingKey: "r", cloudWatchKey: "c" } } };
        expect(check("development", { ...place, monitoring, redis: { kind: "elasticache", nodeType: "cache.t4g.micro" } })).toEqual([
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
        expect(check("production", { region: "us-west-1", postgres: { database: "shop" } })).toEqual([
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
                monitoring: { scrapeSeconds: 1, receivers: { mail: { kind: "sns", emails: ["nobody"] } } },
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
            `webstack:monitoring.scrapeSeconds: got 1; ${count(5, 60)}`,
            'webstack:monitoring.receivers.mail.emails: got "nobody"; allowed: mail addresses.',
        ]);
    });

    it("fails for people that nobody told of, on AWS and elsewhere", () => {
        expect(check("production", { monitoring: { receivers: {} } })).toEqual([
            "webstack:monitoring.receivers: got {}; allowed: at least one. An alert that reaches nobody is none.",
        ]);
        expect(check("production", { monitoring: { receivers: { mail: { kind: "sns" } } } })).toEqual([
            "webstack:monitoring.receivers.mail.emails: got []; allowed: at least one address, or phoneNumbers.",
            expect.stringMatching(/^webstack:monitoring\.routes\.critical: got "nobody whom AWS reaches"; /),
            expect.stringMatching(/^webstack:monitoring\.routes\.warning: got "nobody whom AWS reaches"; /),
        ]);
        expect(check("development", { monitoring: { receivers: { mail: { kind: "sns", emails: ["a@example.com"] } } } })).toEqual([
            'webstack:monitoring.receivers.mail.kind: got "sns"; allowed: pagerduty, slack, email, webhook. Receivers of kind sns need aws.',
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
                `webstack:jobs[0].name: got "postgres"; ${ofStore("postgres")}`,
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
                "It answers on ports of the nodes, which Cloudflare cannot know: with ingress.tunnel it need not.",
        ]);
        expect(check("staging", { ingress: { kind: "nginx", httpPort: 30080 } })).toEqual([
            "webstack:ingress.httpPort: got 30080; allowed: nothing on EKS: a load balancer has ports 80 and 443.",
        ]);
    });

    const zone = { kind: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", zoneName: "example.com" };
    const accountId = "fedcba9876543210fedcba9876543210";
    const behind = { ...web, image, hosts: ["www.example.com"] };
    const signed = { ...behind, generatedSecrets: { JWT_SECRET: 48, SALT: 16 } };
    const identity = { from: { header: "Authorization" }, algorithm: "HS256" };
    const colors = { blue: "blue.example.com", green: "green.example.com" };
    const release = { name: "web", host: "www.example.com", colors };
    const keyOrName = "allowed: a key, or generatedSecret with the name of a generated secret.";

    it.each<[string, Environment, Record<string, unknown>, string[]]>([
        [
            "an account that is none, where it stands",
            "staging",
            { edge: { ...zone, accountId: "1", plan: "pro", alerts: { emails: ["nobody"] } } },
            [
                "webstack:edge.accountId: got \"1\"; allowed: 32 hexadecimal digits, Cloudflare's, not AWS's.",
                'webstack:edge.alerts.emails: got "nobody"; allowed: mail addresses.',
            ],
        ],
        [
            "alerts that reach nobody, where there are no addresses of monitoring either",
            "development",
            { edge: { ...zone, accountId, alerts: {} }, ingress: { kind: "nginx", tunnel: true } },
            ["webstack:edge.alerts.emails: got []; allowed: at least one address, or a webhook. An alert that reaches nobody is none."],
        ],
        [
            "what Free has no rules for, without a Worker",
            "staging",
            { edge: { ...zone, waf: { owasp: {} }, caches: [{ name: "api", pathPrefix: "/api/", edgeSeconds: 60 }] } },
            [
                'webstack:edge.waf.owasp: got "OWASP Core Ruleset"; allowed: what plan free can do. The plan has no managed rules. What would do it: plan pro.',
                'webstack:edge.caches[0]: got "cache api (/api/ for 60 s)"; allowed: what plan free can do. ' +
                    "Only a Worker sees whether an answer is private. What would do it: `accountId`, so that a Worker does it.",
            ],
        ],
        [
            "settings of a zone that is another stack's",
            "staging",
            { edge: { ...zone, accountId, zone: "shared", dnssec: true } },
            [
                'webstack:edge.dnssec: got "DNSSEC"; allowed: what a Worker can do. The zone\'s rules belong to another stack. ' +
                    "What would do it: the stack that owns the zone.",
            ],
        ],
        [
            "a redirect of another zone, said once",
            "staging",
            { edge: { ...zone, redirects: [{ name: "a", host: "example.org", to: "https://example.com" }] } },
            [
                'webstack:edge.redirects[0].host: got "example.org"; allowed: example.com or a host below it. ' +
                    "A host of another zone needs an EdgeCDN of its own.",
            ],
        ],
        [
            "an identity without a key",
            "staging",
            { edge: { ...zone, accountId, identity } },
            [`webstack:edge.identity.key: is missing; ${keyOrName}`],
        ],
        [
            "an identity with two keys",
            "staging",
            {
                edge: { ...zone, accountId, identity: { ...identity, key: "0".repeat(32), generatedSecret: "JWT_SECRET" } },
                services: [signed],
            },
            [`webstack:edge.identity.key: got "a secret"; ${keyOrName}`],
        ],
        [
            "a key that is too short, which it does not show",
            "staging",
            { edge: { ...zone, accountId, identity: { ...identity, key: "hidden" } } },
            ['webstack:edge.identity.key: got "6 characters"; allowed: 32 characters or more for HS256, as RFC 7518 wants.'],
        ],
        [
            "a generated secret that there is not",
            "staging",
            { edge: { ...zone, accountId, identity: { ...identity, generatedSecret: "JWT" } }, services: [signed] },
            ['webstack:edge.identity.generatedSecret: got "JWT"; allowed: JWT_SECRET, SALT.'],
        ],
        [
            "a generated secret where nobody has one",
            "staging",
            { edge: { ...zone, accountId, identity: { ...identity, generatedSecret: "JWT" } }, services: [behind] },
            ['webstack:edge.identity.generatedSecret: got "JWT"; allowed: nothing: no workload has generatedSecrets.'],
        ],
        [
            "a generated secret that is too short",
            "staging",
            { edge: { ...zone, accountId, identity: { ...identity, generatedSecret: "SALT" } }, services: [signed] },
            ['webstack:edge.identity.generatedSecret: got "16 characters"; allowed: a secret of 32 or more, as RFC 7518 wants for HS256.'],
        ],
        [
            "a generated secret in place of a public key",
            "staging",
            {
                edge: { ...zone, accountId, identity: { ...identity, algorithm: "RS256", generatedSecret: "JWT_SECRET" } },
                services: [signed],
            },
            ['webstack:edge.identity.generatedSecret: got "JWT_SECRET"; allowed: nothing, with RS256: that wants a public key.'],
        ],
        [
            "a record between two colours that one entrance answers for",
            "staging",
            {
                edge: { ...zone, releases: [{ ...release, by: "dns", active: "green" }] },
                services: [{ ...web, hosts: ["www.example.com"], colorHosts: colors, blueGreen: { images, activeColor: "blue" } }],
            },
            [
                'webstack:edge.releases[0].by: got "dns"; allowed: load-balancer, worker. Both colours are behind one entrance here, ' +
                    "which is asked for the same host whatever the record says: change activeColor of the service, or write a program.",
            ],
        ],
        [
            "colours that no service has",
            "staging",
            {
                edge: { ...zone, accountId, releases: [{ ...release, by: "worker", weights: { blue: 50, green: 60 } }] },
                services: [behind],
            },
            [
                'webstack:edge.releases[0].colors.blue: got "blue.example.com"; allowed: www.example.com.',
                'webstack:edge.releases[0].colors.green: got "green.example.com"; allowed: www.example.com.',
                "webstack:edge.releases[0].weights: got 110; allowed: weights that add up to 100.",
            ],
        ],
        [
            "a tunnel without Cloudflare",
            "development",
            { ingress: { kind: "nginx", tunnel: true, httpPort: 30080 } },
            [
                "webstack:ingress.tunnel: got true; allowed: false, without Cloudflare at its other end.",
                "webstack:ingress.httpPort: got 30080; allowed: nothing, with a tunnel: it opens no port.",
            ],
        ],
        [
            "a tunnel without its account, and one that asks for a certificate",
            "development",
            { edge: zone, ingress: { kind: "nginx", tunnel: true, originPull: true } },
            [
                "webstack:edge.accountId: is missing; allowed: Cloudflare's account, 32 hexadecimal digits. The tunnel belongs to it.",
                "webstack:ingress.originPull: got true; allowed: false, with a tunnel: nobody else gets there.",
            ],
        ],
        [
            "a workload that is called like the tunnel's pods",
            "development",
            { edge: { ...zone, accountId }, ingress: { kind: "nginx", tunnel: true }, workers: [{ name: "cloudflared", image }] },
            ['webstack:workers[0].name: got "cloudflared"; allowed: a name other than deny-all, gateway and cloudflared.'],
        ],
        [
            "a certificate that nobody shows",
            "development",
            { ingress: { kind: "nginx", originPull: true } },
            ["webstack:ingress.originPull: got true; allowed: false, without Cloudflare before it."],
        ],
        [
            "a certificate that is not asked for",
            "staging",
            { edge: zone, ingress: { kind: "alb", verifyClients: true } },
            ["webstack:ingress.verifyClients: got true; allowed: nothing, without originPull."],
        ],
    ])("fails at the edge for %s", (_, environment, changes, problems) => {
        const base = changes.edge ? { services: [behind] } : {};
        const monitoring = committed(environment).monitoring;
        expect(check(environment, { monitoring, ...base, ...changes })).toEqual(problems);
    });

    it("takes a pool that the cluster has", () => {
        const { cluster } = committed("production") as { cluster: object };
        const nodePools = [{ name: "graviton", architecture: "arm64", cpuLimit: 16 }];
        const job = { name: "report", image: `${image}@sha256:${"0".repeat(64)}`, schedule: "0 1 * * *" };
        const of = (nodePool: string) => check("production", { cluster: { ...cluster, nodePools }, cronJobs: [{ ...job, nodePool }] });
        expect(of("graviton")).toEqual([]);
        expect(of("gravitom")).toEqual(['webstack:cronJobs[0].nodePool: got "gravitom"; allowed: graviton.']);
    });

    const rds = { kind: "rds", database: "shop", instanceClass: "db.m7g.large" };
    const postgres = (changes: object) => ({ postgres: { ...rds, ...changes } });
    const uses = ["postgres"];
    const worker = { name: "mailer", image };
    it.each<[string, Environment, Record<string, unknown>, string[]]>([
        [
            "dumps for no time",
            "staging",
            postgres({ dumps: { days: 0 } }),
            ["webstack:postgres.dumps.days: got 0; allowed: a whole number from 1 to 3650."],
        ],
        [
            "dumps for ever",
            "staging",
            postgres({ dumps: { days: 5000, schedule: "nightly", filePrefix: "a/b", scratch: "20", timeoutMinutes: 1 } }),
            [
                "webstack:postgres.dumps.days: got 5000; allowed: a whole number from 1 to 3650.",
                'webstack:postgres.dumps.schedule: got "nightly"; allowed: minute, hour, day, month and weekday (0–6, from Sunday) in numbers, such as 30 2 * * *.',
                `webstack:postgres.dumps.filePrefix: got "a/b"; allowed: 1–63 letters, digits, '-' and '_', a letter or digit first.`,
                'webstack:postgres.dumps.scratch: got "20"; allowed: a size such as 512Mi or 4Gi.',
                "webstack:postgres.dumps.timeoutMinutes: got 1; allowed: a whole number from 10 to 1440.",
            ],
        ],
        [
            "dumps and a master of RDS's own where pods have no identity",
            "staging",
            {
                ...postgres({ dumps: { days: 9 }, masterSecret: "rds-managed" }),
                cluster: { kind: "existing", securityGroupId: "sg-0123456789abcdef0" },
                ingress: { kind: "nginx" },
                edge: { kind: "none" },
                services: [{ ...web, image, hosts: ["www.example.com"] }],
                monitoring: { receivers: { pager: { kind: "pagerduty", routingKey: "r", cloudWatchKey: "c" } } },
            },
            [
                'webstack:postgres.dumps: got {"days":9}; allowed: nothing, unless the cluster is eks. Their job runs there.',
                'webstack:postgres.masterSecret: got "rds-managed"; allowed: generated, unless the cluster is eks. A job there reads the master\'s password and makes the owner.',
                'webstack:monitoring.logs.kind: got "cloudwatch"; allowed: loki, none, unless the cluster is eks.',
            ],
        ],
        [
            "a master of RDS's own beside replicas",
            "staging",
            postgres({ masterSecret: "rds-managed", replicas: 1 }),
            [
                'webstack:postgres.masterSecret: got "rds-managed"; allowed: generated, with replicas: RDS manages no secret of a database that has some.',
            ],
        ],
        [
            "parameters and extensions that there are not",
            "staging",
            postgres({ extensions: ["postgis"], parameters: { work_mem: "much", monitoringSeconds: 1 }, monitoringSeconds: 7 }),
            [
                expect.stringMatching(/^webstack:postgres\.extensions\[0\]: got "postgis"; allowed: btree_gin, /),
                expect.stringMatching(/^webstack:postgres\.parameters\.work_mem: got "much"; allowed: /),
                expect.stringMatching(/^webstack:postgres\.parameters\.monitoringSeconds: /),
                "webstack:postgres.monitoringSeconds: got 7; allowed: 1, 5, 10, 15, 30, 60.",
            ],
        ],
        [
            "copies that stay, or go where they cannot",
            "staging",
            {
                ...postgres({ backup: { pitrDays: 40, copyTo: { region: "eu-west-1" }, restoreTesting: { hours: 0 } } }),
                files: {
                    replicateTo: { region: "cn-north-1" },
                    backup: { copyTo: { region: "nowhere" }, lock: { mode: "compliance", cannotBeUndone: true, graceDays: 1 } },
                },
            },
            [
                "webstack:postgres.backup.pitrDays: got 40; allowed: a whole number from 7 to 35.",
                'webstack:postgres.backup.copyTo.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.',
                "webstack:postgres.backup.restoreTesting.hours: got 0; allowed: a whole number from 1 to 168.",
                'webstack:files.replicateTo.region: got "cn-north-1"; allowed: another region than eu-west-1, of the same partition of AWS.',
                'webstack:files.backup.copyTo.region: got "nowhere"; allowed: a region of AWS such as eu-west-1.',
                "webstack:files.backup.lock.graceDays: got 1; allowed: a whole number from 3 to 36500.",
            ],
        ],
        [
            "restores of what there is not, and an active one that is none",
            "staging",
            postgres({
                restores: {
                    Before: { from: { kind: "point-in-time", time: "yesterday" } },
                    dumped: { from: { kind: "dump", file: "latest" } },
                },
                active: "after",
                firstInstance: "removed",
            }),
            [
                expect.stringMatching(/^webstack:postgres\.restores\.Before: got "Before"; allowed: /),
                'webstack:postgres.restores.Before.from.time: got "yesterday"; allowed: a time in UTC such as 2026-01-31T09:30:00Z, or latest.',
                'webstack:postgres.restores.dumped.from: got "dump"; allowed: a database with dumps. Set dumps: it says where they lie.',
                'webstack:postgres.active: got "after"; allowed: Before, dumped.',
            ],
        ],
        [
            "promises that nothing keeps",
            "staging",
            postgres({ recovery: { databaseGb: 0, L1: { rtoMinutes: -1, rpoMinutes: 0 } } }),
            [
                "webstack:postgres.recovery.databaseGb: got 0; allowed: GB of data, above 0 and at most 65536.",
                "webstack:postgres.recovery.L1.rtoMinutes: got -1; allowed: minutes from 0 to 10080.",
            ],
        ],
        [
            "a server elsewhere that is none",
            "development",
            {
                postgres: { kind: "existing", host: "https://x", database: "shop", password: "", pool: { min: 5, max: 2 } },
                redis: { kind: "existing", host: "x y", username: "a b", password: "", ttlSeconds: { session: 0 } },
            },
            [
                "webstack:postgres.pool.min: got 5; allowed: a whole number from 0 to 2.",
                expect.stringMatching(/^webstack:postgres\.host: got "https:\/\/x"; allowed: a host name such as /),
                'webstack:postgres.password: got ""; allowed: a password: a server without one is open to anyone.',
                "webstack:redis.ttlSeconds.session: got 0; allowed: a whole number from 1 to 31536000.",
                expect.stringMatching(/^webstack:redis\.host: got "x y"; allowed: a host name such as /),
                'webstack:redis.username: got "a b"; allowed: printable characters, and no spaces.',
                'webstack:redis.password: got ""; allowed: a password: a server without one is open to anyone.',
            ],
        ],
        [
            "a cache of no size",
            "staging",
            { redis: { kind: "serverless", engine: "valkey", maxStorageGb: 0, maxEcpuPerSecond: 1, snapshotTime: "2 am" } },
            [
                "webstack:redis.maxStorageGb: got 0; allowed: a whole number from 1 to 5000.",
                "webstack:redis.maxEcpuPerSecond: got 1; allowed: a whole number from 1000 to 15000000.",
                'webstack:redis.snapshotTime: got "2 am"; allowed: a time of day in UTC such as 02:00.',
            ],
        ],
        [
            "a cache whose windows meet",
            "staging",
            {
                redis: {
                    kind: "elasticache",
                    nodeType: "cache.t4g.small",
                    auth: { kind: "token", version: 0 },
                    maintenanceWindow: "sun:02:30-sun:03:30",
                    logDays: 2,
                },
            },
            [
                "webstack:redis.auth.version: got 0; allowed: a whole number from 1 to 1000.",
                expect.stringMatching(/^webstack:redis\.maintenanceWindow: got "sun:02:30-sun:03:30"; allowed: /),
                expect.stringMatching(/^webstack:redis\.logDays: got 2; allowed: 1, 3, 5, /),
            ],
        ],
        [
            "files for nobody",
            "staging",
            { files: { accessLogs: { days: 0 }, corsOrigins: ["http://example.com", "*"] } },
            [
                "webstack:files.accessLogs.days: got 0; allowed: a whole number from 1 to 3650.",
                'webstack:files.corsOrigins[0]: got "http://example.com"; allowed: an origin such as https://www.example.com or https://www.example.com:8443.',
                'webstack:files.corsOrigins[1]: got "*"; allowed: an origin such as https://www.example.com or https://www.example.com:8443.',
            ],
        ],
        [
            "roles of a database that is there already",
            "development",
            {
                postgres: { kind: "existing", host: "db.example.com", database: "shop", password: "x" },
                services: [{ ...web, image, uses, databaseRole: "owner" }],
                workers: [{ ...worker, uses, databaseRole: "app" }],
            },
            ['webstack:workers[0].databaseRole: got "app"; allowed: owner: a database that is there already has the roles that it has.'],
        ],
        [
            "a role for no database, and one that may not migrate",
            "development",
            {
                services: [{ ...web, image, uses, databaseRole: "app", migration: { command: ["migrate"] } }],
                workers: [{ ...worker, uses: ["redis"], databaseRole: "owner" }],
            },
            [
                'webstack:services[0].databaseRole: got "app"; allowed: owner, with a migration. It connects as its workload does, and changes tables.',
                'webstack:workers[0].databaseRole: got "owner"; allowed: nothing, unless it uses postgres.',
            ],
        ],
        [
            "a dump before a migration of a database without dumps",
            "staging",
            { services: [{ ...web, image, hosts: ["www.example.com"], uses, migration: { command: ["migrate"], dumpFirst: true } }] },
            ["webstack:services[0].migration.dumpFirst: got true; allowed: false, unless postgres has dumps."],
        ],
    ])("fails for %s", (_, environment, changes, problems) => {
        const monitoring = { ...(committed(environment).monitoring as object), ...(changes.monitoring as object | undefined) };
        expect(check(environment, { ...changes, monitoring })).toEqual(problems);
    });

    it("fails for a promise below its estimate, with how that comes about, and takes one above", () => {
        const recovery = (rtoMinutes: number) =>
            postgres({ multiAz: false, recovery: { databaseGb: 20, L2: { rtoMinutes, rpoMinutes: 60 } } });
        expect(check("staging", recovery(5))).toEqual([
            expect.stringMatching(/^webstack:postgres\.recovery\.L2\.rtoMinutes: got 5; allowed: /),
        ]);
        expect(check("staging", recovery(240))).toEqual([]);
    });

    it.each<[string, Environment, object, string[], string[]]>([
        [
            "a database in the cluster",
            "development",
            {},
            ["postgres", "postgres-dump", "postgres-roles-x", "redis-tls"],
            ["postgresql", "redistribution", "app-postgres"],
        ],
        ["jobs of a database on RDS", "staging", {}, ["postgres", "postgres-exporter", "postgres-authority"], ["redis", "redis-exporter"]],
        [
            "no store",
            "development",
            {
                postgres: { kind: "existing", host: "db.example.com", database: "x", password: "x" },
                redis: { kind: "existing", host: "cache.example.com", password: "x" },
            },
            [],
            ["postgres", "postgres-dump", "redis"],
        ],
    ])("keeps names for %s", (_, environment, changes, refused, taken) => {
        const named = (name: string): string[] =>
            check(environment, { ...changes, services: committed(environment).services, workers: [{ ...worker, name }] });
        for (const name of refused)
            expect(named(name)).toEqual([`webstack:workers[0].name: got "${name}"; ${ofStore(name.split("-")[0]!)}`]);
        for (const name of taken) expect([name, named(name)]).toEqual([name, []]);
    });

    it("says nothing of other regions as long as the stack's own is missing or none", () => {
        const elsewhere = {
            files: { replicateTo: { region: "eu-west-1" } },
            ...postgres({ backup: { copyTo: { region: "eu-west-1", pointInTime: true } } }),
        };
        expect(check("staging", elsewhere, ["region"])).toEqual([expect.stringMatching(/^webstack:region: is missing; /)]);
        expect(check("staging", { ...elsewhere, region: "mars-1" })).toEqual([expect.stringMatching(/^webstack:region: got "mars-1"; /)]);
        expect(check("staging", { ...elsewhere, accountId: "4" })).toEqual([
            'webstack:accountId: got "4"; allowed: an AWS account id: 12 digits, in quotes.',
            'webstack:postgres.backup.copyTo.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.',
            expect.stringMatching(/^webstack:postgres\.backup\.copyTo\.pointInTime: got true; allowed: false: /),
            'webstack:files.replicateTo.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.',
        ]);
    });
});
