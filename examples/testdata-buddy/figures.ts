/**
 * What is measured, in PromQL. The back end has one histogram of requests, `http_request_duration_seconds` by method,
 * route and status: how many there were is its count.
 */
export const requests = "http_request_duration_seconds_count";

export const perSecond = (window: string): string => `sum(rate(${requests}[${window}]))`;

/** The share of requests that were answered with an error of the server. One that never failed has no such figure: it is zero. */
export const failures = (window: string): string =>
    `(sum(rate(${requests}{status=~"5.."}[${window}])) or vector(0)) / ${perSecond(window)}`;

/** How long an answer takes, on average. */
export const averageSeconds = (window: string): string => `sum(rate(http_request_duration_seconds_sum[${window}])) / ${perSecond(window)}`;

/** Percent of the generations that succeeded. */
export const generated = (window: string): string =>
    `100 * sum(rate(data_generation_total{success="true"}[${window}])) / sum(rate(data_generation_total[${window}]))`;
