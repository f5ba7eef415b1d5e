import * as pulumi from "@pulumi/pulumi";
import { backendsOf, validateRoutes, type Route } from "../../components/app-cluster/ingress";
import { forwardAction } from "../../components/app-cluster/alb";
import { validateAppCluster, type AppClusterArgs } from "../../components/app-cluster/args";
import { colorLabels, soleBackend, type Backend } from "../../components/app-cluster/backends";
import { deregistrationSeconds, lameDuckSeconds } from "../../components/app-cluster/drain";
import { accessLogDays } from "../../components/app-cluster/ingress-args";
import { loadBalancerName } from "../../components/app-cluster/load-balancer-alarms";
import { authorityPem, leafPem } from "./certificates";
import { account, dig, existingNetwork, json, labels, lines, parts, region, selector, stackOf, type Stack } from "./support";

const role = `arn:aws:iam::${account}:role/deploy`;
const certificate = `arn:aws:acm:${region}:${account}:certificate/1`;

const annotation = (key: string): string => `alb.ingress.kubernetes.io/${key}`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "alb-ingress",
        `
${existingNetwork}
const cluster = (deletionProtection) => ({
    kind: "eks", accountId: "${account}", region: "${region}", network, adminRoleArns: ["${role}"], deletionProtection,
});
const app = new webstack.AppCluster("app", {
    cluster: cluster(true),
    ingress: { kind: "alb", certificateArn: "${certificate}", allowedCidrs: ["203.0.113.0/24", "198.51.100.0/24"] },
    tags: { Project: "shop" },
}, { providers });
const web = app.addService("web", { image: "x/web:1", port: 8000 });
const api = app.addService("api", {
    blueGreen: { images: { blue: "x/api:1", green: "x/api:2" }, activeColor: "blue" },
    port: 8080,
});
exports.address = app.expose([
    { host: "www.example.com", service: web },
    { host: "www.example.com", path: "/api", service: api },
    { host: "www.example.com", path: "/api/v2/long", service: web },
    { host: "next.example.com", service: api, color: "green" },
]);
exports.alarms = app.alarms;
const short = new webstack.AppCluster("short", {
    cluster: cluster(false),
    ingress: { kind: "alb", certificateArn: "${certificate}", allowedCidrs: ["203.0.113.0/24"], accessLogs: { days: 30 } },
}, { providers });
const ingress = { kind: "alb", certificateArn: "${certificate}", allowedCidrs: ["203.0.113.0/24"] };
const locked = new webstack.AppCluster("locked", {
    cluster: cluster(true), ingress: { ...ingress, clientCa: pulumi.output("the authority") }, tags: { Project: "shop" },
}, { providers });
locked.expose([{ host: "www.example.com", service: web }]);
const opened = new webstack.AppCluster("opened", { cluster: cluster(false), ingress: { ...ingress, clientCa: pulumi.output("x"), verifyClients: false } }, { providers });
opened.expose([{ host: "www.example.com", service: web }]);
const local = new webstack.AppCluster("local", { cluster: { kind: "existing" }, ingress: { kind: "class", className: "traefik" } });
const both = local.addService("both", {
    blueGreen: { images: { blue: "x/api:1", green: "x/api:2" }, activeColor: "green" },
    port: 8080,
});
local.expose([{ host: "a.example.com", service: both }, { host: "b.example.com", service: both, color: "blue" }]);
exports.localAlarms = local.alarms;
tryTo(() => short.expose([]));
`,
    );
});

