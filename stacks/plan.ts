import type { NetworkArgs, Problem } from "../components";
import { AppCluster, FileStorage, Network, PostgresWithBackups, RedisCache } from "../components";
import { regionName } from "../components/core/regions";
import type { Settings } from "./config";
import { absentCluster, dumpBucketArgs, filesArgs, postgresArgs, redisArgs } from "./data-plan";
import { absentAccount, absentNetwork, clusterArgs } from "./cluster-plan";
import { edgeProblems } from "./edge-plan";
import { monitoringProblems } from "./monitoring-problems";
import { entranceProblems } from "./entrance-plan";
import { routeProblems } from "./route-plan";
import { part } from "./setting-paths";
import { workloadProblems } from "./workload-plan";

/**
 * What is wrong with the settings as a whole: what the schema cannot see, and what every component says of its own
 * part. Asked before any resource is made.
 */
export function validateSettings(settings: Settings): Problem[] {
    const { network, cluster, edge } = settings;
    return once([
        ...cloudProblems(settings),
        ...reachProblems(settings),
        ...(network && settings.region && settings.accountId
            ? part("network", Network.validate(networkArgs(settings, settings.region, settings.accountId)))
            : []),
        ...part("cluster", AppCluster.validate(clusterArgs(settings, { network: absentNetwork, allowedCidrs: ["192.0.2.0/24"] }))),
        ...workloadProblems(settings),
        ...routeProblems(settings),
        ...entranceProblems(settings),
        ...dataProblems(settings),
        ...edgeProblems(settings),
        ...monitoringProblems(settings),
        ...(edge.kind === "none" && cluster.kind === "eks"
            ? [
                  {
                      path: "webstack:edge.kind",
                      got: "none",
                      allowed: "cloudflare, with a cluster on EKS",
                      fix: "The load balancer lets in the CDN only.",
                  },
              ]
            : []),
    ]);
}

/** What several components say of one setting is said once; of the place, which all have, the first one's word is enough. */
function once(problems: readonly Problem[]): Problem[] {
    const key = ({ path, got, allowed }: Problem): string =>
        /^webstack:(accountId|region)$/.test(path) ? path : JSON.stringify([path, got ?? null, allowed]);
    return problems.filter((problem, index) => problems.findIndex(other => key(other) === key(problem)) === index);
}

/** What the stores say of their own parts. */
function dataProblems(settings: Settings): Problem[] {
    const { files, region = "", accountId = absentAccount } = settings;
    const bucket = dumpBucketArgs(settings, accountId);
    const before = { network: absentNetwork, cluster: absentCluster };
    const problems = [
        ...part("postgres", PostgresWithBackups.validate(postgresArgs(settings, before))),
        ...part("redis", RedisCache.validate(redisArgs(settings, before))),
        ...(files ? part("files", FileStorage.validate(filesArgs(settings, files, accountId))) : []),
        ...(bucket ? part("postgres.dumps", FileStorage.validate(bucket)) : []),
        ...jobProblems(settings),
    ];
    // What is another region than one that is not known yet?
    const elsewhere = /\.(copyTo|replicateTo)\./;
    return regionName("region", region).length === 0 ? problems : problems.filter(({ path }) => !elsewhere.test(path));
}

/** What of the database is done by jobs that need an identity on AWS. */
function jobProblems({ cluster, postgres }: Settings): Problem[] {
    if (postgres.kind !== "rds" || cluster.kind === "eks") return [];
    const { dumps, masterSecret } = postgres;
    return [
        ...(dumps
            ? [{ path: "webstack:postgres.dumps", got: dumps, allowed: "nothing, unless the cluster is eks", fix: "Their job runs there." }]
            : []),
        ...(masterSecret === "rds-managed"
            ? [
                  {
                      path: "webstack:postgres.masterSecret",
                      got: masterSecret,
                      allowed: "generated, unless the cluster is eks",
                      fix: "A job there reads the master's password and makes the owner.",
                  },
              ]
            : []),
    ];
}

/** A store on AWS must know whom to let in; only a cluster of our own making tells by itself. */
function reachProblems({ cluster, postgres, redis }: Settings): Problem[] {
    if (cluster.kind === "eks" || cluster.securityGroupId !== undefined) return [];
    const stores = [postgres.kind === "rds" && "postgres", ["elasticache", "serverless"].includes(redis.kind) && "redis"].filter(Boolean);
    if (stores.length === 0) return [];
    return [
        {
            path: "webstack:cluster.securityGroupId",
            got: undefined,
            allowed: "the security group of the cluster's nodes or pods",
            fix: `Without it nothing could reach ${stores.join(" and ")}.`,
        },
    ];
}

/** Whatever runs on AWS needs to know where. */
function cloudProblems({ region, accountId, network, cluster, postgres, redis, files }: Settings): Problem[] {
    const inVpc = [
        cluster.kind === "eks" && "cluster",
        postgres.kind === "rds" && "postgres",
        ["elasticache", "serverless"].includes(redis.kind) && "redis",
    ].filter(Boolean);
    const onAws = [network && "network", ...inVpc, files && "files"].filter(Boolean);
    if (onAws.length === 0) return [];
    const needed = { region, accountId, ...(inVpc.length > 0 ? { network } : {}) };
    return Object.entries(needed)
        .filter(([, value]) => value === undefined)
        .map(([key, got]) => ({
            path: `webstack:${key}`,
            got,
            allowed: {
                region: "an AWS region such as eu-west-1",
                accountId: "an AWS account id: 12 digits, in quotes",
                network: "the settings of a VPC, {} for the defaults",
            }[key]!,
            fix: `It runs on AWS: ${onAws.join(", ")}. Set it: pulumi config set webstack:${key} <value>`,
        }));
}

export const networkArgs = (settings: Settings, region: string, accountId: string): NetworkArgs => ({
    kind: "create",
    region,
    accountId,
    ...settings.network,
});
