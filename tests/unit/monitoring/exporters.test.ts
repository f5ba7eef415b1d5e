import * as pulumi from "@pulumi/pulumi";
import { parse } from "yaml";
import { images } from "../../../components/core/images";
import { validateExporters } from "../../../components/monitoring-stack/exporters/validate";
import { partsOf } from "../../../components/monitoring-stack/exporters/stores";
import { passwordsFile } from "../../../components/monitoring-stack/exporters/redis";
import { watched } from "../../../components/monitoring-stack/exporters/kube-state-metrics";
import { account, dig, dns, json, labels, lines, podFaults, podSpecs, region, secret, selector, stackOf, type Stack } from "../support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "monitoring-exporters",
        `
const { createExporters } = require("../../../dist/components/monitoring-stack/exporters/exporters");
const { createPrometheus } = require("../../../dist/components/monitoring-stack/prometheus/prometheus");
const { monitoredOf } = require("../../../dist/components/monitoring-stack/monitored");
class Box extends webstack.Component {
    constructor(name, targets, { remoteWrite = [], aws, ...args }) {
        super("Box", name, {}, [], { providers });
        const namespace = this.child(k8s.core.v1.Namespace, "namespace", { metadata: { name } });
        const opts = { dependsOn: [namespace] };
        const monitored = monitoredOf(targets, { pushes: false, logs: false, remoteWrite: false });
        const exporters = createExporters(this, name, { monitored, ...args }, opts);
        this.asked = exporters.map(({ metrics: { job, namespace, port }, ...others }) => ({ job, namespace, port, ...others }));
        createPrometheus(this, name, {
            monitored, exporters, rules: "groups: []", alertmanagers: ["alertmanager." + name + ".svc:9093"], cluster: args.cluster, aws,
            remoteWrite, scrapeSeconds: 15, retentionDays: 30, storage: "10Gi", askers: ["grafana"], alike: [],
        }, opts);
        this.registerOutputs({});
    }
}
const allowed = [];
const ready = new random.RandomId("roles", { byteLength: 1 }, { provider: providers.random });
const store = (kind, name, url, port, others) => ({
    kind: "store", job: name,
    connection: {
        kind, name, host: pulumi.output(new URL(url).hostname), port, url: pulumi.secret(url),
        allowFrom: (...client) => { allowed.push([name, ...client]); }, ...others,
    },
});
const targets = [
    { kind: "pods", job: "web", namespace: "shop", labels: { "app.kubernetes.io/name": "web" }, port: 8080 },
    store("postgres", "orders", "postgresql://shop_readonly:p%40ss%2Fword@orders.rds:5432/shop?sslmode=verify-full&sslrootcert=%2Fetc%2Fauthorities%2Forders.crt", 5432, {
        authority: pulumi.output("the authority"), ready: [ready], target: { kind: "cidrs", cidrs: ["10.0.20.0/24"] },
    }),
    store("postgres", "elsewhere", "postgresql://a:b@db.example.com:6432/c?sslmode=require", 6432, { target: { kind: "host", host: "db.example.com" } }),
    store("redis", "sessions", "rediss://app:one%3Atwo@sessions.cache:6379", 6379, { target: { kind: "cidrs", cidrs: ["10.0.30.0/24"] } }),
    store("redis", "carts", "rediss://:three@carts.shop.svc:6379", 6379, {
        authority: pulumi.output("its authority"), target: { kind: "pods", namespace: "shop", labels: { "app.kubernetes.io/name": "carts" } },
    }),
    { kind: "host", host: "www.example.com" }, { kind: "host", host: "example.com" }, { kind: "host", host: "www.example.com" },
    { kind: "zone", zoneId: pulumi.output("${"a".repeat(32)}"), zoneName: "example.com" }, { kind: "zone", zoneId: "${"b".repeat(32)}", zoneName: "example.org" },
];
const full = new Box("full", targets, {
    cluster: { name: "app", clusterName: "app-eks", securityGroupId: pulumi.output("sg-pods") },
    aws: { accountId: "${account}", region: "${region}" },
    cloudflare: { apiToken: "cf-token" },
    pushgateway: { namespaces: ["shop", "batch"] },
    remoteWrite: [
        { kind: "amp", workspaceArn: "arn:aws:aps:${region}:${account}:workspace/ws-1", url: pulumi.output("https://aps/api/v1/remote_write") },
        { kind: "other", url: "https://metrics.example.com:8443/push", login: { kind: "bearer", token: "write-token" } },
    ],
});
const bare = new Box("bare", [{ kind: "zone", zoneId: "${"a".repeat(32)}", zoneName: "example.com" }], { cluster: { name: "app" } });
exports.asked = { full: full.asked, bare: bare.asked };
exports.allowed = allowed;
`,
    );
});

