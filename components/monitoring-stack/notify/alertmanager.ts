import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { ChildOptions, Component } from "../../core/component";
import { serviceTrust } from "../../core/encryption";
import { images } from "../../core/images";
import { dnsEgress, identityEgress, labelsOf, selectorOf } from "../../core/kubernetes";
import type { AwsPlace } from "../args";
import { createWorkload } from "../workload";
import { alertmanagerConfig, configFile } from "./alertmanager-config";
import type { NotifyArgs } from "./args";
import { messagesFile } from "./messages";
import { egressPorts } from "./ports";
import { secretsFolder } from "./receivers";
import type { RoutedAlert } from "./routes";
import type { ReceiverTopics, RegionTopics } from "./topics";

const name = "alertmanager";
const port = 9093;
/** On which Alertmanagers tell one another whom they have told of what. */
const clusterPort = 9094;

/** What Alertmanager is made from. */
export interface AlertmanagerArgs {
    readonly notify: NotifyArgs;
    /** All alerts: those with a `route` of their own have routes of their own. */
    readonly alerts: readonly RoutedAlert[];
    readonly scrapeSeconds: number;
    /** Two of them, which tell people once. */
    readonly highAvailability: boolean;
    /** What `createTopics` made in the first region, and who is let in there. @default nothing is published */
    readonly publishes?: Publishes;
}

interface Publishes {
    readonly topics: RegionTopics;
    readonly place: AwsPlace;
    /** Name of the EKS cluster. */
    readonly clusterName: pulumi.Input<string> | undefined;
}

const replicasOf = (highAvailability: boolean): number => (highAvailability ? 2 : 1);
const podNames = (highAvailability: boolean): string[] =>
    Array.from({ length: replicasOf(highAvailability) }, (_, index) => `${name}-${index}`);

/** Where Prometheus finds every Alertmanager: each gets every alert, and they agree on who tells of it. */
export const alertmanagerAddresses = (namespace: string, highAvailability: boolean): string[] =>
    (highAvailability ? podNames(true) : [name]).map(host => `${host}.${namespace}.svc:${port}`);

const pods = (of: string): k8s.types.input.networking.v1.NetworkPolicyPeer => ({ podSelector: { matchLabels: selectorOf(of) } });
const gossip = ["TCP", "UDP"].map(protocol => ({ protocol, port: clusterPort }));

export function createAlertmanager(self: Component, namespace: string, args: AlertmanagerArgs, opts: ChildOptions): void {
    const { notify, alerts, scrapeSeconds, highAvailability, publishes } = args;
    const published = publishedOf(notify, publishes?.topics.byReceiver);
    const region = publishes?.place.region;
    const { config, messages, secretFiles } = alertmanagerConfig({ notify, alerts, scrapeSeconds, topics: published, region });
    const identity = publishes ? mayPublish(self, namespace, Object.values(published), publishes) : [];
    if (highAvailability) for (const pod of podNames(true)) createPeer(self, namespace, pod, opts);
    const ports = egressPorts(notify);
    createWorkload(
        self,
        namespace,
        {
            name,
            image: images.alertmanager,
            uid: 65534,
            port,
            args: [
                `--config.file=/etc/alertmanager/${configFile}`,
                "--storage.path=/alertmanager",
                ...(highAvailability
                    ? [
                          `--cluster.listen-address=[$(POD_IP)]:${clusterPort}`,
                          ...podNames(true).map(pod => `--cluster.peer=${pod}.${namespace}.svc:${clusterPort}`),
                      ]
                    : ["--cluster.listen-address="]),
            ],
            ...(highAvailability ? { env: [{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }] } : {}),
            files: { "/etc/alertmanager": { [configFile]: config, [messagesFile]: messages } },
            ...(Object.keys(secretFiles).length > 0 ? { secretFiles: { [secretsFolder]: secretFiles } } : {}),
            data: { path: "/alertmanager", storage: "1Gi" },
            replicas: replicasOf(highAvailability),
            resources: { cpu: "100m", memory: "128Mi" },
            healthPath: "/-/healthy",
            reload: { path: "/-/reload" },
            network: {
                ingress: [
                    { from: [pods("prometheus")], ports: [{ protocol: "TCP", port }] },
                    ...(highAvailability ? [{ from: [pods(name)], ports: gossip }] : []),
                ],
                egress: [
                    dnsEgress,
                    { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports },
                    ...(highAvailability ? [{ to: [pods(name)], ports: gossip }] : []),
                    ...(identity.length > 0 ? [identityEgress] : []),
                ],
            },
            // A pod that starts before it has an identity never gets one.
            dependsOn: identity,
        },
        opts,
    );
}

/**
 * One of the pair by its own name, before it is ready: they find one another as they start. The Service that governs
 * the StatefulSet cannot give such names, as it has an address of its own, and neither can change later.
 */
function createPeer(self: Component, namespace: string, pod: string, opts: ChildOptions): void {
    self.child(
        k8s.core.v1.Service,
        pod,
        {
            metadata: { name: pod, namespace, labels: labelsOf(name, namespace) },
            spec: {
                clusterIP: "None",
                publishNotReadyAddresses: true,
                selector: { "statefulset.kubernetes.io/pod-name": pod },
                ports: [
                    { name: "http", port },
                    { name: "cluster", port: clusterPort },
                    { name: "cluster-udp", port: clusterPort, protocol: "UDP" },
                ],
            },
        },
        opts,
    );
}

/** The topics that Alertmanager publishes to; other receivers it calls itself. */
const publishedOf = ({ receivers }: NotifyArgs, topics: RegionTopics["byReceiver"] = {}): RegionTopics["byReceiver"] =>
    Object.fromEntries(Object.entries(topics).filter(([name]) => receivers[name]?.kind === "sns"));

/** Alertmanager's pods may publish to these topics, and do nothing else. */
function mayPublish(
    self: Component,
    namespace: string,
    published: readonly ReceiverTopics[],
    { topics, place, clusterName }: Publishes,
): readonly pulumi.Resource[] {
    if (clusterName === undefined || published.length === 0) return [];
    const arns = published.flatMap(each => Object.values(each));
    const role = self.child(aws.iam.Role, "alertmanager-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": place.accountId },
        }),
        tags: self.tags("alertmanager"),
    });
    const publishes = self.child(aws.iam.RolePolicy, "alertmanager-publishes", {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "sns:Publish", Resource: arns },
                { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: topics.keyArn },
            ],
        }),
    });
    const association = self.child(aws.eks.PodIdentityAssociation, "alertmanager", {
        clusterName,
        namespace,
        serviceAccount: name,
        roleArn: role.arn,
        tags: self.tags("alertmanager"),
    });
    return [publishes, association];
}
