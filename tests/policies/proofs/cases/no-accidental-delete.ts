import { broken, everywhere, kept, unjudged } from "../keepers";
import { changing } from "../manifests";
import { secret, unknown, type Proof, type Said, type Sketch, type Stack, type Unknowns } from "../proof";
import { casesInPreviews, stacksInPreviews } from "../unmade";

/** What tells what a stack is for. */
const tagged = (Environment: string): Sketch => ({ type: "aws:ec2/vpc:Vpc", props: { cidrBlock: "10.0.0.0/16", tags: { Environment } } });
const inProduction = (one: Sketch): Stack => ({ vpc: tagged("production"), one });
const inStaging = (one: Sketch): Stack => ({ vpc: tagged("staging"), one });

const outside = (says: readonly string[]): readonly string[] => says.filter(text => everywhere.includes(text));

const onlyOfProduction: readonly string[] = ["deletionProtection", "deletionWindowInDays"];

const entries = <T, U>(table: Readonly<Record<string, T>>, make: (what: string, row: T) => readonly (readonly [string, U])[]) =>
    Object.fromEntries(Object.entries(table).flatMap(([what, row]) => make(what, row)));

export const proof: Proof = {
    fails: casesInPreviews(
        entries(broken, (what, [one, ...says]) => [
            [what, { stack: inProduction(one), says: { one: says } }],
            ...(outside(says).length > 0
                ? [[`${what}, outside of production`, { stack: inStaging(one), says: { one: outside(says) } }] as const]
                : []),
        ]),
    ),
    passes: stacksInPreviews({
        ...entries(kept, (what, one) => [
            [what, inProduction(one)],
            [`${what}, outside of production`, inStaging(one)],
        ]),
        ...entries(broken, (what, [one, ...says]) =>
            outside(says).length > 0 ? [] : [[`outside of production: ${what}`, inStaging(one)] as const],
        ),
    }),
    unknowns: casesInPreviews(
        entries(unjudged, (what, [one, path, ...found]) => {
            const says: Said = found.length > 0 ? { one: found } : {};
            // Locks, and the days of keys, are production's alone.
            const asked: Unknowns = onlyOfProduction.includes(path) ? [] : { one: path };
            return [
                [what, { stack: inProduction(one), of: { one: path }, says }],
                [`${what}, outside of production`, { stack: inStaging(one), of: asked, says }],
            ];
        }),
    ),
    secrets: inProduction({
        type: "aws:rds/instance:Instance",
        props: {
            username: secret("hunter2-name"),
            password: secret("hunter2-password"),
            deletionProtection: secret("hunter2-lock"),
            skipFinalSnapshot: secret("hunter2-skip"),
            finalSnapshotIdentifier: secret("hunter2-snapshot"),
        },
    }),
    ignores: {
        vpc: tagged("production"),
        part: { type: "aws:rds/clusterInstance:ClusterInstance", props: { clusterIdentifier: "c", engine: "aurora-mysql" } },
        node: { type: "aws:elasticache/cluster:Cluster", props: { replicationGroupId: unknown }, from: { replicationGroupId: "vpc" } },
        object: { type: "aws:s3/bucketObject:BucketObject", props: { forceDestroy: true } },
    },
    breaks: changing("Instance", "postgres-instance", inputs => (inputs.deletionProtection = false)),
};