const pod = (kind: string, name: string): Record<string, unknown> => dig(stack.inputs(`${kind} ${name}`), "spec.template.spec") as never;
const container = (kind: string, name: string): Record<string, unknown> => dig(pod(kind, name), "containers.0") as never;
const egress = (name: string): unknown => dig(stack.inputs(`NetworkPolicy ${name}`), "spec.egress");
const ingress = (name: string): unknown => dig(stack.inputs(`NetworkPolicy ${name}`), "spec.ingress");
const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));
const inside = (namespace: string, matchLabels: object) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels },
});
const internet = [
    { ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"] } },
];
/** A Secret in which these are. */
const hidden = (...keys: string[]) => secret(Object.fromEntries(keys.sort().map(key => [key, "[secret]"])));
const scrapers = ["prometheus", "opentelemetry-collector"];
const scraperPods = scrapers.map(name => ({ podSelector: { matchLabels: selector(name) } }));

describe("exporters", () => {
    it("are those that the targets need", () => {
        const nodes = { job: "nodes", port: 9100 };
        const state = { job: "kube-state-metrics", port: 8080, aboutOthers: true };
        const own = (job: string, port: number, more: object = {}) => ({ job, namespace: "full", port, ...more });
        expect(stack.outputs.asked).toEqual({
            full: [
                { ...nodes, namespace: "full-nodes" },
                { ...state, namespace: "full" },
                own("orders", 9187),
                own("elsewhere", 9187),
                own("sessions", 9121),
                own("carts", 9121),
                own("probes", 9115, { hosts: ["www.example.com", "example.com"] }),
                own("cloudflare", 8080, { aboutOthers: true }),
                own("pushgateway", 9091, { aboutOthers: true }),
            ],
            // Without a token nobody asks Cloudflare.
            bare: [
                { ...nodes, namespace: "bare-nodes" },
                { ...state, namespace: "bare" },
            ],
        });
    });

    it("are restricted, but for what reads the node's files; only what asks the API server has a token for it", () => {
        const pods = [...podSpecs(stack)].map(([name, spec]) => [name, podFaults(spec), spec.automountServiceAccountToken]);
        const spec = (name: string, token = false) => [name, [], token];
        expect(pods.sort()).toEqual(
            [
                ...["bare", "full"].flatMap(name => [
                    spec(`${name}-prometheus`, true),
                    spec(`${name}-kube-state-metrics`, true),
                    [`${name}-nodes`, ["has a volume of a kind that is not allowed"], false],
                ]),
                ...[
                    "carts-exporter",
                    "cloudflare",
                    "elsewhere-exporter",
                    "orders-exporter",
                    "probes",
                    "pushgateway",
                    "sessions-exporter",
                ].map(name => spec(`full-${name}`)),
            ].sort(),
        );
    });

    it("are asked by Prometheus and the collector alone", () => {
        const asked = ["orders-exporter", "carts-exporter", "probes", "cloudflare", "kube-state-metrics"];
        expect(asked.map(name => ingress(`full-${name}`))).toEqual(
            [9187, 9121, 9115, 8080, 8080].map(port => [{ from: scraperPods, ports: tcp(port) }]),
        );
    });
});

describe("the exporter of nodes", () => {
    it("has a privileged namespace to itself, in which no other pod may talk to anybody", () => {
        expect(stack.inputs("Namespace full-nodes-namespace").metadata).toEqual({
            name: "full-nodes",
            labels: {
                ...labels("full-nodes", "full-nodes"),
                "pod-security.kubernetes.io/enforce": "privileged",
                "pod-security.kubernetes.io/audit": "restricted",
            },
        });
        expect(stack.inputs("NetworkPolicy full-nodes-deny-all")).toMatchObject({
            metadata: { name: "deny-all", namespace: "full-nodes" },
            spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
        });
        expect(stack.inputs("NetworkPolicy full-nodes-network").spec).toEqual({
            podSelector: { matchLabels: selector("nodes") },
            policyTypes: ["Ingress", "Egress"],
            ingress: [{ from: scrapers.map(name => inside("full", selector(name))), ports: tcp(9100) }],
            egress: [],
        });
    });

    it("runs on every node, reads its files and no more, without root, rights, or the node's network and processes", () => {
        const spec = pod("DaemonSet", "full-nodes");
        expect(podFaults(spec as never)).toEqual(["has a volume of a kind that is not allowed"]);
        expect(spec).toMatchObject({
            tolerations: [{ operator: "Exists" }],
            priorityClassName: "system-node-critical",
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 65534 },
            volumes: [{ name: "root", hostPath: { path: "/", type: "Directory" } }],
        });
        expect(Object.keys(spec)).not.toEqual(expect.arrayContaining(["hostNetwork"]));
        expect(container("DaemonSet", "full-nodes")).toMatchObject({
            image: images.nodeExporter,
            args: [
                "--web.listen-address=:9100",
                "--path.rootfs=/host",
                "--path.procfs=/host/proc",
                "--path.sysfs=/host/sys",
                "--path.udev.data=/host/run/udev/data",
                "--collector.disable-defaults",
                ...[
                    "cpu",
                    "diskstats",
                    "filefd",
                    "filesystem",
                    "loadavg",
                    "meminfo",
                    "os",
                    "pressure",
                    "stat",
                    "timex",
                    "uname",
                    "vmstat",
                ].map(name => `--collector.${name}`),
                "--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/(containerd|docker|kubelet))($|/)",
                "--log.format=json",
            ],
            volumeMounts: [{ name: "root", mountPath: "/host", readOnly: true, mountPropagation: "HostToContainer" }],
        });
    });
});

