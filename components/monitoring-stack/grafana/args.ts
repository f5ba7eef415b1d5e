import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** A page of Grafana: figures four in a row, lines two in a row. */
export interface Dashboard {
    /** Its address, `/d/<uid>`: 1–40 letters, digits, '-' and '_'. Another uid is another dashboard. */
    readonly uid: string;
    /** What people call it; no other dashboard is called so. */
    readonly title: string;
    /** At least one. */
    readonly panels: readonly Panel[];
}

/** Lines over time, or the figures that they come to. */
export interface Panel {
    /** No other panel of the dashboard is called so. */
    readonly title: string;
    /** What the figures are, by Grafana's name of the unit: `percent`, `bytes`, `s`, `short`. */
    readonly unit: string;
    /** 1–26. */
    readonly queries: readonly Query[];
    /** Shown to who asks for it. @default none */
    readonly description?: string;
    /** `lines` over time, or the last `figure` of each of them, large. @default "lines" */
    readonly kind?: PanelKind;
    /** From where on it is coloured. @default nothing is */
    readonly thresholds?: Thresholds;
}

export const panelKinds = ["lines", "figure"] as const;
export type PanelKind = (typeof panelKinds)[number];

/** What is too much, or too little where `critical` is less than `warning`. */
export interface Thresholds {
    /** From here on it is yellow, below it where little is bad. */
    readonly warning: number;
    /** The same for red; another than `warning`. */
    readonly critical: number;
}

/** The lines of a panel that one expression gives. */
export interface Query {
    /** PromQL; Grafana puts the window that fits the zoom in place of `$__rate_interval`. */
    readonly expression: string;
    /** What a line is called; a label stands in double braces: `{{job}} p95`. */
    readonly legend: string;
}

/** The pages that there may be without being asked for, by their uid. */
export const standardPages = [
    "system",
    "application",
    "database",
    "cache",
    "edge",
    "release",
    "slo",
    "business",
    "external",
    "monitoring",
] as const;
export type StandardPage = (typeof standardPages)[number];

/** What Grafana shows, beside what the targets and alerts bring by themselves. */
export interface DashboardsArgs {
    /**
     * PromQL for the number of people who use the application now: services count them, in a gauge of their own.
     * @default "sum(active_users)"
     */
    readonly activeUsers?: string;
    /** What calls of the `externalApis` of the alerts cost, by the API's name, where services count it. @default nowhere */
    readonly usage?: Readonly<Record<string, ApiUsage>>;
    /** Pages beside the standard ones; one with the uid of a standard page stands in its place. @default none */
    readonly extra?: readonly Dashboard[];
    /** Standard pages that there are not. @default none */
    readonly without?: readonly StandardPage[];
}

/** Counters of what an API of somebody else takes. */
export interface ApiUsage {
    /** Counter of tokens: `gemini_api_tokens_total`. @default services count none */
    readonly tokens?: string;
    /** The label of that counter that says which tokens: `direction`. @default none */
    readonly tokenLabel?: string;
    /** Counter of money, in US dollars: `gemini_api_cost_usd_total`. @default services count none */
    readonly costUsd?: string;
}

/** How people reach Grafana. */
export interface GrafanaArgs {
    /** Opens it to some, on a host of its own. @default nobody reaches it but by `kubectl port-forward` */
    readonly access?: CloudflareAccess;
}

/**
 * Grafana behind Cloudflare Access: a tunnel of its own, a host that leads to it, and an application that asks who
 * comes before anything passes. cloudflared and Grafana both look at the proof that Access sends along, and take none
 * that was made for another application. Needs a provider of cloudflare that may edit DNS, Cloudflare Tunnel, and
 * Access: Apps and Policies.
 */
export interface CloudflareAccess {
    readonly kind: "cloudflare-access";
    /** In the zone, and only for Grafana: `grafana.example.com`. */
    readonly host: string;
    /** 32 hexadecimal digits, from the zone's overview at Cloudflare. */
    readonly zoneId: string;
    /** 32 hexadecimal digits: Cloudflare's account, not AWS's. */
    readonly accountId: string;
    /** The organisation's own in Zero Trust: `example.cloudflareaccess.com`. */
    readonly teamDomain: string;
    /** Who may come; they only look. */
    readonly allow: AllowedPeople;
    /** Addresses of those who may change things in Grafana; they must be allowed. @default none */
    readonly admins?: readonly string[];
    /**
     * Hours after which people are asked again, 1–720.
     * @default 24
     */
    readonly sessionHours?: number;
}

/** At least one address or domain; in lower case. */
export interface AllowedPeople {
    /** `ops@example.com` @default none */
    readonly emails?: readonly string[];
    /** Everybody with a mail address there: `example.com`. @default none */
    readonly emailDomains?: readonly string[];
}

export const accessDefaults = { sessionHours: 24, admins: [] as readonly string[] } as const;

/** Something that Grafana asks, beside Prometheus: where the logs are. */
export interface DataSource {
    /** By which dashboards and addresses name it: `logs`. */
    readonly uid: string;
    /** What people call it. */
    readonly name: string;
    /** Grafana's name of the kind, of those that its image has: `loki`, `cloudwatch`, `elasticsearch`. */
    readonly type: string;
    /** @default none: AWS's are found by their region */
    readonly url?: pulumi.Input<string>;
    /** Settings, none of them secret. @default none */
    readonly jsonData?: Readonly<Record<string, pulumi.Input<string | number | boolean>>>;
    /** Where Grafana's pod must get to for it. */
    readonly egress: readonly k8s.types.input.networking.v1.NetworkPolicyEgressRule[];
}
