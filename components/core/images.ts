/**
 * Images of third parties, by version. A digest stands here only with the place it was read; a stack that must
 * pin digests sets them in its own configuration.
 */
export const images = {
    "postgres:15": "docker.io/library/postgres:15.18-bookworm",
    "postgres:16": "docker.io/library/postgres:16.14-bookworm",
    "postgres:17": "docker.io/library/postgres:17.10-bookworm",
    redis: "docker.io/valkey/valkey:8.1.3",
    prometheus: "docker.io/prom/prometheus:v3.5.0",
    alertmanager: "docker.io/prom/alertmanager:v0.28.1",
    grafana: "docker.io/grafana/grafana:12.1.1",
    postgresExporter: "quay.io/prometheuscommunity/postgres-exporter:v0.17.1",
} as const;
