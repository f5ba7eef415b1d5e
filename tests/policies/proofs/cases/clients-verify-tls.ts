import { secret, unknown, type Proof } from "../proof";

const config = (data: unknown) => ({ type: "kubernetes:core/v1:ConfigMap", props: { kind: "ConfigMap", data } });
const spec = (...env: readonly object[]) => ({ containers: [{ name: "web", env }] });
const pod = (...env: readonly object[]) => ({ type: "kubernetes:core/v1:Pod", props: { spec: spec(...env) } });
const cache = {
    type: "aws:elasticache/replicationGroup:ReplicationGroup",
    props: { transitEncryptionEnabled: true },
    answers: { primaryEndpointAddress: "cache.internal.example.com" },
};
const anyServer = "has a client that takes the certificate of any server";
const anyName = "has a client that takes any certificate of the authority";
const noTls = "has a client that goes without TLS";

export const proof: Proof = {
    fails: {
        "connection strings that check nothing": {
            stack: {
                config: config({
                    REQUIRE: "postgresql://db.example.com/shop?sslmode=require",
                    PREFER: "host=db.example.com sslmode=prefer",
                    MYSQL: "app@tcp(db.example.com:3306)/shop?tls=skip-verify",
                }),
            },
            says: { config: [`data["MYSQL"] ${anyServer}`, `data["PREFER"] ${noTls}`, `data["REQUIRE"] ${anyServer}`] },
        },
        "switches of programs, in a pod and in the template of one": {
            stack: {
                pod: pod({ name: "NODE_TLS_REJECT_UNAUTHORIZED", value: "0" }),
                web: {
                    type: "kubernetes:apps/v1:Deployment",
                    props: { spec: { template: { spec: spec({ name: "PGSSLMODE", value: "disable" }) } } },
                },
            },
            says: {
                pod: `spec.containers[0].env[0].value (variable NODE_TLS_REJECT_UNAUTHORIZED, container web) ${anyServer}`,
                web: `spec.template.spec.containers[0].env[0].value (variable PGSSLMODE, container web) ${noTls}`,
            },
        },
        "what takes any certificate, or anybody's of the authority": {
            stack: {
                config: config({
                    CA: "postgresql://db.example.com/shop?sslmode=verify-ca",
                    MYSQL: "mysql://db.example.com/shop?ssl-mode=DISABLED",
                    NONE: "postgresql://db.example.com/shop?sslmode=no-verify",
                }),
                pod: pod({ name: "PGSSLMODE", value: "verify-ca" }),
            },
            says: {
                config: [`data["CA"] ${anyName}`, `data["MYSQL"] ${noTls}`, `data["NONE"] ${anyServer}`],
                pod: `spec.containers[0].env[0].value (variable PGSSLMODE, container web) ${anyName}`,
            },
        },
        "files of settings": {
            stack: {
                config: config({
                    "prometheus.yml":
                        "scrape_configs:\n  - job_name: nodes\n    kubernetes_sd_configs:\n      - role: node\n" +
                        "  - job_name: web\n    tls_config:\n      insecure_skip_verify: true\n    kubernetes_sd_configs:\n      - role: pod\n",
                    "db.json": '{ "ssl": { "rejectUnauthorized": false } }',
                    "celery.py": "broker = 'rediss://cache.example.com?ssl_cert_reqs=none'",
                }),
            },
            says: { config: [`data["celery.py"] ${anyServer}`, `data["db.json"] ${anyServer}`, `data["prometheus.yml"] ${anyServer}`] },
        },
        "a function and a task": {
            stack: {
                lambda: {
                    type: "aws:lambda/function:Function",
                    props: { environment: { variables: { API: "https://api.example.com?verify=false" } } },
                },
                task: {
                    type: "aws:ecs/taskDefinition:TaskDefinition",
                    props: { containerDefinitions: JSON.stringify([{ name: "web", environment: [{ name: "VERIFY_SSL", value: "no" }] }]) },
                },
            },
            says: {
                lambda: `environment.variables["API"] ${anyServer}`,
                task: `containerDefinitions[0].environment[0].value (variable VERIFY_SSL, container web) ${anyServer}`,
            },
        },
        "a cache with TLS that is asked without": {
            stack: {
                cache,
                config: config({
                    ours: "redis://cache.internal.example.com:6379/0",
                    byName: "redis://app@master.shop.abc.euw1.cache.amazonaws.com:6379",
                }),
            },
            says: {
                config: ['data["byName"] has a client that asks a cache that speaks TLS', 'data["ours"] has a client that asks a cache'],
            },
        },
    },
    passes: {
        "clients that check": {
            cache,
            config: config({
                DATABASE_URL: "postgresql://db.example.com/shop?sslmode=verify-full&sslrootcert=/etc/ca.pem",
                PGSSLMODE: "verify-full",
                NODE_TLS_REJECT_UNAUTHORIZED: "1",
                REDIS_URL: "rediss://cache.internal.example.com:6379",
                "prometheus.yml": "tls_config:\n  # insecure_skip_verify: true\n  insecure_skip_verify: false\n",
            }),
        },
        "kubelets, which sign their own certificates": {
            config: config({
                "prometheus.yml":
                    "scrape_configs:\n  - job_name: kubelet\n    tls_config:\n      insecure_skip_verify: true\n    kubernetes_sd_configs:\n      - role: node\n" +
                    "  - job_name: web\n    kubernetes_sd_configs:\n      - role: pod\n",
            }),
        },
        "what stays in the pod, and caches without TLS": {
            cache: { ...cache, props: { transitEncryptionEnabled: false } },
            config: config({
                proxy: "postgresql://app@127.0.0.1:5432/shop?sslmode=disable",
                REDIS_URL: "redis://cache.internal.example.com:6379",
                inCluster: "redis://redis.app.svc:6379",
            }),
        },
        "a variable that has another source": { pod: pod({ name: "PGSSLMODE", valueFrom: { configMapKeyRef: { name: "a", key: "b" } } }) },
    },
    unknowns: {
        "a setting, and all of them": {
            stack: {
                one: config({ DATABASE_URL: unknown, PGSSLMODE: "allow" }),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                all: { ...config(unknown), from: { data: "elsewhere" } },
            },
            of: ["all", "one"],
            says: { one: `data["PGSSLMODE"] ${noTls}` },
        },
    },
    secrets: {
        config: config({ URL: secret("postgresql://app:hunter2-a@db.example.com/shop?sslmode=disable") }),
        pod: pod({ name: "REDIS", value: secret("redis://:hunter2-b@master.shop.abc.euw1.cache.amazonaws.com:6379") }),
    },
    ignores: {
        secret: { type: "kubernetes:core/v1:Secret", props: { stringData: { PGSSLMODE: "disable" } } },
        words: config({ NOTE: "sslmode may be disabled nowhere", MODE: "require", VERIFY_EMAIL: "false" }),
    },
    breaks: one =>
        one.urn.endsWith("::monitoring-redis-exporter")
            ? { ...one, inputs: JSON.parse(JSON.stringify(one.inputs).replace("rediss://", "redis://")) as Record<string, unknown> }
            : one,
};