describe("kube-state-metrics", () => {
    it("may list and watch just what it is told to watch, which holds no secret", () => {
        expect(stack.inputs("ClusterRole full-kube-state-metrics")).toMatchObject({
            metadata: { name: "full-kube-state-metrics" },
            rules: Object.entries(watched).map(([group, resources]) => ({ apiGroups: [group], resources, verbs: ["list", "watch"] })),
        });
        expect(stack.inputs("ClusterRoleBinding full-kube-state-metrics")).toMatchObject({
            roleRef: { kind: "ClusterRole", name: "full-kube-state-metrics" },
            subjects: [{ kind: "ServiceAccount", name: "kube-state-metrics", namespace: "full" }],
        });
        expect(container("Deployment", "full-kube-state-metrics").args).toEqual([
            "--port=8080",
            "--resources=cronjobs,daemonsets,deployments,horizontalpodautoscalers,jobs,nodes,persistentvolumeclaims,poddisruptionbudgets,pods,statefulsets",
        ]);
    });
});

describe("exporters of stores", () => {
    it("read an address as it is meant, and keep nobody from an update where a server has none yet", async () => {
        const read = (url: string) => new Promise(resolve => partsOf({ url: pulumi.output(url) }).apply(resolve));
        expect(await read("postgresql://app:p%40ss@db:5432/shop?sslmode=verify-full")).toEqual({
            user: "app",
            password: "p@ss",
            host: "db:5432",
            path: "/shop?sslmode=verify-full",
        });
        expect(await read("postgresql://app:p@:5432/shop")).toEqual({ user: "", password: "", host: "", path: "" });
    });

    it("let themselves be let in, by their cluster and by their label, and reach their store alone", () => {
        expect(stack.outputs.allowed).toEqual(["orders", "elsewhere", "sessions", "carts"].map(name => [name, "app", "sg-pods"]));
        const calls = (name: string): unknown => dig(stack.inputs(`Deployment full-${name}-exporter`), "spec.template.metadata.labels");
        expect(calls("orders")).toEqual({ ...labels("orders-exporter", "full"), "calls-orders": "true" });
        const reach = (to: unknown, port: number) => [dns, { to, ports: tcp(port) }];
        expect(["orders", "elsewhere", "sessions", "carts"].map(name => egress(`full-${name}-exporter`))).toEqual([
            reach([{ ipBlock: { cidr: "10.0.20.0/24" } }], 5432),
            reach(internet, 6432),
            reach([{ ipBlock: { cidr: "10.0.30.0/24" } }], 6379),
            reach([inside("shop", selector("carts"))], 6379),
        ]);
        expect(stack.waitsFor("Deployment full-orders-exporter")).toContain("roles");
    });

    it("ask PostgreSQL with what they read from files, comparing its certificate", () => {
        expect(container("Deployment", "full-orders-exporter")).toMatchObject({
            image: images.postgresExporter,
            args: ["--collector.stat_statements", "--collector.long_running_transactions", "--log.format=json"],
            env: [
                { name: "DATA_SOURCE_URI_FILE", value: "/etc/credentials/uri" },
                { name: "DATA_SOURCE_USER_FILE", value: "/etc/credentials/user" },
                { name: "DATA_SOURCE_PASS_FILE", value: "/etc/credentials/pass" },
            ],
            volumeMounts: [
                { name: "tmp", mountPath: "/tmp" },
                { name: "orders-exporter-files-0", mountPath: "/etc/authorities", readOnly: true },
                { name: "orders-exporter-secrets-0", mountPath: "/etc/credentials", readOnly: true },
            ],
        });
        expect(stack.inputs("ConfigMap full-orders-exporter-files-0").data).toEqual({ "orders.crt": "the authority" });
        expect(stack.inputs("Secret full-orders-exporter-secrets-0").stringData).toEqual(hidden("uri", "user", "pass"));
        expect(stack.children("full")).not.toContain("ConfigMap full-elsewhere-exporter-files-0");
    });

    it("ask Redis over TLS as a user whose password is read from a file", () => {
        const env = (name: string): unknown => container("Deployment", `full-${name}-exporter`).env;
        const args = (name: string): unknown => container("Deployment", `full-${name}-exporter`).args;
        expect([env("sessions"), env("carts")]).toEqual([
            [
                { name: "REDIS_ADDR", value: "rediss://sessions.cache:6379" },
                { name: "REDIS_USER", value: "app" },
            ],
            [
                { name: "REDIS_ADDR", value: "rediss://carts.shop.svc:6379" },
                { name: "REDIS_USER", value: "" },
            ],
        ]);
        const common = [
            "--redis.password-file=/etc/credentials/passwords.json",
            "--config-command=-",
            "--disable-scrape-endpoint",
            "--log-format=json",
        ];
        expect([args("sessions"), args("carts")]).toEqual([common, [...common, "--tls-ca-cert-file=/etc/authorities/carts.crt"]]);
        expect(stack.inputs("Secret full-carts-exporter-secrets-0").stringData).toEqual(hidden("passwords.json"));
    });

    it("show no password anywhere", () => {
        const document = JSON.stringify(stack.result.deployment);
        for (const password of ["p@ss/word", "one:two", "three", "cf-token", "write-token"]) expect(document).not.toContain(password);
    });

    it("write the addresses of their passwords as the exporter looks them up", () => {
        const file = (user: string): unknown => json(passwordsFile("rediss://cache:6379", { user, password: "p" }));
        expect(file("")).toEqual({ "rediss://cache:6379": "p" });
        expect(file("app-1")).toEqual({ "rediss://app-1@cache:6379": "p" });
        expect(file("a/b!c$d")).toEqual({ "rediss://a%2Fb%21c$d@cache:6379": "p" });
    });
});

