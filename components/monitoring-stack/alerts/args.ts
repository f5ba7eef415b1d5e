import type { AlertThresholds } from "./thresholds";

export const severities = ["critical", "warning"] as const;
export type Severity = (typeof severities)[number];

/** An alert of Prometheus. */
export interface AlertRule {
    /** `HighErrorRate` */
    readonly name: string;
    /** PromQL; the alert fires while it has a result. */
    readonly expression: string;
    /** How long it must have had one: `0s`, `2m`. */
    readonly for: string;
    /** Who hears of it, and how often: `notify.routes`. */
    readonly severity: Severity;
    /** What a person reads first. */
    readonly summary: string;
    /**
     * The page that says what to do: an address, or a page of `alerts.runbooks`, such as
     * `services#higherrorrate`.
     */
    readonly runbook: string;
    /** Receivers that hear of this one, by name, instead of those of its severity. @default those of its severity */
    readonly route?: readonly string[];
}

/** What is told to people. */
export interface AlertsArgs {
    /** Figures that the alerts compare with. @default those of the systems that the library was made for */
    readonly thresholds?: AlertThresholds;
    /** What is promised of services: alerts follow how fast the budget of failures is used up. @default none */
    readonly objectives?: readonly Objective[];
    /** Parts of the API without which the business stands still: payments, sign-in. @default none */
    readonly essentials?: readonly Essential[];
    /**
     * Which requests are sign-ins, as labels of PromQL: `route=~"/api/auth.*"`; those that are refused are counted.
     * @default none: services that report `security_events_total` are heard anyway
     */
    readonly signIns?: string;
    /** APIs of others that services call. @default none */
    readonly externalApis?: readonly ExternalApi[];
    /** Series that the business goes by. @default none */
    readonly business?: readonly BusinessSeries[];
    /** What is different about alerts, by name. @default nothing */
    readonly changes?: Readonly<Record<string, AlertChange>>;
    /** Alerts beside those. @default none */
    readonly extra?: readonly AlertRule[];
    /**
     * Where the pages of the runbooks stand, without a slash at the end: `https://wiki.example.com/runbooks`. Behind it
     * come `/<page>.md#<alert>`.
     * The default is where they are in the repository of this package.
     * @default "docs/runbooks/alerts"
     */
    readonly runbooks?: string;
}

/** What is promised of a service, over 30 days. */
export interface Objective {
    /** The service's job in Prometheus. */
    readonly job: string;
    /** Share of requests that are not answered by an error of the server, 0.5–0.99999. @default none promised */
    readonly availability?: number;
    /** Shares of requests that are answered within a time. @default none promised */
    readonly latency?: readonly LatencyObjective[];
}

export interface LatencyObjective {
    /** 0.95: of 100 requests, 95. */
    readonly share: number;
    /** A bound that the service's histogram has: 0.5. */
    readonly seconds: number;
}

/** Requests without which the business stands still. */
export interface Essential {
    /** As people call it, and a part of the alert's name: `Payment` makes `PaymentFailure`. */
    readonly name: string;
    /** Which requests those are, as labels of PromQL: `route=~"/api/payment.*"`. */
    readonly selector: string;
}

/** An API of somebody else, as services count their calls. */
export interface ExternalApi {
    /** `gemini`; the series are called after it. */
    readonly name: string;
    /** The counter of all calls. @default "<name>_api_requests_total" */
    readonly requests?: string;
    /** Which of them failed, as labels of PromQL. @default `status=~"error|4..|5.."` */
    readonly failures?: string;
    /** Which of them were over the quota. @default `status="429"` */
    readonly quota?: string;
}

/** A figure that the business goes by: it is compared with the same hour a week ago, and shown. */
export interface BusinessSeries {
    /** `Revenue`: a part of the alert's name, `RevenueDrop`, and the panel's title. */
    readonly name: string;
    /** PromQL for the figure now: `sum(increase(gacha_revenue_total[1d]))`. */
    readonly expression: string;
    /** Grafana's unit. @default "short" */
    readonly unit?: string;
    /** Percent that it may fall below that of a week ago, 1–99. @default none: it is shown, and nobody is told */
    readonly dropPercent?: number;
}

/** What is different about an alert. */
export interface AlertChange {
    /** @default its own */
    readonly severity?: Severity;
    /** A duration: `0s`, `2m`. @default its own */
    readonly for?: string;
    /** Receivers, by name. @default those of its severity */
    readonly route?: readonly string[];
    /** Why there is no such alert. @default there is */
    readonly off?: string;
}

/** What services count of the requests that they answer. */
export interface HttpMetrics {
    /** Counter of requests with their status. @default "http_requests_total" */
    readonly requests?: string;
    /** Histogram of the time they took, without `_bucket`. @default "http_request_duration_seconds" */
    readonly duration?: string;
    /** @default "status" */
    readonly statusLabel?: string;
    /** @default "route" */
    readonly routeLabel?: string;
}

export const httpDefaults = {
    requests: "http_requests_total",
    duration: "http_request_duration_seconds",
    statusLabel: "status",
    routeLabel: "route",
} as const;

export const externalApiDefaults = { failures: 'status=~"error|4..|5.."', quota: 'status="429"' } as const;

export const alertDefaults = { runbooks: "docs/runbooks/alerts" } as const;
