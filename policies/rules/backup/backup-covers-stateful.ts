import { selects, selectionType } from "../../backup-selections";
import { securityHub } from "../../controls";
import { isReplicated, isScratch } from "../../deletion";
import { isProduction } from "../../environment";
import { given, targets } from "../../references";
import { stackRule, type Placed } from "../../rule";
import { every, holds, some, unless, type Truth } from "../../truth";
import { at, isSet, Unknown, type Value } from "../../values";

/** How a store is backed up but by AWS Backup, and what makes it a copy of another. */
interface Kind {
    readonly own?: (one: Placed, all: readonly Placed[]) => Truth;
    readonly copy?: (props: Value) => Truth;
    /** AWS Backup does not take it, whatever a selection says. */
    readonly ownOnly?: true;
}

/** Backups of its own are enough where they outlive the database. */
const rds: Kind["own"] = ({ props }) =>
    every([
        holds(at(props, "backupRetentionPeriod"), days => Number(days) > 0),
        holds(at(props, "deleteAutomatedBackups"), deleted => deleted === false),
    ]);

const isOn = (status: unknown): boolean => status === "ENABLED";

const efsPolicy: Kind["own"] = (one, all) =>
    some(
        all
            .filter(({ type }) => type === "aws:efs/backupPolicy:BackupPolicy")
            .map(policy => {
                const [system] = targets(policy, "fileSystemId", all, one.type);
                const on = holds(at(policy.props, "backupPolicy", "status"), isOn);
                return every([system instanceof Unknown ? system : system === one.urn, on]);
            }),
    );

/** Data Lifecycle Manager takes snapshots of volumes by their tags: one that has any such policy is believed. */
const snapshots: Kind["own"] = (_, all) => all.some(({ type }) => type === "aws:dlm/lifecyclePolicy:LifecyclePolicy");

/** Who is not the first of a global database has another's data. */
const isCopy = (props: Value): boolean =>
    isSet(at(props, "replicationSourceIdentifier")) || (isSet(at(props, "globalClusterIdentifier")) && !isSet(at(props, "masterUsername")));

const kinds = new Map<string, Kind>([
    ["aws:rds/instance:Instance", { own: rds, copy: props => isSet(at(props, "replicateSourceDb")) }],
    ["aws:rds/cluster:Cluster", { own: rds, copy: isCopy }],
    ["aws:docdb/cluster:Cluster", { copy: isCopy }],
    ["aws:neptune/cluster:Cluster", { copy: isCopy }],
    // What remains of a table that is deleted, AWS keeps 35 days.
    ["aws:dynamodb/table:Table", { own: ({ props }) => holds(at(props, "pointInTimeRecovery", "enabled"), on => on === true) }],
    ["aws:dsql/cluster:Cluster", {}],
    ["aws:efs/fileSystem:FileSystem", { own: efsPolicy }],
    ["aws:ebs/volume:Volume", { own: snapshots }],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", {}],
    ["aws:fsx/lustreFileSystem:LustreFileSystem", { copy: isScratch }],
    ["aws:fsx/openZfsFileSystem:OpenZfsFileSystem", {}],
    // Of ONTAP, AWS Backup takes volumes, not file systems.
    ["aws:fsx/ontapVolume:OntapVolume", { copy: isReplicated }],
    ["aws:redshift/cluster:Cluster", {}],
    ["aws:timestreamwrite/table:Table", {}],
    ["aws:keyspaces/table:Table", { own: ({ props }) => holds(at(props, "pointInTimeRecovery", "status"), isOn), ownOnly: true }],
]);

const gone = "store has no aws.backup.Selection that takes it, nor backups that outlive it: what is deleted is gone for good.";
const unrecovered = "table has no pointInTimeRecovery, and AWS Backup does not take it: what is deleted is gone for good.";

/**
 * A rule on the whole stack: a selection is a resource of its own. Buckets are not judged, since nothing tells those
 * with people's files from those with logs; nor are caches.
 */
export const backupCoversStateful = stackRule(
    {
        name: "backup-covers-stateful",
        group: "reliability",
        description:
            "In production every database of RDS, DocumentDB, Neptune and Aurora DSQL, every cluster of Redshift, table of DynamoDB and " +
            "Timestream, file system of EFS and FSx, and volume of EBS is selected by a plan of AWS Backup, or has backups of its own that " +
            "outlive it; a table of Keyspaces has recovery to a point in time. Replicas, scratch file systems, caches and buckets are not " +
            "judged, nor what AWS Backup does not take, such as OpenSearch, InfluxDB and elastic clusters of DocumentDB.",
        why: "What nobody backs up is gone with the first wrong command, and automated backups go with their database unless told not to.",
        severity: "high",
        tags: ["backup", "aws", "rds", "dynamodb", "efs", "fsx", "redshift", "ebs", "production"],
        ...securityHub("EFS.2", "Amazon EFS volumes should be in backup plans"),
        remediationSteps:
            "Add an aws.backup.Selection with the store's ARN in resources, or a tag of it in selectionTags or conditions. For RDS " +
            "deleteAutomatedBackups: false will do, for DynamoDB and Keyspaces pointInTimeRecovery, for EFS an aws.efs.BackupPolicy, for volumes an " +
            "aws.dlm.LifecyclePolicy.",
        examples: {
            fails: `new aws.efs.FileSystem("uploads", { encrypted: true, tags: { Environment: "production" } });`,
            passes: `const uploads = new aws.efs.FileSystem("uploads", { encrypted: true, tags: { Environment: "production" } });
new aws.backup.Selection("uploads", { planId: plan.id, iamRoleArn: role.arn, resources: [uploads.arn] });`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const selections = all.filter(({ type }) => type === selectionType);
        return all.flatMap(one => {
            const kind = kinds.get(one.type);
            const copy = kind?.copy?.(one.props) ?? false;
            if (!kind || copy === true) return [];
            const selected = kind.ownOnly ? [] : selections.map(selection => selects({ selection, one, all }));
            const covered = some([...selected, kind.own?.(one, all) ?? false]);
            return [{ urn: one.urn, verdicts: unless(some([covered, copy]), kind.ownOnly ? unrecovered : gone) }];
        });
    },
);
