import { account, dig, existingNetwork, region, stackOf } from "../unit/support";
import type { Container, Pod } from "./job-pods";

/** Where the dumps of the database on RDS go. */
export const bucket = "websys-backups";

/** The pods of a database's jobs, as they stand in the manifests. */
export interface DatabasePods {
    /** On RDS: to the bucket, and from it. */
    readonly dump: Pod;
    readonly restore: Pod;
    /** In the cluster: to a volume, and from it. */
    readonly dumpInCluster: Pod;
    readonly restoreInCluster: Pod;
    /** What their identities may do: policies. */
    readonly rights: { readonly dump: readonly string[]; readonly restore: readonly string[] };
    /** How the dumps on RDS are counted. */
    readonly metric: { readonly namespace: string; readonly database: string };
}

export async function databasePods(): Promise<DatabasePods> {
    const stack = await stackOf(
        "system-dumps",
        `
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const cluster = new webstack.AppCluster("app", {
    namespace: "websys",
    cluster: { kind: "eks", ...place, adminRoleArns: ["arn:aws:iam::${account}:role/deploy"] },
    ingress: { kind: "alb", certificateArn: "arn", allowedCidrs: ["203.0.113.0/24"] },
}, { providers });
const backups = new webstack.FileStorage("backups", {
    accountId: "${account}", bucketName: "${bucket}", expireDays: 30, objectLock: { days: 30 },
}, { providers });
const database = { version: "15", username: "websys", database: "websys_db_prod" };
const restores = { again: { from: { kind: "dump", file: "latest" } } };
new webstack.PostgresWithBackups("postgres", {
    kind: "rds", ...place, ...database, instanceClass: "db.t4g.small", cluster, restores,
    dumps: { to: backups.target, filePrefix: "websys", extension: "sql" },
}, { providers });
new webstack.PostgresWithBackups("dev", { kind: "in-cluster", namespace: "websys", ...database, restores }, { providers });
`,
    );
    const dumpOf = (name: string): Pod => dig(stack.inputs(`CronJob ${name}-dump`), "spec.jobTemplate.spec.template.spec") as Pod;
    const restoreOf = (name: string): Pod => dig(stack.inputs(`Job ${name}-restored-again-restore`), "spec.template.spec") as Pod;
    const policy = (name: string): string => stack.inputs(`RolePolicy postgres-${name}`).policy as string;
    const dump = dumpOf("postgres");
    return {
        dump,
        restore: restoreOf("postgres"),
        dumpInCluster: dumpOf("dev"),
        restoreInCluster: restoreOf("dev"),
        rights: { dump: ["dump-uploads", "dump-metrics"].map(policy), restore: [policy("restored-again-reads")] },
        metric: { namespace: value(dump.containers[0]!, "METRIC_NAMESPACE"), database: value(dump.containers[0]!, "METRIC_DIMENSION") },
    };
}

const value = (container: Container, name: string): string => container.env.find(variable => variable.name === name)!.value!;
