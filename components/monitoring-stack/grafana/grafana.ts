import type * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { stringify } from "yaml";
import type { ChildOptions, Component } from "../../core/component";
import { shortHash } from "../../core/hash";
import { images } from "../../core/images";
import { dnsEgress, selectorOf } from "../../core/kubernetes";
import { createWorkload } from "../workload";
import { createConnector, createEntrance, proofEgress, tunnelName } from "./access";
import { claimsOf, hostSettings, proofSettings } from "./access-config";
import type { Dashboard, DataSource, GrafanaArgs } from "./args";
import { dataSourcesFile } from "./data-sources";
import { dashboardFolder, dashboardFolders } from "./files";

export interface GrafanaParts {
    readonly dashboards: readonly Dashboard[];
    /** Beside Prometheus. */
    readonly dataSources: readonly DataSource[];
    readonly scrapeSeconds: number;
    readonly access: GrafanaArgs["access"];
}

export interface MadeGrafana {
    /** Of the user `admin`; a secret. */
    readonly password: pulumi.Output<string>;
    /** `https://…`; `undefined` where nobody reaches it but by `kubectl port-forward`. */
    readonly url: string | undefined;
}

const port = 3000;
const secretFolder = "/etc/grafana/secrets";
const secretFiles = { password: "admin-password", key: "secret-key" } as const;

/** Grafana before Prometheus, and what lets people reach it. */
export function createGrafana(self: Component, namespace: string, parts: GrafanaParts, opts: ChildOptions): MadeGrafana {
    const { dashboards, dataSources, scrapeSeconds, access } = parts;
    const password = self.child(random.RandomPassword, "grafana-password", { length: 32, special: false }).result;
    const key = self.child(random.RandomPassword, "grafana-key", { length: 32, special: false }).result;
    const entrance = access && createEntrance(self, access);
    const sources = dataSourcesFile(scrapeSeconds, dataSources);
    const folders = dashboardFolders(dashboards);
    const peer = (name: string) => ({ podSelector: { matchLabels: selectorOf(name) } });
    createWorkload(
        self,
        namespace,
        {
            name: "grafana",
            image: images.grafana,
            uid: 472,
            port,
            args: [],
            env: [
                ...variables(settings),
                ...(access ? variables({ ...hostSettings(access), ...proofSettings(access) }) : []),
                ...(access && entrance
                    ? [{ name: "GF_AUTH_JWT_EXPECT_CLAIMS", value: entrance.audience.apply(tag => claimsOf(access, tag)) }]
                    : []),
                // Grafana looks after the dashboards' files by itself; those of its data sources it reads when it starts.
                { name: "DATA_SOURCES_CHECKSUM", value: sources.apply(text => shortHash(text, 16)) },
            ],
            files: {
                "/etc/grafana/provisioning/datasources": { "prometheus.yaml": sources },
                ...(dashboards.length > 0
                    ? { "/etc/grafana/provisioning/dashboards": { "webstack.yaml": stringify(provider) }, ...folders }
                    : {}),
            },
            secretFiles: { [secretFolder]: { [secretFiles.password]: password, [secretFiles.key]: key } },
            data: { path: "/var/lib/grafana", storage: "2Gi" },
            resources: { cpu: "250m", memory: "256Mi" },
            healthPath: "/api/health",
            reload: "itself",
            network: {
                ingress: access ? [{ from: [peer(tunnelName)], ports: [{ protocol: "TCP", port }] }] : [],
                egress: [
                    dnsEgress,
                    { to: [peer("prometheus")], ports: [{ protocol: "TCP", port: 9090 }] },
                    ...dataSources.flatMap(({ egress }) => egress),
                    ...(access ? [proofEgress] : []),
                ],
            },
        },
        opts,
    );
    if (access && entrance) createConnector(self, namespace, access, entrance, opts);
    return { password, url: access && `https://${access.host}` };
}

const variables = (settings: Readonly<Record<string, string>>): { name: string; value: string }[] =>
    Object.entries(settings).map(([name, value]) => ({ name, value }));

/** Nobody signs up, nobody looks without a name, and Grafana calls nobody outside. */
const settings = {
    GF_SECURITY_ADMIN_PASSWORD__FILE: `${secretFolder}/${secretFiles.password}`,
    GF_SECURITY_SECRET_KEY__FILE: `${secretFolder}/${secretFiles.key}`,
    GF_SECURITY_DISABLE_GRAVATAR: "true",
    GF_SECURITY_CONTENT_SECURITY_POLICY: "true",
    GF_AUTH_ANONYMOUS_ENABLED: "false",
    GF_USERS_ALLOW_SIGN_UP: "false",
    GF_USERS_ALLOW_ORG_CREATE: "false",
    GF_USERS_AUTO_ASSIGN_ORG_ROLE: "Viewer",
    GF_SNAPSHOTS_EXTERNAL_ENABLED: "false",
    GF_ANALYTICS_REPORTING_ENABLED: "false",
    GF_ANALYTICS_CHECK_FOR_UPDATES: "false",
    GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES: "false",
    GF_PLUGINS_PREINSTALL_DISABLED: "true",
    GF_NEWS_NEWS_FEED_ENABLED: "false",
    // Alerts are Prometheus': one that somebody makes here would reach nobody.
    GF_UNIFIED_ALERTING_ENABLED: "false",
};

/** The files are the truth: what is changed in the browser is not kept. A changed ConfigMap shows without a restart. */
const provider = {
    apiVersion: 1,
    providers: [{ name: "webstack", type: "file", allowUiUpdates: false, updateIntervalSeconds: 30, options: { path: dashboardFolder } }],
};
