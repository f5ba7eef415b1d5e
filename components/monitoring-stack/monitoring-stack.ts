import type * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ChildOptions } from "../core/component";
import { images } from "../core/images";
import { dnsEgress, identityEgress, labelsOf, restrictedNamespace, selectorOf } from "../core/kubernetes";
import { logAlerts, standardAlerts } from "./alerts/standard";
import { monitoringDefaults, validateMonitoring, type MonitoringStackArgs } from "./args";
import { agentTarget } from "./logs/fluent-bit-config";
import { createGrafana } from "./grafana/grafana";
import { createLogs } from "./logs/cloudwatch";
import type { LogClass } from "./logs/args";
import { createAlarms, createTopic } from "./notify/topics";
import { alertmanagerConfig, prometheusConfig, rulesFile } from "./prometheus/config";
import { standardDashboards } from "./grafana/standard-dashboards";
import { createWorkload } from "./workload";
import { withDefaults } from "../core/defaults";

type Peer = k8s.types.input.networking.v1.NetworkPolicyPeer;

type Watched = Required<Pick<MonitoringStackArgs, "targets" | "alerts">>;

/** What Prometheus looks at: what was asked for, and the agents that ship the logs. */
const watchedWith = ({ targets, alerts = standardAlerts(), logs }: MonitoringStackArgs, logsNamespace: string): Watched =>
    logs ? { targets: [...targets, agentTarget(logsNamespace)], alerts: [...alerts, ...logAlerts] } : { targets, alerts };

const pods = (name: string): Peer => ({ podSelector: { matchLabels: selectorOf(name) } });
const tcp = (...ports: number[]) => ports.map(port => ({ protocol: "TCP", port }));

/**
 * Prometheus, Alertmanager and Grafana in the cluster, and alarms of AWS that do not need the cluster to be alive;
 * where asked for, the pods' logs in CloudWatch, by class.
 *
 * Needs providers of kubernetes, random and, with `notify.kind` sns or with `logs`, aws.
 */
export class MonitoringStack extends Component {
    readonly namespace: string;
    /** Where all notifications go; `undefined` with a webhook. */
    readonly topicArn: pulumi.Output<string> | undefined;
    /** Password of Grafana's user `admin`; a secret. */
    readonly grafanaPassword: pulumi.Output<string>;
    /** Command that opens Grafana on http://localhost:3001. */
    readonly grafanaCommand: string;
    /** Names of the log groups by class; `undefined` without `logs`. */
    readonly logGroups: Readonly<Record<LogClass, pulumi.Output<string>>> | undefined;

    constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
        // A role's name has at most 64 characters.
        super("MonitoringStack", name, args, validateMonitoring(args), opts, 38);
        this.namespace = args.namespace ?? name;
        const labels = labelsOf(this.namespace, this.namespace);
        this.child(k8s.core.v1.Namespace, "namespace", {
            metadata: { name: this.namespace, labels: { ...labels, ...restrictedNamespace } },
        });
        const inNamespace = { dependsOn: this.childrenOf("namespace") };
        this.child(
            k8s.networking.v1.NetworkPolicy,
            "deny-all",
            {
                metadata: { name: "deny-all", namespace: this.namespace, labels },
                spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
            },
            inNamespace,
        );
        const topic = args.notify.kind === "sns" ? createTopic(this, args.notify, this.namespace) : undefined;
        if (topic) createAlarms(this, args.alarms ?? [], topic);
        const logsNamespace = `${this.namespace}-logs`;
        this.logGroups = args.logs && createLogs(this, logsNamespace, args.logs);
        this.#prometheus(args, watchedWith(args, logsNamespace), inNamespace);
        this.#alertmanager(args, topic, inNamespace);
        const { scrapeSeconds } = withDefaults(monitoringDefaults, args);
        this.grafanaPassword = createGrafana(this, this.namespace, args.dashboards ?? standardDashboards(), scrapeSeconds, inNamespace);
        this.topicArn = topic?.arn;
        this.grafanaCommand = `kubectl -n ${this.namespace} port-forward service/grafana 3001:3000`;
        this.registerOutputs({ namespace: this.namespace, topicArn: this.topicArn });
    }

    #prometheus(args: MonitoringStackArgs, { targets, alerts }: Watched, opts: ChildOptions): void {
        const { scrapeSeconds, retentionDays, storage } = withDefaults(monitoringDefaults, args);
        this.#mayDiscover(targets);
        const targetPorts = [...new Set(targets.map(({ port }) => port))].sort((a, b) => a - b);
        createWorkload(
            this,
            this.namespace,
            {
                name: "prometheus",
                image: images.prometheus,
                uid: 65534,
                port: 9090,
                args: [
                    "--config.file=/etc/prometheus/prometheus.yml",
                    "--storage.tsdb.path=/prometheus",
                    `--storage.tsdb.retention.time=${retentionDays}d`,
                ],
                files: {
                    "/etc/prometheus": {
                        "prometheus.yml": prometheusConfig(targets, scrapeSeconds, this.namespace),
                        "rules.yml": rulesFile(args.ruleGroup ?? pulumi.getProject(), alerts),
                    },
                },
                dataPath: "/prometheus",
                storage,
                resources: { cpu: "500m", memory: "1Gi" },
                healthPath: "/-/healthy",
                needsApi: true,
                network: {
                    ingress: [{ from: [pods("grafana")], ports: tcp(9090) }],
                    egress: [
                        dnsEgress,
                        { to: [pods("alertmanager")], ports: tcp(9093) },
                        ...(targetPorts.length > 0 ? [{ to: [{ namespaceSelector: {} }], ports: tcp(...targetPorts) }] : []),
                        // The API server and the kubelets have addresses that no selector names.
                        { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443, 6443, 10250) },
                    ],
                },
            },
            opts,
        );
    }

    /** Prometheus may list the pods of the namespaces it scrapes, and read the nodes' metrics; no more. */
    #mayDiscover(targets: Watched["targets"]): void {
        const opts = { dependsOn: this.childrenOf("namespace", "logs-namespace") };
        const subjects = [{ kind: "ServiceAccount", name: "prometheus", namespace: this.namespace }];
        const name = `${this.namespace}-prometheus`;
        const labels = labelsOf("prometheus", this.namespace);
        this.child(
            k8s.rbac.v1.ClusterRole,
            "prometheus-nodes",
            {
                metadata: { name, labels },
                rules: [
                    { apiGroups: [""], resources: ["nodes"], verbs: ["get", "list", "watch"] },
                    { apiGroups: [""], resources: ["nodes/metrics"], verbs: ["get"] },
                ],
            },
            opts,
        );
        this.child(
            k8s.rbac.v1.ClusterRoleBinding,
            "prometheus-nodes",
            { metadata: { name, labels }, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name }, subjects },
            opts,
        );
        for (const namespace of new Set(targets.map(target => target.namespace))) {
            const metadata = { name: "prometheus", namespace, labels };
            this.child(
                k8s.rbac.v1.Role,
                `prometheus-${namespace}`,
                { metadata, rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch"] }] },
                opts,
            );
            this.child(
                k8s.rbac.v1.RoleBinding,
                `prometheus-${namespace}`,
                { metadata, roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "prometheus" }, subjects },
                opts,
            );
        }
    }

    #alertmanager({ notify }: MonitoringStackArgs, topic: aws.sns.Topic | undefined, opts: ChildOptions): void {
        const configuration =
            notify.kind === "sns"
                ? topic!.arn.apply(topicArn => alertmanagerConfig({ kind: "sns", topicArn, region: notify.region }))
                : alertmanagerConfig(notify);
        const receiverPort = notify.kind === "sns" ? 443 : Number(new URL(notify.url).port || (notify.url.startsWith("https") ? 443 : 80));
        createWorkload(
            this,
            this.namespace,
            {
                name: "alertmanager",
                image: images.alertmanager,
                uid: 65534,
                port: 9093,
                args: ["--config.file=/etc/alertmanager/alertmanager.yml", "--storage.path=/alertmanager", "--cluster.listen-address="],
                files: { "/etc/alertmanager": { "alertmanager.yml": configuration } },
                dataPath: "/alertmanager",
                storage: "1Gi",
                resources: { cpu: "100m", memory: "128Mi" },
                healthPath: "/-/healthy",
                network: {
                    ingress: [{ from: [pods("prometheus")], ports: tcp(9093) }],
                    egress: [
                        dnsEgress,
                        { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(receiverPort) },
                        ...(notify.kind === "sns" ? [identityEgress] : []),
                    ],
                },
            },
            opts,
        );
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateMonitoring;
}
