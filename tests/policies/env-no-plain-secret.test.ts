import { provesRule } from "./judge";

const ofWeb = (path: string): string[] => [`${path}env[0].value (variable DB_PASSWORD, container web)`];

const judging = provesRule("env-no-plain-secret", {
    "fail-url": ["spec.containers[0].env[1].value (variable DATABASE_URL, container web)"],
    "fail-name": ofWeb("spec.containers[0]."),
    "fail-no-name": ["spec.containers[0].env[0].value (container web)"],
    "fail-two": [
        "spec.containers[0].env[0].value (variable A, container web)",
        "spec.containers[0].env[1].value (variable B, container web)",
    ],
    "fail-marked": ofWeb("spec.containers[0]."),
    "fail-init": ["spec.initContainers[0].env[0].value (variable DB_PASSWORD, container migrate)"],
    "fail-ephemeral": ["spec.ephemeralContainers[0].env[0].value (variable DB_PASSWORD)"],
    "fail-beside-unknown": ["spec.containers[0].env[2].value (variable DB_PASSWORD, container web)"],
    "fail-deployment": ofWeb("spec.template.spec.containers[0]."),
    "fail-cron-job": ofWeb("spec.jobTemplate.spec.template.spec.containers[0]."),
    "fail-patch": ofWeb("spec.template.spec.containers[0]."),
    "fail-list": ofWeb("items[1].spec.template.spec.containers[0]."),
    "fail-map-name": ['data["DB_PASSWORD"]'],
    "fail-map-file": ['data["app.ini"]'],
    "fail-map-beside-unknown": ['data["B-C"]'],
    "fail-map-patch": ['data["DB_PASSWORD"]'],
    "fail-map-in-list": ['items[0].data["DB_PASSWORD"]'],
    "fail-lambda": ['environment.variables["DB_PASSWORD"]'],
    "fail-task": ["containerDefinitions[1].environment[1].value (variable DB_PASSWORD, container web)"],
});

test("says what it looks like, and shows nothing of it", async () => {
    const { violations, text } = await judging;
    const readable = "whoever may look at the workload, or at the state, reads it.";
    expect(violations["fail-url"]).toEqual([
        `spec.containers[0].env[1].value (variable DATABASE_URL, container web) is a URL with a password: ${readable}`,
    ]);
    expect(violations["fail-lambda"]).toEqual([`environment.variables["DB_PASSWORD"] is by its name a secret: ${readable}`]);
    expect(text).not.toContain("correct-horse");
});