describe("the ingress of a load balancer", () => {
    it("lets in named sources only, over TLS 1.2 and 1.3, to the least busy pod", () => {
        expect(dig(stack.inputs("Ingress app-ingress"), "metadata")).toEqual({
            name: "app",
            namespace: "app",
            labels: labels("app", "app"),
            annotations: {
                [annotation("target-type")]: "ip",
                [annotation("listen-ports")]: '[{"HTTP":80},{"HTTPS":443}]',
                [annotation("ssl-redirect")]: "443",
                [annotation("ssl-policy")]: "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
                [annotation("inbound-cidrs")]: "198.51.100.0/24,203.0.113.0/24",
                [annotation("load-balancer-attributes")]:
                    "routing.http2.enabled=true,routing.http.drop_invalid_header_fields.enabled=true,deletion_protection.enabled=false",
                [annotation("target-group-attributes")]:
                    "load_balancing.algorithm.type=least_outstanding_requests,deregistration_delay.timeout_seconds=10",
                [annotation("mutual-authentication")]: '[{"port":443,"mode":"off"}]',
                [annotation("actions.api")]:
                    '{"type":"forward","forwardConfig":{"targetGroups":[' +
                    '{"serviceName":"api-blue","servicePort":8080,"weight":100},{"serviceName":"api-green","servicePort":8080,"weight":0}]}}',
            },
        });
        expect(deregistrationSeconds).toBe(10);
        expect(lameDuckSeconds).toBeGreaterThan(deregistrationSeconds);
    });

    it("has one rule a host with the longest path first, shares by weight, and a colour's own address", () => {
        const to = (path: string, name: string, port = "http"): unknown => ({
            path,
            pathType: "Prefix",
            backend: { service: { name, port: { name: port } } },
        });
        expect(stack.inputs("Ingress app-ingress").spec).toEqual({
            ingressClassName: "alb",
            rules: [
                {
                    host: "www.example.com",
                    http: { paths: [to("/api/v2/long", "web"), to("/api", "api", "use-annotation"), to("/", "web")] },
                },
                { host: "next.example.com", http: { paths: [to("/", "api-green")] } },
            ],
        });
    });

    it("changes once its class is there, and all pods are up that it leads to", () => {
        expect(stack.waitsFor("Ingress app-ingress")).toEqual([
            "api-deployment-blue",
            "api-deployment-green",
            "app-alb-class",
            "web-deployment",
        ]);
        expect(stack.outputs.address).toBe(dig(stack.get("Ingress app-ingress").outputs, "status.loadBalancer.ingress.0.hostname"));
    });

    it("fails without routes", () => {
        expect(stack.outputs.refused).toEqual(["AppCluster 'short': 1 problem\n  routes: got []; allowed: at least one route."]);
    });
});

describe("the class of load balancers", () => {
    it("is of Auto Mode's own controller, in the public subnets, and logs every request", () => {
        expect(stack.inputs("IngressClassParams app-alb-params")).toEqual({
            apiVersion: "eks.amazonaws.com/v1",
            kind: "IngressClassParams",
            metadata: { name: "alb" },
            spec: {
                scheme: "internet-facing",
                certificateARNs: [certificate],
                subnets: { ids: ["subnet-a0000001", "subnet-a0000002"] },
                inboundCIDRs: ["198.51.100.0/24", "203.0.113.0/24"],
                loadBalancerAttributes: [
                    { key: "access_logs.s3.enabled", value: "true" },
                    { key: "access_logs.s3.bucket", value: stack.id("Bucket app-access-logs") },
                ],
            },
        });
        expect(stack.inputs("IngressClass app-alb-class")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "IngressClass",
            metadata: { name: "alb" },
            spec: {
                controller: "eks.amazonaws.com/alb",
                parameters: { apiGroup: "eks.amazonaws.com", kind: "IngressClassParams", name: "alb" },
            },
        });
    });

    it("waits until its load balancers may log", () => {
        expect(stack.waitsFor("IngressClass app-alb-class")).toEqual(["app-alb-params"]);
        expect(stack.waitsFor("IngressClassParams app-alb-params")).toEqual(["app-access-logs", "app-access-logs-policy"]);
    });
});

