import { securityHub } from "../../controls";
import { guards, longestWait, type Guard } from "../../deletion";
import { isProduction } from "../../environment";
import { given } from "../../references";
import { demand, stackRule, type Placed, type Verdict } from "../../rule";
import { at, field, isSet, Unknown } from "../../values";

/** A rule on the whole stack, which alone tells production. */
export const noAccidentalDelete = stackRule(
    {
        name: "no-accidental-delete",
        group: "reliability",
        description:
            "What keeps data goes only where somebody means it. In production databases, search domains, caches, tables, buckets, file " +
            "systems, volumes, backups, keys, directories of users and EKS clusters have AWS's deletion protection, where there is one, and Pulumi's protect; a cache may have a final " +
            `snapshot instead, a key ${longestWait} days until AWS deletes it, a replica needs no protect. In every environment a ` +
            "primary database leaves a final snapshot, and nothing has forceDestroy.",
        why: "A renamed resource or a wrong stack name deletes what cannot be made again.",
        severity: "high",
        tags: ["backup", "aws", "rds", "elasticache", "s3", "fsx", "opensearch", "kms", "eks"],
        ...securityHub("RDS.8", "RDS DB instances should have deletion protection enabled"),
        examples: {
            fails: `new aws.s3.Bucket("uploads", { forceDestroy: true });`,
            passes: `new aws.s3.Bucket("uploads", {}, { protect: true });`,
        },
        remediationSteps:
            "Set deletionProtection: true (dynamodb: deletionProtectionEnabled) and the resource option protect: true; for a database " +
            "finalSnapshotIdentifier, and skipFinalSnapshot: false; for a bucket forceDestroy: false; for FSx " +
            "skipFinalBackup: false; for a key " +
            `deletionWindowInDays: ${longestWait}. What is to go for good is unprotected in an update of its own.`,
    },
    stack => {
        const production = isProduction(stack);
        return stack.map(given).flatMap(one => {
            const guard = guards.get(one.type);
            const copy = guard?.copy?.(one.props) ?? false;
            if (!guard || isPart(one, guard) || copy === true) return [];
            const verdicts = judge(one, guard, production);
            return [{ urn: one.urn, verdicts: copy !== false && verdicts.length > 0 ? [copy] : verdicts }];
        });
    },
);

const isPart = ({ props }: Placed, { whole }: Guard): boolean => whole !== undefined && isSet(at(props, whole));

function judge(one: Placed, { lock, lastSnapshot, force, snapshot, wait, source }: Guard, production: boolean): readonly Verdict[] {
    const { props } = one;
    // Known or not, a given source makes it a replica, of which AWS takes no last snapshot.
    const replica = source !== undefined && isSet(at(props, source));
    const survives = snapshot !== undefined && isSet(at(props, snapshot));
    return [
        ...(lock && production
            ? demand(field(props, lock.property), value => value === lock.on, "one call to AWS deletes it, and its data with it.")
            : []),
        ...(production && !replica && !survives ? judgeProtect(one, snapshot, wait) : []),
        ...(lastSnapshot && !replica ? judgeLastSnapshot(one) : []),
        ...(force ? demand(field(props, force), value => value !== true, "its deletion takes along everything inside, for good.") : []),
    ];
}

function judgeProtect({ protect, props }: Placed, snapshot: string | undefined, wait: string | undefined): readonly Verdict[] {
    if (protect) return [];
    const days = wait === undefined ? 0 : (at(props, wait) ?? longestWait);
    const remedy = snapshot ? `, without so much as a ${snapshot}` : "";
    return demand(
        { path: "protect", value: days instanceof Unknown ? days : protect },
        () => typeof days === "number" && days >= longestWait,
        `an update that drops or replaces it loses the data that it keeps or encrypts${remedy}.`,
    );
}

/** A name that is not known yet is a given one. */
const judgeLastSnapshot = ({ props }: Placed): readonly Verdict[] => [
    ...demand(field(props, "skipFinalSnapshot"), value => value !== true, "when it is deleted, nothing is left of its data."),
    ...(isSet(at(props, "finalSnapshotIdentifier"))
        ? []
        : [
              "finalSnapshotIdentifier is not set: without a name AWS takes no final snapshot and refuses the deletion, until somebody " +
                  "gives the snapshot up.",
          ]),
];