describe("probes", () => {
    it("take for well what answers over TLS without an error of the server, wherever it points to", () => {
        const text = dig(stack.inputs("ConfigMap full-probes-files-0"), "data") as Record<string, string>;
        const { modules } = parse(text["blackbox.yml"]!) as { modules: { https: { http: { valid_status_codes: number[] } } } };
        const { valid_status_codes: codes, ...http } = modules.https.http;
        expect([codes[0], codes.at(-1), new Set(codes).size]).toEqual([200, 499, 300]);
        expect({ ...modules.https, http }).toEqual({
            prober: "http",
            timeout: "10s",
            http: { fail_if_not_ssl: true, follow_redirects: false, preferred_ip_protocol: "ip4" },
        });
        expect(egress("full-probes")).toEqual([dns, { to: internet, ports: tcp(443) }]);
    });
});

describe("the exporter of zones", () => {
    it("asks Cloudflare for these zones, with a token that stands in a Secret", () => {
        expect(container("Deployment", "full-cloudflare").env).toEqual([
            { name: "LISTEN", value: ":8080" },
            { name: "CF_ZONES", value: `${"a".repeat(32)},${"b".repeat(32)}` },
            { name: "CF_API_TOKEN", valueFrom: { secretKeyRef: { name: "cloudflare-env", key: "CF_API_TOKEN" } } },
        ]);
        expect(stack.inputs("Secret full-cloudflare-env").stringData).toEqual(hidden("CF_API_TOKEN"));
        expect(stack.waitsFor("Deployment full-cloudflare")).toContain("full-cloudflare-env");
        expect(egress("full-cloudflare")).toEqual([dns, { to: internet, ports: tcp(443) }]);
    });
});

