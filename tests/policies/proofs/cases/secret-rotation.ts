import { unknown, type Proof, type Sketch } from "../proof";

const rotation = (rotationRules: unknown, more: object = {}): Sketch => ({
    type: "aws:secretsmanager/secretRotation:SecretRotation",
    props: { secretId: "db", rotationRules, ...more },
});

export const proof: Proof = {
    fails: {
        "once a year": {
            stack: { rotation: rotation({ automaticallyAfterDays: 365 }) },
            says: { rotation: "rotationRules.automaticallyAfterDays is 365: who has seen the value may use it for longer than 90 days" },
        },
        "a day too late, by a rate": {
            stack: { rotation: rotation({ scheduleExpression: "rate(91 days)" }) },
            says: { rotation: "rotationRules.scheduleExpression is 91 days" },
        },
        "a year, in hours": {
            stack: { rotation: rotation({ scheduleExpression: "rate(8760 hours)" }) },
            says: { rotation: "rotationRules.scheduleExpression is 8760 hours: who has seen" },
        },
        never: { stack: { rotation: rotation(undefined, { rotationEnabled: false }) }, says: { rotation: "rotationEnabled is false" } },
    },
    passes: {
        "in time": {
            days: rotation({ automaticallyAfterDays: 90 }),
            rate: rotation({ scheduleExpression: "rate(12 hours)" }),
            calendar: rotation({ scheduleExpression: "cron(0 4 1 * ? *)" }),
        },
    },
    unknowns: {
        "how often": {
            stack: {
                days: rotation({ automaticallyAfterDays: unknown }),
                by: rotation({ scheduleExpression: unknown }),
                other: rotation({ automaticallyAfterDays: 91 }),
            },
            of: ["days", "by"],
            says: { other: "rotationRules.automaticallyAfterDays is 91" },
        },
    },
    configured: {
        "a week": {
            settings: { maximumDays: 7 },
            stack: { late: rotation({ automaticallyAfterDays: 30 }), fine: rotation({ automaticallyAfterDays: 7 }) },
            says: { late: "rotationRules.automaticallyAfterDays is 30: who has seen the value may use it for longer than 7 days." },
        },
    },
    secrets: { none: "days and schedules are no secrets, and no other value is read" },
    ignores: { kept: { type: "aws:secretsmanager/secret:Secret", props: {} } },
    breaks: one => one,
    adds: { rotation: rotation({ automaticallyAfterDays: 365 }) },
};
