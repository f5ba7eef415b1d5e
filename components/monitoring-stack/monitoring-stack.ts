import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Component, type ChildOptions } from "../core/component";
import { withDefaults } from "../core/defaults";
import { labelsOf, restrictedNamespace } from "../core/kubernetes";
import { createAlarms } from "./alarms/alarms";
import { createBudget } from "./alarms/budget";
import { alertRules } from "./alerts/rules";
import { rulesFile } from "./alerts/rules-file";
import { monitoringDefaults, type AwsPlace, type MonitoringStackArgs } from "./args";
import { createCollector } from "./backends/collector";
import { collectorName, collectorOf, type Collector } from "./backends/collector-config";
import { createExporters } from "./exporters/exporters";
import { pushgatewayOf, type Pushgateway } from "./exporters/pushgateway";
import { createGrafana } from "./grafana/grafana";
import { dashboardsOf } from "./grafana/pages";
import { createLogs, type MadeLogs } from "./logs/logs";
import type { LogClass } from "./logs/args";
import type { Monitored } from "./monitored";
import { alertmanagerAddresses, createAlertmanager } from "./notify/alertmanager";
import { createTopics, type Topics } from "./notify/topics";
import { createPrometheus } from "./prometheus/prometheus";
import { createTrail } from "./trail/trail";
import { validateMonitoring } from "./validate";
import { alertContext, dashboardContext, watchedBy } from "./watched";

/**
 * Prometheus, Alertmanager and Grafana in the cluster, with exporters before all that does not speak Prometheus'
 * language; alerts and pages that suit what there is to look at; alarms of AWS that do not need the cluster to be alive;
 * where asked for, the pods' logs by class, and a trail of who did what in the account.
 *
 * Needs providers of kubernetes and random; of aws with `aws`, of cloudflare with `grafana.access`.
 */
export class MonitoringStack extends Component {
    readonly namespace: string;
    /** ARNs of the topics by which AWS reaches people, by receiver, then by kind: `mail`, `sms`. Empty without `aws`. */
    readonly topicArns: Topics["byReceiver"];
    /** Password of Grafana's user `admin`; a secret. */
    readonly grafanaPassword: pulumi.Output<string>;
    /** Command that opens Grafana on http://localhost:3001. */
    readonly grafanaCommand: string;
    /** `https://…`; `undefined` where only the command opens it. */
    readonly grafanaUrl: string | undefined;
    /** Names of the log groups by class; `undefined` where no logs go to CloudWatch. */
    readonly logGroups: Readonly<Record<LogClass, pulumi.Output<string>>> | undefined;
    /** What people search the logs on; `undefined` where they do so in Grafana, or in CloudWatch. */
    readonly logsUrl: pulumi.Output<string> | undefined;
    /** What jobs name among their `calls`, to push: there with `pushgateway`. */
    readonly pushgateway: Pushgateway | undefined;
    /** What services name among their `calls`, to send traces: there with `backends`. */
    readonly collector: Collector | undefined;

    constructor(name: string, args: MonitoringStackArgs, opts?: pulumi.ComponentResourceOptions) {
        // A role's name has at most 64 characters.
        super("MonitoringStack", name, args, validateMonitoring({ namespace: name, ...args }), opts, 38);
        this.namespace = args.namespace ?? name;
        const inNamespace = this.#place();
        const topics = args.aws && createTopics(this, args.notify, args.aws, regionsOf(args));
        if (args.aws && topics) this.#watchAws(args, args.aws, topics);
        const logs = createLogs(this, this.namespace, args, inNamespace);
        const monitored = watchedBy(args, this.namespace, logs?.agents ?? []);
        const { scrapeSeconds, highAvailability } = withDefaults(monitoringDefaults, args);
        const alerts = alertRules(alertContext(args, monitored));
        this.#prometheus(args, monitored, rulesFile(args.ruleGroup ?? pulumi.getProject(), alerts, args.alerts), inNamespace);
        createAlertmanager(
            this,
            this.namespace,
            {
                notify: args.notify,
                alerts,
                scrapeSeconds,
                highAvailability,
                ...(args.aws && topics ? { publishes: { topics, place: args.aws, clusterName: args.cluster.clusterName } } : {}),
            },
            inNamespace,
        );
        const grafana = this.#grafana(args, monitored, logs, inNamespace);
        this.grafanaPassword = grafana.password;
        this.grafanaUrl = grafana.url;
        this.grafanaCommand = `kubectl -n ${this.namespace} port-forward service/grafana 3001:3000`;
        this.topicArns = topics?.byReceiver ?? {};
        this.logGroups = logs?.groups;
        this.logsUrl = logs?.url;
        this.pushgateway = args.pushgateway && pushgatewayOf(this.namespace);
        this.collector = args.backends?.length ? collectorOf(this.namespace) : undefined;
        this.registerOutputs({ namespace: this.namespace });
    }

    /** A namespace in which nobody talks to anybody until something says so. */
    #place(): ChildOptions {
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
        return inNamespace;
    }

    /** What does not need the cluster to be alive. */
    #watchAws({ alarms = [], budget, trail, tags }: MonitoringStackArgs, aws: AwsPlace, topics: Topics): void {
        createAlarms(this, alarms, topics.in, aws);
        if (budget) createBudget(this, budget, { place: aws, tags, topics: topics.bySeverity.warning, keyArn: topics.keyArn! });
        if (trail) createTrail(this, trail, aws);
    }

    #prometheus(args: MonitoringStackArgs, monitored: Monitored, rules: string, opts: ChildOptions): void {
        const { scrapeSeconds, retentionDays, storage, highAvailability } = withDefaults(monitoringDefaults, args);
        const { cluster, aws, remoteWrite = [], backends = [] } = args;
        const exporters = createExporters(this, this.namespace, { ...args, monitored }, opts);
        createPrometheus(
            this,
            this.namespace,
            {
                ...{ monitored, exporters, rules, cluster, aws, remoteWrite, scrapeSeconds, retentionDays, storage },
                alertmanagers: alertmanagerAddresses(this.namespace, highAvailability),
                askers: ["grafana"],
                alike: backends.length > 0 ? [collectorName] : [],
            },
            opts,
        );
        if (backends.length > 0)
            createCollector(this, this.namespace, { backends, monitored, exporters, scrapeSeconds, tags: args.tags ?? {} }, opts);
    }

    #grafana(args: MonitoringStackArgs, monitored: Monitored, logs: MadeLogs | undefined, opts: ChildOptions) {
        const { scrapeSeconds } = withDefaults(monitoringDefaults, args);
        const dashboards = dashboardsOf(dashboardContext(args, monitored));
        const dataSources = logs?.dataSource ? [logs.dataSource] : [];
        return createGrafana(this, this.namespace, { dashboards, dataSources, scrapeSeconds, access: args.grafana?.access }, opts);
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateMonitoring;
}

/** Other regions in which something is worth an alarm. */
const regionsOf = ({ alarms = [] }: MonitoringStackArgs): string[] =>
    alarms.flatMap(({ alarms: some }) => some.flatMap(({ region }) => (region === undefined ? [] : [region])));
