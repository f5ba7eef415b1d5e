import { secret, unknown, type Proof, type Sketch } from "../proof";

const kept = (recoveryWindowInDays?: unknown, more: object = {}): Sketch => ({
    type: "aws:secretsmanager/secret:Secret",
    props: { recoveryWindowInDays, ...more },
});

export const proof: Proof = {
    fails: {
        "none at all": { stack: { kept: kept(0) }, says: { kept: "recoveryWindowInDays is 0: a secret that is deleted by mistake" } },
        "a day less than a week": { stack: { kept: kept(6) }, says: { kept: "recoveryWindowInDays is 6" } },
    },
    passes: { "a week, a month, and what AWS has": { week: kept(7), month: kept(30), silent: kept() } },
    unknowns: {
        "how long": { stack: { kept: kept(unknown), other: kept(0) }, of: ["kept"], says: { other: "recoveryWindowInDays is 0" } },
    },
    secrets: { kept: kept(0, { description: secret("hunter2-description") }) },
    ignores: { key: { type: "aws:kms/key:Key", props: { deletionWindowInDays: 7 } } },
    breaks: one => (one.urn.endsWith("::postgres-secret") ? { ...one, inputs: { ...one.inputs, recoveryWindowInDays: 0 } } : one),
};