describe("the pushgateway", () => {
    it("lets in pods that say that they call it, from these namespaces, and keeps what they push", () => {
        const callers = ["shop", "batch"].map(namespace => inside(namespace, { "calls-pushgateway": "true" }));
        expect(ingress("full-pushgateway")).toEqual([{ from: [...scraperPods, ...callers], ports: tcp(9091) }]);
        expect(egress("full-pushgateway")).toEqual([]);
        expect(container("StatefulSet", "full-pushgateway")).toMatchObject({
            args: ["--persistence.file=/pushgateway/metrics", "--persistence.interval=1m", "--log.format=json"],
            volumeMounts: [
                { name: "data", mountPath: "/pushgateway" },
                { name: "tmp", mountPath: "/tmp" },
            ],
        });
    });
});

describe("Prometheus", () => {
    it("may list pods where it asks, read the nodes' metrics, and do no more", () => {
        const roles = (name: string): string[] =>
            stack.children(name).filter(child => /^Role(Binding)? .*-prometheus-[a-z-]+$/.test(child));
        expect(roles("full").filter(role => !/-role$|-writes$/.test(role))).toEqual(
            ["Role", "RoleBinding"].flatMap(kind => ["full", "full-nodes", "shop"].map(place => `${kind} full-prometheus-${place}`)),
        );
        for (const place of ["full", "full-nodes", "shop"])
            expect(stack.inputs(`Role full-prometheus-${place}`)).toMatchObject({
                metadata: { name: "prometheus", namespace: place },
                rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }],
            });
    });

    it("reaches what it asks, pod by pod, and those that no selector names", () => {
        const own = (name: string, port: number) => ({ to: [inside("full", selector(name))], ports: tcp(port) });
        expect(egress("full-prometheus")).toEqual([
            dns,
            { to: [{ podSelector: { matchLabels: selector("alertmanager") } }], ports: tcp(9093) },
            { to: [inside("shop", selector("web"))], ports: tcp(8080) },
            { to: [inside("full-nodes", selector("nodes"))], ports: tcp(9100) },
            own("kube-state-metrics", 8080),
            own("orders-exporter", 9187),
            own("elsewhere-exporter", 9187),
            own("sessions-exporter", 9121),
            own("carts-exporter", 9121),
            own("probes", 9115),
            own("cloudflare", 8080),
            own("pushgateway", 9091),
            { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443, 6443, 8443, 10250) },
            { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: tcp(80) },
        ]);
        expect(ingress("full-prometheus")).toEqual([{ from: [{ podSelector: { matchLabels: selector("grafana") } }], ports: tcp(9090) }]);
        expect(egress("bare-prometheus")).not.toContainEqual(expect.objectContaining({ ports: tcp(80) }));
    });

    it("looks after its files itself, and keeps four fifths of its disk at most", () => {
        const template = dig(stack.inputs("StatefulSet full-prometheus"), "spec.template.metadata");
        expect(template).not.toHaveProperty("annotations");
        expect(container("StatefulSet", "full-prometheus").args).toEqual([
            "--config.file=/etc/prometheus/prometheus.yml",
            "--storage.tsdb.path=/prometheus",
            "--config.auto-reload",
        ]);
        const files = dig(stack.inputs("ConfigMap full-prometheus-files-0"), "data") as Record<string, string>;
        expect(files["rules.yml"]).toBe("groups: []");
        expect(parse(files["prometheus.yml"]!)).toMatchObject({
            storage: { tsdb: { retention: { time: "30d", percentage: 80 } } },
            global: { external_labels: { cluster: "app" } },
            remote_write: [
                { name: "remote-0", url: "https://aps/api/v1/remote_write", sigv4: { region } },
                { name: "remote-1", authorization: { credentials_file: "/etc/prometheus-secrets/remote-1" } },
            ],
        });
        expect(stack.inputs("Secret full-prometheus-secrets-0").stringData).toEqual(hidden("remote-1"));
    });

    it("writes to its workspace, by its own identity, and does no more on AWS", () => {
        expect(json(stack.inputs("RolePolicy full-prometheus-writes").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "aps:RemoteWrite", Resource: [`arn:aws:aps:${region}:${account}:workspace/ws-1`] }],
        });
        expect(stack.inputs("PodIdentityAssociation full-prometheus")).toMatchObject({
            clusterName: "app-eks",
            namespace: "full",
            serviceAccount: "prometheus",
            roleArn: stack.arn("Role full-prometheus-role"),
        });
        expect(stack.waitsFor("StatefulSet full-prometheus")).toEqual(
            expect.arrayContaining(["full-prometheus", "full-prometheus-writes", "full-prometheus-secrets-0"]),
        );
        expect(stack.children("bare").filter(child => child.startsWith("RolePolicy"))).toEqual([]);
    });
});

describe("the options of exporters", () => {
    it("take these", () =>
        expect(
            validateExporters({
                cloudflare: { apiToken: "x", image: "ghcr.io/a/b:1" },
                pushgateway: { namespaces: ["shop"], storage: "2Gi" },
            }),
        ).toEqual([]));
    it.each([
        ["token", { cloudflare: { apiToken: "" } }, ['cloudflare.apiToken: got "nothing"; allowed: an API token.']],
        [
            "lack of namespaces",
            { pushgateway: { namespaces: [] } },
            ["pushgateway.namespaces: got []; allowed: at least one namespace. Leave pushgateway out to have none."],
        ],
        ["namespaces twice", { pushgateway: { namespaces: ["a", "a"] } }, ['pushgateway.namespaces: got "a"; allowed: each value once.']],
        [
            "disk",
            { pushgateway: { namespaces: ["a"], storage: "1G" } },
            ['pushgateway.storage: got "1G"; allowed: a size such as 512Mi or 4Gi.'],
        ],
    ])("fail for their %s", (_, args, said) => expect(lines(validateExporters(args))).toEqual(said));
});