describe("clients' certificates", () => {
    const asked = (cluster: string): unknown => {
        const annotations = dig(stack.inputs(`Ingress ${cluster}-ingress`), "metadata.annotations") as Record<string, string>;
        return json(annotations[annotation("mutual-authentication")]);
    };

    it("are verified on the port that has TLS, by authorities that are read from a file's version", () => {
        expect(asked("locked")).toEqual([{ port: 443, mode: "verify", trustStore: stack.arn("TrustStore locked-client-ca") }]);
        const tags = (name: string): object => ({ Project: "shop", Component: "locked", Name: `locked-${name}` });
        const bucket = stack.id("Bucket locked-client-ca");
        expect(stack.inputs("TrustStore locked-client-ca")).toEqual({
            namePrefix: "edge-",
            caCertificatesBundleS3Bucket: bucket,
            caCertificatesBundleS3Key: "client-ca.pem",
            // What only S3 knows.
            caCertificatesBundleS3ObjectVersion: expect.any(String) as string,
            tags: tags("client-ca"),
        });
        expect(stack.inputs("BucketObjectv2 locked-client-ca-file")).toEqual({
            bucket,
            key: "client-ca.pem",
            content: "the authority",
            contentType: "application/x-pem-file",
            tags: tags("client-ca-file"),
        });
        expect(stack.waitsFor("TrustStore locked-client-ca")).toEqual(["locked-client-ca-file"]);
        expect(stack.waitsFor("BucketObjectv2 locked-client-ca-file")).toEqual([
            "locked-client-ca",
            "locked-client-ca-policy",
            "locked-client-ca-versions",
        ]);
    });

    it("lie in a private, versioned bucket of their own, whose files stay", () => {
        const children = stack.children("locked").filter(child => child.includes("client-ca"));
        expect(children).toEqual([
            "Bucket locked-client-ca",
            "BucketLifecycleConfiguration locked-client-ca-lifecycle",
            "BucketObjectv2 locked-client-ca-file",
            "BucketOwnershipControls locked-client-ca-owner",
            "BucketPolicy locked-client-ca-policy",
            "BucketPublicAccessBlock locked-client-ca-private",
            "BucketServerSideEncryptionConfiguration locked-client-ca-encryption",
            "BucketVersioning locked-client-ca-versions",
            "TrustStore locked-client-ca",
        ]);
        const rules = stack.inputs("BucketLifecycleConfiguration locked-client-ca-lifecycle").rules as { id: string }[];
        expect(rules.map(({ id }) => id)).toEqual(["old-versions", "broken-uploads"]);
        expect(["locked", "opened"].map(name => stack.get(`Bucket ${name}-client-ca`).protect)).toEqual([true, undefined]);
    });

    it("are not asked for where that is said, nor where nothing is: the controller forgets nothing by itself", () => {
        expect(asked("opened")).toEqual([{ port: 443, mode: "off" }]);
        expect(stack.children("opened")).toContain("TrustStore opened-client-ca");
        expect(dig(stack.inputs("Ingress app-ingress"), "metadata.annotations")).toHaveProperty(
            [annotation("mutual-authentication")],
            '[{"port":443,"mode":"off"}]',
        );
    });
});

