import { selects, selectionType } from "../../backup-selections";
import { wellArchitected } from "../../controls";
import { isProduction } from "../../environment";
import { given, targets } from "../../references";
import { stackRule, type Placed } from "../../rule";
import { every, holds, not, some, unless, type Truth } from "../../truth";
import { at, isSet, items, Unknown } from "../../values";

/** What AWS Backup calls a kind of resource, by type; only of these can it test restores. */
const kinds = new Map([
    ["aws:rds/instance:Instance", "RDS"],
    ["aws:rds/cluster:Cluster", "Aurora"],
    ["aws:docdb/cluster:Cluster", "DocumentDB"],
    ["aws:neptune/cluster:Cluster", "Neptune"],
    ["aws:dynamodb/table:Table", "DynamoDB"],
    ["aws:efs/fileSystem:FileSystem", "EFS"],
    ["aws:ebs/volume:Volume", "EBS"],
]);

const testType = "aws:backup/restoreTestingSelection:RestoreTestingSelection";

/** Conditions on tags are believed: what they say is of recovery points, which no stack shows. */
function tests(test: Placed, one: Placed, all: readonly Placed[]): Truth {
    const { props } = test;
    const kind = holds(at(props, "protectedResourceType"), wanted => wanted === kinds.get(one.type));
    const arns = items(at(props, "protectedResourceArns"));
    if (arns.length === 0) return every([kind, isSet(at(props, "protectedResourceConditions"))]);
    const found = targets(test, "protectedResourceArns[*]", all, one.type);
    if (arns.includes("*") || found.includes(one.urn)) return kind;
    return every([kind, found.find(target => target instanceof Unknown) ?? false]);
}

/** In production alone, and of what plans of AWS Backup take. */
export const restoreTestCovers = stackRule(
    {
        name: "restore-test-covers",
        group: "reliability",
        description: "In production what AWS Backup keeps is restored by a restore test, as a matter of routine.",
        why: "A backup that nobody has restored is a hope: keys that are missing, formats and quotas are found on the day that it counts.",
        severity: "high",
        tags: ["backup", "aws", "production"],
        ...wellArchitected(
            "REL09-BP04",
            "Perform periodic recovery of the data to verify backup integrity and processes",
            "rel_backing_up_data_periodic_recovery_testing_data",
        ),
        remediationSteps:
            "Add an aws.backup.RestoreTestingPlan, and for the kind of resource an aws.backup.RestoreTestingSelection with its ARN in " +
            "protectedResourceArns, or *.",
        examples: {
            fails: `new aws.backup.Selection("db", { planId, iamRoleArn, resources: [db.arn] });`,
            passes: `new aws.backup.Selection("db", { planId, iamRoleArn, resources: [db.arn] });
new aws.backup.RestoreTestingSelection("db", {
  name: "db", restoreTestingPlanName, iamRoleArn, protectedResourceType: "RDS", protectedResourceArns: [db.arn],
});`,
        },
    },
    stack => {
        if (!isProduction(stack)) return [];
        const all = stack.map(given);
        const selections = all.filter(({ type }) => type === selectionType);
        const tested = all.filter(({ type }) => type === testType);
        return all
            .filter(({ type }) => kinds.has(type))
            .map(one => {
                const kept = some(selections.map(selection => selects({ selection, one, all })));
                const restored = some(tested.map(test => tests(test, one, all)));
                const message = "store is backed up by AWS Backup, and no aws.backup.RestoreTestingSelection restores it.";
                return { urn: one.urn, verdicts: unless(some([not(kept), restored]), message) };
            });
    },
);
