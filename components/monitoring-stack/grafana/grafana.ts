import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { stringify } from "yaml";
import type { ChildOptions, Component } from "../../core/component";
import { images } from "../../core/images";
import { dnsEgress, labelsOf, selectorOf } from "../../core/kubernetes";
import { dashboardFiles, type Dashboard } from "./dashboards";
import { createWorkload } from "../workload";

const dashboardFolder = "/etc/grafana/dashboards";

/** Grafana before Prometheus, with these dashboards; returns the password of its user `admin`. */
export function createGrafana(
    self: Component,
    namespace: string,
    dashboards: readonly Dashboard[],
    scrapeSeconds: number,
    opts: ChildOptions,
): pulumi.Output<string> {
    const password = self.child(random.RandomPassword, "grafana-password", { length: 32, special: false });
    self.child(
        k8s.core.v1.Secret,
        "grafana-admin",
        {
            metadata: { name: "grafana-admin", namespace, labels: labelsOf("grafana", namespace) },
            stringData: { password: password.result },
        },
        opts,
    );
    createWorkload(
        self,
        namespace,
        {
            name: "grafana",
            image: images.grafana,
            uid: 472,
            port: 3000,
            args: [],
            env: [
                { name: "GF_AUTH_ANONYMOUS_ENABLED", value: "false" },
                { name: "GF_ANALYTICS_REPORTING_ENABLED", value: "false" },
                { name: "GF_SECURITY_ADMIN_PASSWORD", valueFrom: { secretKeyRef: { name: "grafana-admin", key: "password" } } },
            ],
            files: {
                "/etc/grafana/provisioning/datasources": { "prometheus.yaml": stringify(sourceOf(scrapeSeconds)) },
                ...(dashboards.length > 0
                    ? {
                          "/etc/grafana/provisioning/dashboards": { "webstack.yaml": stringify(provider) },
                          [dashboardFolder]: dashboardFiles(dashboards),
                      }
                    : {}),
            },
            dataPath: "/var/lib/grafana",
            storage: "2Gi",
            resources: { cpu: "250m", memory: "256Mi" },
            healthPath: "/api/health",
            network: {
                ingress: [],
                egress: [
                    dnsEgress,
                    { to: [{ podSelector: { matchLabels: selectorOf("prometheus") } }], ports: [{ protocol: "TCP", port: 9090 }] },
                ],
            },
        },
        opts,
    );
    return password.result;
}

/** Grafana makes `$__rate_interval` from the interval: four scrapes at least. */
const sourceOf = (scrapeSeconds: number): object => ({
    apiVersion: 1,
    datasources: [
        {
            name: "Prometheus",
            type: "prometheus",
            access: "proxy",
            url: "http://prometheus:9090",
            isDefault: true,
            jsonData: { timeInterval: `${scrapeSeconds}s` },
        },
    ],
});

/** The files are the truth: what is changed in the browser is not kept. */
const provider = {
    apiVersion: 1,
    providers: [{ name: "webstack", type: "file", allowUiUpdates: false, options: { path: dashboardFolder } }],
};