describe("the log of requests", () => {
    const bucket = { bucket: expect.stringMatching(/^app-access-logs-[0-9a-f]{7}$/) as string };

    it("lies in a private, versioned bucket that is encrypted by S3's own key, the only one that ELB takes", () => {
        expect(stack.inputs("BucketOwnershipControls app-access-logs-owner")).toEqual({
            ...bucket,
            rule: { objectOwnership: "BucketOwnerEnforced" },
        });
        expect(stack.inputs("BucketPublicAccessBlock app-access-logs-private")).toEqual({
            ...bucket,
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        expect(stack.inputs("BucketVersioning app-access-logs-versions")).toEqual({
            ...bucket,
            versioningConfiguration: { status: "Enabled" },
        });
        expect(stack.inputs("BucketServerSideEncryptionConfiguration app-access-logs-encryption")).toEqual({
            ...bucket,
            rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
        });
        expect(stack.inputs("Bucket app-access-logs")).toEqual({ tags: { Project: "shop", Component: "app", Name: "app-access-logs" } });
    });

    it("is kept for a year, or as long as is said", () => {
        const days = (cluster: string): unknown =>
            dig(stack.inputs(`BucketLifecycleConfiguration ${cluster}-access-logs-lifecycle`), "rules.2.expiration.days");
        expect(stack.inputs("BucketLifecycleConfiguration app-access-logs-lifecycle").rules).toEqual([
            { id: "old-versions", status: "Enabled", filter: {}, noncurrentVersionExpiration: { noncurrentDays: 30 } },
            { id: "broken-uploads", status: "Enabled", filter: {}, abortIncompleteMultipartUpload: { daysAfterInitiation: 7 } },
            { id: "expire", status: "Enabled", filter: {}, expiration: { days: 365 } },
        ]);
        expect(days("short")).toBe(30);
    });

    it("is written by load balancers of this account only, and over TLS only", () => {
        const arn = stack.arn("Bucket app-access-logs");
        expect(json(stack.inputs("BucketPolicy app-access-logs-policy").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: [arn, `${arn}/*`],
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
                {
                    Sid: "LoadBalancersOfThisAccount",
                    Effect: "Allow",
                    Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
                    Action: "s3:PutObject",
                    Resource: `${arn}/AWSLogs/${account}/*`,
                },
            ],
        });
    });

    it("is guarded where the cluster is", () => {
        expect(stack.get("Bucket app-access-logs").protect).toBe(true);
        expect(stack.get("Bucket short-access-logs").protect).toBeUndefined();
    });
});

describe("an ingress of a class", () => {
    it("leads to the active colour by the service's own name, or to the colour that is named", () => {
        const http = (name: string): unknown => ({
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } }],
        });
        expect(stack.inputs("Ingress local-ingress")).toMatchObject({
            metadata: { annotations: {} },
            spec: {
                ingressClassName: "traefik",
                rules: [
                    { host: "a.example.com", http: http("both") },
                    { host: "b.example.com", http: http("both-blue") },
                ],
            },
        });
        expect(stack.outputs.localAlarms).toEqual([]);
    });
});

describe("alarms of a load balancer", () => {
    it("watch what its controller made, found by its name", () => {
        const loadBalancer = loadBalancerName(stack.outputs.address as string);
        expect(loadBalancer).toMatch(/^k8s-app-app-[0-9a-f]{10}$/);
        const alarm = (
            suffix: string,
            severity: string,
            metricName: string,
            statistic: string,
            { threshold, periods }: { readonly threshold: number; readonly periods: number },
        ): unknown => ({
            name: suffix,
            description: expect.any(String) as string,
            severity,
            namespace: "AWS/ApplicationELB",
            metricName,
            dimensions: { LoadBalancer: expect.stringMatching(new RegExp(`^app/${loadBalancer}/[0-9a-f]{16}$`)) as string },
            statistic,
            comparison: "GreaterThanThreshold",
            threshold,
            period: 60,
            periods,
            missingData: "notBreaching",
        });
        const balanced = (stack.outputs.alarms as { name: string }[]).filter(({ name }) => name.startsWith("lb-"));
        expect(balanced).toEqual([
            alarm("lb-errors", "critical", "HTTPCode_ELB_5XX_Count", "Sum", { threshold: 10, periods: 2 }),
            alarm("lb-target-errors", "warning", "HTTPCode_Target_5XX_Count", "Sum", { threshold: 10, periods: 2 }),
            alarm("lb-response-time", "warning", "TargetResponseTime", "Average", { threshold: 1, periods: 5 }),
            alarm("lb-unreachable-targets", "warning", "TargetConnectionErrorCount", "Sum", { threshold: 10, periods: 2 }),
            alarm("lb-rejected", "critical", "RejectedConnectionCount", "Sum", { threshold: 0, periods: 1 }),
        ]);
    });

    it.each([
        ["k8s-app-app-0a1b2c3d4e-1234567890.eu-west-1.elb.amazonaws.com", "k8s-app-app-0a1b2c3d4e"],
        ["internal-k8s-app-app-0a1b2c3d4e-1234567890.eu-west-1.elb.amazonaws.com", "k8s-app-app-0a1b2c3d4e"],
        ["k8s-app-gateway-0a1b2c3d4e-0123456789abcdef.elb.eu-west-1.amazonaws.com", "k8s-app-gateway-0a1b2c3d4e"],
        ["mine-1.cn-north-1.elb.amazonaws.com.cn", "mine"],
    ])("know the name in %s", (host, name) => expect(loadBalancerName(host)).toBe(name));

    it.each(["", "203.0.113.7", "k8s-app.example.com", "elb.amazonaws.com", `${"a".repeat(33)}-1.eu-west-1.elb.amazonaws.com`])(
        "fails to find one in '%s'",
        host => expect(loadBalancerName(host)).toBeUndefined(),
    );
});

