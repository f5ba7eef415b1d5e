import { accountId, binaryQuantity, componentName, cpuQuantity, dnsLabel, wholeNumber } from "../core/checks";
import type { ClusterRef } from "../core/cluster";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";
import { regionName } from "../core/regions";
import type { ServerArgs } from "./common-args";
import { validateDumps, type DumpArgs } from "./dump-args";
import { parameterProblems, type PostgresParameters } from "./parameters";
import { recoveryFacts } from "./recovery-facts";
import { estimateRecovery, recoveryProblems } from "./recovery";
import type { RecoveryArgs } from "./recovery-args";
import { activeProblems } from "./restore-args";

/**
 * A StatefulSet on the cluster, for development, and for small systems on a cluster that is there: one pod and a volume,
 * TLS only, daily dumps beside it. Where the node or its volume is lost, the last dump is what remains.
 */
export interface InClusterArgs extends ServerArgs {
    readonly kind: "in-cluster";
    /** A namespace that exists, such as `cluster.namespace`. */
    readonly namespace: string;
    /** The disk, and that of the dumps. A server's disk that is there keeps its size. @default "10Gi" */
    readonly storage?: string;
    /** @default { cpu: "500m", memory: "512Mi" } */
    readonly resources?: { readonly cpu: string; readonly memory: string };
    /** Parameters of the server, as in postgresql.conf: `{ shared_buffers: "128MB" }`. @default PostgreSQL's own */
    readonly parameters?: PostgresParameters;
    /**
     * Days that daily dumps are kept on their volume, 1–365; the newest one longer, where no other follows.
     * @default 30
     */
    readonly dumpDays?: number;
    /** Dumps that leave the cluster, in place of those on a volume: from an EKS cluster to S3. @default a volume */
    readonly dumps?: DumpArgs & ClusterOnAws;
    /**
     * Servers beside the first, each with the data of a dump, on the volume or in the bucket of `dumps`: its file's name, or
     * `latest`. The name is that of the restore, at most 16 characters. What stands here holds for the server's whole life.
     * @default none
     */
    readonly restores?: Readonly<Record<string, { readonly from: { readonly kind: "dump"; readonly file: string } }>>;
    /** The restore that `connection` leads to. @default the first server */
    readonly active?: string;
    /** What is promised after a disaster. @default nothing */
    readonly recovery?: RecoveryArgs;
}

/** Where pods have an identity on AWS. */
export interface ClusterOnAws {
    readonly accountId: string;
    /** Of the bucket. */
    readonly region: string;
    /** An EKS cluster: its `clusterName` gives the job its identity. */
    readonly cluster: ClusterRef;
}

export const inClusterDefaults = {
    storage: "10Gi",
    resources: { cpu: "500m", memory: "512Mi" },
    dumpDays: 30,
} as const;

export function validateInCluster(args: InClusterArgs): Problem[] {
    const { storage, resources, dumpDays, restores = {} } = withDefaults(inClusterDefaults, args);
    return [
        ...dnsLabel("namespace", args.namespace),
        ...binaryQuantity("storage", storage),
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
        ...wholeNumber("dumpDays", dumpDays, 1, 365),
        ...parameterProblems(args.parameters, { version: args.version ?? "17", kind: "in-cluster" }),
        ...(args.dumps
            ? under("dumps", [...validateDumps(args.dumps), ...placeOnAws(args.dumps), ...sameNamespace(args.dumps, args.namespace)])
            : []),
        ...Object.entries(restores).flatMap(([name, { from }]) => [
            ...componentName(`restores.${name}`, name, 16),
            ...(ofJobs.test(name)
                ? [{ path: `restores.${name}`, got: name, allowed: "a name that no job has: not dump, roles, restored or restore" }]
                : []),
            ...(/^(latest|[A-Za-z0-9][A-Za-z0-9_-]*_backup_\d{8}_\d{6}\.(dump|sql))$/.test(from.file)
                ? []
                : [{ path: `restores.${name}.from.file`, got: from.file, allowed: "a dump's name, or latest" }]),
        ]),
        ...activeProblems(args.active, Object.keys(restores)),
        ...(args.recovery ? under("recovery", recoveryProblems(args.recovery, estimateRecovery(recoveryFacts(args)))) : []),
    ];
}

/** Objects of a server beside the first are called by its name, as those of jobs are by what they do. */
const ofJobs = /^(dump|roles|restored)(-|$)|-restore$/;

/** Of dumps whose account and region no database on RDS tells. */
export const placeOnAws = ({ accountId: id, region, cluster }: ClusterOnAws): Problem[] => [
    ...accountId("accountId", id),
    ...regionName("region", region),
    ...onAws(cluster),
];

/** Jobs read the Secrets of the server. */
const sameNamespace = ({ cluster }: ClusterOnAws, namespace: string): Problem[] =>
    cluster.namespace === namespace
        ? []
        : [{ path: "cluster.namespace", got: cluster.namespace, allowed: `that of the database, ${namespace}` }];

/** What a job needs to have an identity on AWS. */
export const onAws = ({ clusterName, namespace }: ClusterRef): Problem[] => [
    ...dnsLabel("cluster.namespace", namespace),
    ...(clusterName === undefined
        ? [
              {
                  path: "cluster.clusterName",
                  got: clusterName,
                  allowed: "the name of an EKS cluster",
                  fix: "It gives the job its identity in AWS.",
              },
          ]
        : []),
];
