import { unknown, type Proof, type Sketch } from "../proof";

const arn = "arn:aws:rds:eu-west-1:123456789012:db:shop";
const db: Sketch = { type: "aws:rds/instance:Instance", props: { identifier: "shop" }, answers: { arn } };
const selection = (...resources: unknown[]): Sketch => ({
    type: "aws:backup/selection:Selection",
    props: { planId: "plan", iamRoleArn: "arn:aws:iam::123456789012:role/backup", resources },
});
const test = (props: object = {}): Sketch => ({
    type: "aws:backup/restoreTestingSelection:RestoreTestingSelection",
    props: { protectedResourceType: "RDS", protectedResourceArns: [arn], ...props },
});
const says = "store is backed up by AWS Backup, and no aws.backup.RestoreTestingSelection";

export const proof: Proof = {
    stackName: "production",
    fails: {
        "a database that nobody restores": { stack: { db, selection: selection(arn) }, says: { db: says } },
        "a test of another": {
            stack: { db, selection: selection("*"), test: test({ protectedResourceArns: [`${arn}-other`] }) },
            says: { db: says },
        },
        "a test of another kind": {
            stack: { db, selection: selection("*"), test: test({ protectedResourceType: "Aurora", protectedResourceArns: ["*"] }) },
            says: { db: says },
        },
    },
    passes: {
        "a test of it": { db, selection: selection(arn), test: test() },
        "a test of all of its kind": { db, selection: selection("*"), test: test({ protectedResourceArns: ["*"] }) },
        "a test by tags": {
            db,
            selection: selection("*"),
            test: test({
                protectedResourceArns: [],
                protectedResourceConditions: { stringEquals: [{ key: "aws:ResourceTag/Test", value: "y" }] },
            }),
        },
        "before there is an ARN": {
            db: { ...db, answers: {} },
            selection: { ...selection(unknown), from: { resources: "db" } },
            test: { ...test({ protectedResourceArns: [unknown] }), from: { protectedResourceArns: "db" } },
        },
        "what no plan takes": { db, selection: selection("arn:aws:s3:::uploads") },
    },
    unknowns: {
        "of which kind a test is, and what a plan takes": {
            stack: {
                db,
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                selection: { ...selection(unknown), from: { resources: "elsewhere" } },
                table: {
                    type: "aws:dynamodb/table:Table",
                    props: { name: "carts" },
                    answers: { arn: "arn:aws:dynamodb:eu-west-1:1:table/carts" },
                },
                tables: selection("arn:aws:dynamodb:*:*:table/*"),
            },
            of: ["db"],
            says: { table: says },
        },
    },
    secrets: { none: "ARNs and kinds of resources are no secrets, and no other value is read" },
    ignores: { selection: selection("*"), bucket: { type: "aws:s3/bucket:Bucket", props: {} } },
    breaks: one => (one.type === "aws:backup/restoreTestingSelection:RestoreTestingSelection" ? undefined : one),
};