describe("backends of a route", () => {
    const color = (name: "blue" | "green", weight: number): Backend => ({
        name: `web-${name}`,
        labels: { ...selector("web"), ...colorLabels(name) },
        port: 8000,
        weight,
    });
    const plain: Route["service"] = { name: "web", port: 8000, backends: [soleBackend("web", 8000)], ready: [] };
    const both: Route["service"] = { ...plain, backends: [color("blue", 90), color("green", 10)] };

    it("are all that the service has, or the one that is named, with all its requests", () => {
        expect(backendsOf({ service: plain })).toEqual(plain.backends);
        expect(backendsOf({ service: both })).toEqual(both.backends);
        expect(backendsOf({ service: both, color: "green" })).toEqual([color("green", 100)]);
        expect(backendsOf({ service: plain, color: "green" })).toEqual([]);
    });

    it("share requests by their weights", () => {
        expect(JSON.parse(forwardAction(both.backends))).toEqual({
            type: "forward",
            forwardConfig: {
                targetGroups: [
                    { serviceName: "web-blue", servicePort: 8000, weight: 90 },
                    { serviceName: "web-green", servicePort: 8000, weight: 10 },
                ],
                // A page and its parts come from one release.
                targetGroupStickinessConfig: { enabled: true, durationSeconds: 3600 },
            },
        });
        const switched = both.backends.map((backend, index) => ({ ...backend, weight: index * 100 }));
        expect(dig(JSON.parse(forwardAction(switched)), "forwardConfig")).toEqual({
            targetGroups: [
                { serviceName: "web-blue", servicePort: 8000, weight: 0 },
                { serviceName: "web-green", servicePort: 8000, weight: 100 },
            ],
        });
    });

    const check = (routes: readonly Route[], kind?: "alb" | "class" | "nginx"): string[] => lines(validateRoutes(routes, kind));

    it("take hosts with and without paths, and colours beside their shares", () => {
        expect(
            check([
                { host: "a.example.com", service: plain },
                { host: "a.example.com", path: "/api", service: plain },
                { host: "b.example.com", path: "/api", service: both },
                { host: "c.example.com", path: "/", service: both, color: "blue" },
            ]),
        ).toEqual([]);
    });

    it("fails for no route, a bad host and a bad path", () => {
        expect(check([])).toEqual(["routes: got []; allowed: at least one route."]);
        expect(check([{ host: "localhost", path: "api", service: plain }])).toEqual([
            'routes.0.host: got "localhost"; allowed: a host name such as www.example.com, in lower case.',
            'routes.0.path: got "api"; allowed: a path such as /api/, of letters, digits and . _ ~ @ + - between single slashes.',
        ]);
    });

    it("fails behind a load balancer for a service that nobody asks for its health, and behind nothing else", () => {
        const routes = [{ host: "a.example.com", service: { ...plain, checked: false } }];
        expect(check(routes, "alb")).toEqual([
            `routes.0.service: got "${plain.name}"; allowed: a service with health. ` +
                "The load balancer asks in any case, and sends nothing to pods that do not answer it.",
        ]);
        expect(check(routes, "nginx")).toEqual([]);
        expect(check(routes, "class")).toEqual([]);
    });

    it("fails for one host and path twice, with a slash at its end or without", () => {
        const host = "a.example.com";
        expect(
            check([
                { host, service: plain },
                { host, path: "/", service: plain },
            ]),
        ).toEqual(['routes: got "a.example.com/"; allowed: each value once.']);
        const api = { ...plain, name: "api" };
        expect(
            check([
                { host, path: "/x/", service: plain },
                { host, path: "/x", service: api },
            ]),
        ).toEqual(['routes: got "a.example.com/x"; allowed: one service; web and api are there.']);
        expect(
            check([
                { host, service: both },
                { host, service: both, color: "green" },
            ]),
        ).toEqual(['routes: got "a.example.com/"; allowed: one service; web and web (green) are there.']);
    });

    it("fails for the colour of a service that has none", () => {
        expect(check([{ host: "a.example.com", service: plain, color: "green" }])).toEqual([
            'routes.0.color: got "green"; allowed: nothing: web is not released blue/green.',
        ]);
    });

    it("fails for shares where the ingress knows none", () => {
        const routes = [{ host: "a.example.com", service: both }];
        expect(check(routes, "class")).toEqual([
            'routes.0.service: got "web"; allowed: a service whose requests all go to one colour. ' +
                "An Ingress of a class knows no weights: set 100 and 0, or use ingress alb or nginx.",
        ]);
        expect(check(routes, "nginx")).toEqual([]);
        expect(
            check([{ host: "a.example.com", service: { ...both, backends: [color("blue", 100), color("green", 0)] } }], "class"),
        ).toEqual([]);
    });
});

