import { parse } from "yaml";
import { dig, dns, podFaults, podSpecs, selector, type Stack } from "../support";
import { logsStack } from "./logs-stacks";

let stack: Stack;
beforeAll(async () => {
    stack = await logsStack(
        "monitoring-logs-loki",
        `
const local = { name: "local", clusterName: undefined, securityGroupId: undefined };
exports.source = logsOf("local", { kind: "loki" }, { cluster: local }).dataSource;
logsOf("long", { kind: "loki", days: 30, storage: "50Gi" }, { cluster: local });
`,
    );
});

const port = [{ protocol: "TCP", port: 3100 }];
const inNamespace = (name: string) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } });

it("makes exactly this, and nothing on AWS", () => {
    expect(stack.children("local")).toEqual(
        [
            "ConfigMap fluent-bit-files",
            "ConfigMap loki-files-0",
            "DaemonSet fluent-bit",
            "Namespace logs-namespace",
            "Namespace namespace",
            "NetworkPolicy fluent-bit-network",
            "NetworkPolicy logs-deny-all",
            "NetworkPolicy loki",
            "Service loki",
            "ServiceAccount fluent-bit-account",
            "ServiceAccount loki",
            "StatefulSet loki",
        ].map(child => child.replace(" ", " local-")),
    );
});

it("runs one Loki, with a volume and no more rights than it needs", () => {
    const pod = podSpecs(stack).get("local-loki")!;
    expect(podFaults(pod)).toEqual([]);
    expect(pod.containers).toHaveLength(1);
    expect(pod.containers[0]).toMatchObject({
        image: expect.stringMatching(/^docker\.io\/grafana\/loki:3\.\d+\.\d+@sha256:/) as string,
        args: ["-config.file=/etc/loki/loki.yaml"],
        readinessProbe: { httpGet: { path: "/ready", port: "http" } },
    });
    const claim = (name: string): unknown => dig(stack.inputs(`StatefulSet ${name}-loki`), "spec.volumeClaimTemplates.0.spec.resources");
    expect([claim("local"), claim("long")]).toEqual([{ requests: { storage: "10Gi" } }, { requests: { storage: "50Gi" } }]);
});

it("has this configuration, in full", () => {
    const config = (name: string): unknown =>
        parse((stack.inputs(`ConfigMap ${name}-loki-files-0`).data as Record<string, string>)["loki.yaml"]!);
    expect(config("local")).toEqual({
        auth_enabled: false,
        server: { http_listen_port: 3100, grpc_listen_address: "127.0.0.1", log_level: "warn" },
        common: {
            instance_addr: "127.0.0.1",
            path_prefix: "/loki",
            replication_factor: 1,
            ring: { kvstore: { store: "inmemory" } },
            storage: { filesystem: { chunks_directory: "/loki/chunks", rules_directory: "/loki/rules" } },
        },
        schema_config: {
            configs: [
                {
                    from: "2024-04-01",
                    store: "tsdb",
                    object_store: "filesystem",
                    schema: "v13",
                    index: { prefix: "index_", period: "24h" },
                },
            ],
        },
        compactor: { working_directory: "/loki/compactor", retention_enabled: true, delete_request_store: "filesystem" },
        limits_config: {
            retention_period: "168h",
            reject_old_samples: false,
            allow_structured_metadata: true,
            volume_enabled: true,
        },
        analytics: { reporting_enabled: false },
    });
    expect(dig(config("long"), "limits_config.retention_period")).toBe("720h");
});

it("is asked by Grafana and filled by the agents, and by nobody else", () => {
    expect(stack.inputs("NetworkPolicy local-loki").spec).toEqual({
        podSelector: { matchLabels: selector("loki") },
        policyTypes: ["Ingress", "Egress"],
        ingress: [
            {
                from: [
                    { ...inNamespace("local-logs"), podSelector: { matchLabels: selector("fluent-bit") } },
                    { podSelector: { matchLabels: selector("grafana") } },
                ],
                ports: port,
            },
        ],
        egress: [dns],
    });
    expect(dig(stack.inputs("NetworkPolicy local-fluent-bit-network"), "spec.egress")).toEqual([
        dns,
        { to: [{ ...inNamespace("local"), podSelector: { matchLabels: selector("loki") } }], ports: port },
    ]);
    expect(stack.outputs.source).toEqual({
        uid: "logs",
        name: "Logs",
        type: "loki",
        url: "http://loki:3100",
        egress: [{ to: [{ podSelector: { matchLabels: selector("loki") } }], ports: port }],
    });
});

it("has agents that make few streams", () => {
    const text = (stack.inputs("ConfigMap local-fluent-bit-files").data as Record<string, string>)["fluent-bit.yaml"]!;
    expect(dig(parse(text), "pipeline.outputs")).toEqual([
        {
            name: "loki",
            alias: "loki",
            match: "*",
            host: "loki.local.svc",
            port: 3100,
            labels: "class=$class, namespace=$namespace, container=$container",
            structured_metadata: "pod=$pod",
            remove_keys: "class, namespace, pod, container",
            drop_single_key: "raw",
            retry_limit: "no_limits",
            "storage.total_limit_size": "768M",
        },
    ]);
    expect(dig(podSpecs(stack).get("local-fluent-bit"), "volumes.1")).toEqual({ name: "state", emptyDir: { sizeLimit: "1Gi" } });
});
