import { noAccidentalDelete } from "../../policies/rules/backup/no-accidental-delete";
import { judge, provesRule } from "./judge";
import { judgeSketch, provesInPreviews, sentinel } from "./preview";

const database = ["deletionProtection", "protect", "finalSnapshotIdentifier"];

const judging = provesRule("no-accidental-delete", {
    "fail-instance": database,
    "fail-instance-unlocked": ["deletionProtection"],
    "fail-instance-unprotected": ["protect"],
    "fail-instance-skips": ["skipFinalSnapshot"],
    "fail-instance-no-name": ["finalSnapshotIdentifier"],
    "fail-instance-beside-unknown": ["skipFinalSnapshot"],
    "fail-replica": ["deletionProtection"],
    "fail-cluster": ["deletionProtection", "protect", "skipFinalSnapshot", "finalSnapshotIdentifier"],
    "fail-global": ["deletionProtection", "protect"],
    "fail-docdb": database,
    "fail-docdb-global": ["deletionProtection", "protect"],
    "fail-docdb-elastic": ["protect"],
    "fail-neptune": database,
    "fail-neptune-global": ["deletionProtection", "protect"],
    "fail-redshift": ["protect", "skipFinalSnapshot", "finalSnapshotIdentifier"],
    "fail-table": ["deletionProtectionEnabled", "protect"],
    "fail-dsql": ["deletionProtectionEnabled", "protect", "forceDestroy"],
    "fail-domain": ["protect"],
    "fail-cache": ["protect"],
    "fail-lone-cache": ["protect"],
    "fail-serverless": ["protect"],
    "fail-memorydb": ["protect"],
    "fail-bucket": ["protect"],
    "fail-bucket-forced": ["forceDestroy"],
    "fail-bucket-v2": ["protect", "forceDestroy"],
    "fail-directory-bucket": ["protect", "forceDestroy"],
    "fail-vault": ["protect", "forceDestroy"],
    "fail-files": ["protect"],
    "fail-volume": ["protect"],
    "fail-key": ["protect"],
    "fail-replica-key": ["protect"],
    "fail-external-key": ["protect"],
    "fail-eks": ["deletionProtection", "protect"],
    "fail-users": ["deletionProtection", "protect"],
});

test("says what is lost", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-instance"]).toEqual([
        "deletionProtection is not set: one call to AWS deletes it, and its data with it.",
        "protect is false: an update that drops or replaces it loses the data that it keeps or encrypts.",
        "finalSnapshotIdentifier is not set: without a name AWS takes no final snapshot and refuses the deletion, until somebody gives " +
            "the snapshot up.",
    ]);
    expect(violations["fail-instance-skips"]).toEqual(["skipFinalSnapshot is true: when it is deleted, nothing is left of its data."]);
    expect(violations["fail-cache"]).toEqual([
        "protect is false: an update that drops or replaces it loses the data that it keeps or encrypts, without so much as a " +
            "finalSnapshotIdentifier.",
    ]);
    expect(violations["fail-bucket-forced"]).toEqual(["forceDestroy is true: its deletion takes along everything inside, for good."]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining("string value at .deletionProtection"));
});

test("outside of production asks for last snapshots, and that nothing is forced", async () => {
    const { violations, unknowns } = await judge("no-accidental-delete", "staging");
    const properties = Object.entries(violations).map(([name, messages]) => [name, messages.map(message => message.split(" ")[0])]);
    expect(Object.fromEntries(properties)).toEqual({
        "fail-instance": ["finalSnapshotIdentifier"],
        "fail-instance-skips": ["skipFinalSnapshot"],
        "fail-instance-no-name": ["finalSnapshotIdentifier"],
        "fail-instance-beside-unknown": ["skipFinalSnapshot"],
        "fail-cluster": ["skipFinalSnapshot", "finalSnapshotIdentifier"],
        "fail-docdb": ["finalSnapshotIdentifier"],
        "fail-neptune": ["finalSnapshotIdentifier"],
        "fail-redshift": ["skipFinalSnapshot", "finalSnapshotIdentifier"],
        "fail-dsql": ["forceDestroy"],
        "fail-bucket-forced": ["forceDestroy"],
        "fail-bucket-v2": ["forceDestroy"],
        "fail-directory-bucket": ["forceDestroy"],
        "fail-vault": ["forceDestroy"],
    });
    expect(unknowns).toEqual({});
});

provesInPreviews(noAccidentalDelete, judging);

test.each([
    [
        "whether a database skips its snapshot",
        "aws:rds/instance:Instance",
        { skipFinalSnapshot: sentinel, finalSnapshotIdentifier: "last" },
    ],
    ["whether a bucket is emptied", "aws:s3/bucket:Bucket", { forceDestroy: sentinel }],
    ["how long AWS waits with a key", "aws:kms/key:Key", { deletionWindowInDays: sentinel, tags: { Environment: "production" } }],
])("where it is not known %s, it cannot be judged", async (_, type, props) => {
    expect(await judgeSketch(noAccidentalDelete, { one: { type, props } })).toEqual({
        violations: {},
        unknown: expect.stringContaining(` .${Object.keys(props)[0]} `),
    });
});
