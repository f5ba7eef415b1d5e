import { answered, each, is, met, outputOf, resources, where, type Check, type Table } from "../../../traceability";
import { onAws, pods, production, small, variable } from "./parts";

const bucket = (name: string) => resources("aws:s3/bucket:Bucket", name);
const replication = resources("aws:s3/bucketReplicationConfig:BucketReplicationConfig", "files-replica-rules");
const lifecycle = (name: string) => resources("aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration", name);

/** The files of the bucket go to another one, in the other region, with what happens to them. */
const replicated: Check[] = [
    production.input(replication, ["bucket"], outputOf(bucket("files-bucket"), "id")),
    production.input(replication, ["rules", each, "status"], is("Enabled")),
    production.input(replication, ["rules", each, "destination", "bucket"], outputOf(bucket("files-replica-bucket"), "arn")),
    production.input(bucket("files-replica-bucket"), ["region"], is("us-west-1")),
];

/** What users upload. */
export const files: Table = {
    "002-021": answered(
        "A bucket has no size. What is charged is what lies there, and what was replaced or deleted goes after 90 days.",
        small.input(
            lifecycle("files-lifecycle"),
            ["rules", where("id", "old-versions"), "noncurrentVersionExpiration", "noncurrentDays"],
            is(90),
        ),
        small.input(pods("api"), variable("api", "STORAGE_BUCKET"), outputOf(bucket("files-bucket"), "bucket")),
    ),
    "002-111": met(...replicated),
    "002-169": met(...replicated),
    "002-170": met(
        ...onAws.map(stack =>
            stack.input(
                resources("aws:s3/bucketVersioning:BucketVersioning", "files-versions"),
                ["versioningConfiguration", "status"],
                is("Enabled"),
            ),
        ),
        production.input(
            resources("aws:s3/bucketVersioning:BucketVersioning", "files-replica-versions"),
            ["versioningConfiguration", "status"],
            is("Enabled"),
        ),
    ),
    "002-171": met(
        ...onAws.map(stack =>
            stack.input(
                lifecycle("files-lifecycle"),
                ["rules", where("id", "old-versions"), "noncurrentVersionExpiration", "noncurrentDays"],
                is(90),
            ),
        ),
        production.input(
            lifecycle("files-replica-lifecycle"),
            ["rules", where("id", "old-versions"), "noncurrentVersionExpiration", "noncurrentDays"],
            is(90),
        ),
    ),
};
