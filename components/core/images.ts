/** An image of a third party, and the digest of the index that holds this version for every platform. */
export interface ThirdPartyImage {
    readonly repository: string;
    readonly version: string;
    readonly digest?: `sha256:${string}`;
    /** Where the digest stands with this version: a public repository and the file in it. */
    readonly sources?: readonly string[];
}

/**
 * The images of third parties (read 2026-11). A digest stands here only where docker-library's record of the registry
 * has it, or two repositories of different people pin this very version by it (one of them in another registry, for
 * the AWS CLI and Fluent Bit): it is never made up. An entry without one is a version only, and a stack that must pin
 * digests sets the image itself.
 */
export const thirdPartyImages = {
    "postgres:15": {
        repository: "docker.io/library/postgres",
        version: "15.19-bookworm",
        digest: "sha256:539ceaaae49b3a7c8a04467cf00cc6788d8e3f1675df41860d86eebc4c40524f",
        sources: ["docker-library/repo-info repos/postgres/remote/15.19-bookworm.md"],
    },
    "postgres:16": {
        repository: "docker.io/library/postgres",
        version: "16.15-bookworm",
        digest: "sha256:efedf3595f1d6f415c08568ba171029bf54052e754cc9f030e3f2412b21f3d67",
        sources: ["docker-library/repo-info repos/postgres/remote/16.15-bookworm.md"],
    },
    "postgres:17": {
        repository: "docker.io/library/postgres",
        version: "17.11-bookworm",
        digest: "sha256:639ab7ceb90e13123085b741fb31ef493fba25463002f6da665352e7b534b652",
        sources: [
            "docker-library/repo-info repos/postgres/remote/17.11-bookworm.md",
            "gustavomca/salafacil-factory- docker/postgres.Dockerfile",
        ],
    },
    redis: {
        repository: "docker.io/valkey/valkey",
        version: "8.1.10",
        digest: "sha256:640c5e62cea04b6d6f2084232651d0cc70362d31f4f805e7be94dbed6855e8f2",
        sources: [
            "EngineerMAJalloh114/BRICX-IQ infrastructure/docker/compose.yml",
            "alp82/goodwatch-monorepo goodwatch-cache/node/docker-compose.yml",
        ],
    },
    prometheus: {
        repository: "docker.io/prom/prometheus",
        version: "v3.13.4",
        digest: "sha256:87861b8cf91579109319ebc300f3f1060e6da9c05d6ae8ad15a20c879e84e32e",
        sources: [
            "araeies/raion packages/core/src/runtime/images.ts",
            "mqa8668/edge-to-trace compose.yaml",
            "willy874/b2b-system deploy/check-monitoring.sh",
        ],
    },
    alertmanager: {
        repository: "docker.io/prom/alertmanager",
        version: "v0.34.1",
        digest: "sha256:e9733bafb1bdef9b00e25a21f8f99dc26a22224bf16641ad754d1649f4c3357a",
        sources: ["araeies/raion packages/core/src/runtime/images.ts", "mqa8668/edge-to-trace compose.yaml"],
    },
    grafana: {
        repository: "docker.io/grafana/grafana",
        version: "12.4.11",
        digest: "sha256:3ea272e5cab64a4a62240c682e2c62433b25614d956d44c299a10cb6994f6f2e",
        sources: ["NexaDuo/chat-services scripts/tests/test-grafana.sh", "vaheed/CDNFoundry docker/grafana/Dockerfile"],
    },
    postgresExporter: {
        repository: "quay.io/prometheuscommunity/postgres-exporter",
        version: "v0.20.1",
        digest: "sha256:ac5ec343104fae0e2d84a27bb8d69b38430a11910c5382cad85d478d2bab713e",
        sources: ["mqa8668/edge-to-trace compose.yaml", "santiagotoscanini/daedalus stacks/app-db/exporter.nix"],
    },
    nodeExporter: {
        repository: "docker.io/prom/node-exporter",
        version: "v1.12.1",
        digest: "sha256:1b4e4438faca4dd7e001dd445d161a4a2091b0fededa84093b3a8dfeae1f1be0",
        sources: ["araeies/raion packages/core/src/runtime/images.ts", "groovemap-music/deployment docker-compose.yml"],
    },
    kubeStateMetrics: {
        repository: "registry.k8s.io/kube-state-metrics/kube-state-metrics",
        version: "v2.20.0",
        digest: "sha256:42cfe3723a5f058171c627537fb57a3ea0f26e4380fa18555a95cb1a1b4cfc5b",
        sources: ["max-vie/shell tar/manifests/watch-supply.json", "tym83/kubepkg test/e2e/delegation.sh"],
    },
    redisExporter: {
        repository: "docker.io/oliver006/redis_exporter",
        version: "v1.90.0",
        digest: "sha256:a129504e65b87c54f79bc92f1afc403475e8ff646a3d7512de469904ceddf986",
        sources: ["groovemap-music/deployment docker-compose.yml", "n8n-io/terraform-azurerm-n8n variables.tf"],
    },
    blackboxExporter: {
        repository: "docker.io/prom/blackbox-exporter",
        version: "v0.28.0",
        digest: "sha256:e753ff9f3fc458d02cca5eddab5a77e1c175eee484a8925ac7d524f04366c2fc",
        sources: [
            "nos-tromo/obs-plane docker/compose.yaml",
            "Starfiniti/starfiniti-loyalty infrastructure/observability/deployment/plan.yaml",
        ],
    },
    pushgateway: {
        repository: "docker.io/prom/pushgateway",
        version: "v1.11.3",
        digest: "sha256:74fa117cef2d7e383112d25139ff1c2d2e309c35389a9e0554a47136a1482e48",
        sources: [
            "OneDro1d/argus-runner internal/k8srender/k8srender.go",
            "SatoryKono/BioactivityDataAcquisition docker-compose.monitoring.yml",
        ],
    },
    nginxExporter: {
        repository: "docker.io/nginx/nginx-prometheus-exporter",
        version: "1.5.1",
        digest: "sha256:9f6d963bb2b19d706d401cc3e2c3ea8de2f1c471b96a2156ca45e76f650b1625",
        sources: [
            "botAGI/AGmind64 .planning/research/x86-migration/R12-versions-x86-may2026.md",
            "ORESoftware/k8s-cluster remote/argocd/dd-next-runtime/dd-sonus-auris-site.deployment.yaml",
        ],
    },
    cloudflareExporter: {
        repository: "ghcr.io/lablabs/cloudflare_exporter",
        version: "0.0.16",
    },
    otelCollector: {
        repository: "docker.io/otel/opentelemetry-collector-contrib",
        version: "0.162.0",
        digest: "sha256:39923a8e431bd1f57be82411999d389fcfe40857492e4365456d97a4c1f74be6",
        sources: ["mqa8668/edge-to-trace compose.yaml", "se4thvin/MasterTutor infra/deploy-runbook.md"],
    },
    configReloader: {
        repository: "quay.io/prometheus-operator/prometheus-config-reloader",
        version: "v0.93.1",
        digest: "sha256:428f088fe6fe07ab138bda92113664b04848a1dc408e4d3680a60ecdb55d1a65",
        sources: [
            "max-vie/shell tar/manifests/watch-supply.json",
            "Stuhlmuller/homelab docs/knowledge-base/operations/monitoring-upgrade-candidates.md",
        ],
    },
    loki: {
        repository: "docker.io/grafana/loki",
        version: "3.7.8",
        digest: "sha256:1107dd5274e0ada47e42472b7a7e71f3b2a2fe878878108f3e2f9e51528f0193",
        sources: ["araeies/raion packages/core/src/runtime/images.ts", "mqa8668/edge-to-trace compose.yaml"],
    },
    fluentBit: {
        repository: "docker.io/fluent/fluent-bit",
        version: "5.1.2",
        digest: "sha256:d792375ca8e53be72fc25716c28f291f32c6fc6f4f31d12d0d14bc78cefe9226",
        sources: ["ADBERILGEN35/parkio docker/Dockerfile.fluent-bit-nr", "laugh0608/Radish Scripts/logging/probe-runtime.mjs"],
    },
    node: {
        repository: "docker.io/library/node",
        version: "24.19.0-alpine",
        digest: "sha256:d32cdf619f63fe0471182d08996dd516c6275bb5fd31ae06e55a570bd9e1ad43",
        sources: ["docker-library/repo-info repos/node/remote/24-alpine.md"],
    },
    nginx: {
        repository: "docker.io/library/nginx",
        version: "1.30.5-alpine",
        digest: "sha256:0985e772fb9f729e6fa0980da05fca5d9c468e870eed43071545afa9d2e27d94",
        sources: ["docker-library/repo-info repos/nginx/remote/1.30.5-alpine.md"],
    },
    cloudflared: {
        repository: "docker.io/cloudflare/cloudflared",
        version: "2026.10.0",
        digest: "sha256:9b49eed8f62806d5d45ddf59ecefb5710429598ea6d3fcccd2af938f621b2b07",
        sources: ["antibyte/AuraGo internal/tools/cloudflare_tunnel.go", "irondragonservices/iron-cloudflared Dockerfile"],
    },
    awsCli: {
        repository: "public.ecr.aws/aws-cli/aws-cli",
        version: "2.37.9",
        digest: "sha256:92de75724b6a746951f0e8b915d86bbccd7cb55aff96cd0cb4f7017272160780",
        sources: ["jtorres1990/ticketingNequi platform/infra-init/Dockerfile", "patrick-hudson/eks-terraform-arcade docs/toolchain.md"],
    },
} as const satisfies Record<string, ThirdPartyImage>;

type Name = keyof typeof thirdPartyImages;

/** `repository:version@digest`, as a container names its image. */
export function reference({ repository, version, digest }: ThirdPartyImage): string {
    return `${repository}:${version}${digest ? `@${digest}` : ""}`;
}

export const images = Object.fromEntries(Object.entries(thirdPartyImages).map(([name, image]) => [name, reference(image)])) as Readonly<
    Record<Name, string>
>;