describe("what an ingress takes", () => {
    const cluster = { kind: "eks", accountId: account, region, network: parts, adminRoleArns: [role] } as const;
    const ingress = { kind: "alb", certificateArn: certificate, allowedCidrs: ["203.0.113.0/24"] } as const;
    const check = (args: Partial<AppClusterArgs>): string[] => lines(validateAppCluster({ cluster, ingress, ...args }));

    it("is the defaults", () => {
        expect(check({})).toEqual([]);
        expect(accessLogDays(ingress)).toBe(365);
        expect(check({ cluster: { kind: "existing" }, ingress: { kind: "class", className: "nginx" } })).toEqual([]);
    });

    it("fails for a load balancer where nothing makes one, and for one that lets nobody or nonsense in", () => {
        expect(check({ cluster: { kind: "existing" } })).toEqual([
            'ingress.kind: got "alb"; allowed: class or nginx, on an existing cluster. Only EKS Auto Mode brings the controller that makes load balancers.',
        ]);
        expect(check({ ingress: { ...ingress, allowedCidrs: ["everybody"] } })).toEqual([
            'ingress.allowedCidrs: got "everybody"; allowed: IPv4 ranges such as 203.0.113.0/24.',
        ]);
    });

    it("is authorities of clients, and fails for what is none", () => {
        for (const clientCa of [authorityPem, authorityPem + authorityPem, pulumi.output("known later")] as const)
            expect(check({ ingress: { ...ingress, clientCa } })).toEqual([]);
        const key = "-----BEGIN PRIVATE KEY-----\nMII=\n-----END PRIVATE KEY-----\n";
        for (const clientCa of ["", "/etc/ca.pem", leafPem, authorityPem + leafPem, authorityPem + key, authorityPem.replace("MII", "MIX")])
            expect(check({ ingress: { ...ingress, clientCa } })).toEqual([
                'ingress.clientCa: got "something else"; allowed: certificates of authorities, in PEM. Give what signed the certificate ' +
                    "that is shown, not that one, and no key: `openssl x509 -noout -ext basicConstraints` says CA:TRUE.",
            ]);
    });

    it("fails for a log that is kept for no time or for ever", () => {
        for (const days of [0, 3651])
            expect(check({ ingress: { ...ingress, accessLogs: { days } } })).toEqual([
                `ingress.accessLogs.days: got ${days}; allowed: a whole number from 1 to 3650.`,
            ]);
    });

    it("fails for a class that no object can have as its name", () => {
        expect(check({ ingress: { kind: "class", className: "My Class" } })).toEqual([
            `ingress.className: got "My Class"; allowed: lower-case letters, digits and '-', at most 63 characters.`,
        ]);
    });
});
