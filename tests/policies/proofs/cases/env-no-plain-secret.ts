import { formsOf, ofOthers, patchOf, type Pod } from "../kinds";
import { changingContainer, object } from "../manifests";
import { secret, unknown, type Proof, type Said, type Sketch, type Stack } from "../proof";

const variable = (name: string, value: unknown): object => ({ name, value });
const level = variable("LOG_LEVEL", "info");
const pod = (env: unknown, more: object = {}): Pod => ({ spec: { containers: [{ name: "web", image: "web", env }], ...more } });
const podOf = (env: unknown, more?: object): Sketch => object("core/v1:Pod", "web", pod(env, more));
const map = (data: unknown, more: object = {}): Sketch => object("core/v1:ConfigMap", "web", { data, ...more });
const lambda = (environment: unknown): Sketch => ({
    type: "aws:lambda/function:Function",
    props: { role: "arn:aws:iam::123456789012:role/app", runtime: "nodejs22.x", environment },
});
const task = (containerDefinitions: unknown): Sketch => ({
    type: "aws:ecs/taskDefinition:TaskDefinition",
    props: { family: "web", containerDefinitions },
});
const definitions = (...containers: readonly object[]): Sketch => task(JSON.stringify(containers));

const readable = "whoever may look at the workload, or at the state, reads it.";
const byName = (path: string): string => `${path} is by its name a secret: ${readable}`;
const byLooks = (path: string): string => `${path} is a URL with a password: ${readable}`;
const ofWeb = (path: string): string => byName(`${path}env[0].value (variable DB_PASSWORD, container web)`);

const encoded = (text: string): string => Buffer.from(text).toString("base64");

/** Put together here, so that nobody's scanner takes this file for a leak. */
const random = ["wJalrXUtnFEMI", "K7MDENG/bPxRfiCYzEXAMP2Kq7"].join("/");

type Failing = Proof["fails"];
const one = (sketch: Sketch, ...says: readonly string[]): Failing[string] => ({ stack: { one: sketch }, says: { one: says } });

/** Every place where a password may stand in plain text. */
function failing(password: string): Failing {
    const url = `postgres://app:${password}@db:5432/app`;
    const hidden = variable("DB_PASSWORD", password);
    const forms = Object.entries(formsOf(pod([hidden]), pod([])));
    return {
        "a password in a URL": one(
            podOf([level, variable("DATABASE_URL", url)]),
            byLooks("spec.containers[0].env[1].value (variable DATABASE_URL, container web)"),
        ),
        ...Object.fromEntries(
            forms.map(([form, [made, path]]) => [`a password by its name: ${form}`, one(made, ofWeb(`${path}spec.containers[0].`))]),
        ),
        "a patch": one(patchOf(pod([hidden]).spec as object), ofWeb("spec.template.spec.containers[0].")),
        "a variable without a name": one(podOf([{ value: url }]), byLooks("spec.containers[0].env[0].value (container web)")),
        "two variables": one(
            podOf([variable("A", url), variable("B", url)]),
            ...["env[0].value (variable A, container web)", "env[1].value (variable B, container web)"].map(path =>
                byLooks(`spec.containers[0].${path}`),
            ),
        ),
        "what is marked as a secret": one(podOf([variable("DB_PASSWORD", secret(password))]), ofWeb("spec.containers[0].")),
        "a container that comes first": one(
            podOf([], { initContainers: [{ name: "migrate", env: [hidden] }] }),
            byName("spec.initContainers[0].env[0].value (variable DB_PASSWORD, container migrate)"),
        ),
        "a container for a while, without a name": one(
            podOf([], { ephemeralContainers: [{ env: [hidden] }] }),
            byName("spec.ephemeralContainers[0].env[0].value (variable DB_PASSWORD)"),
        ),
        "a ConfigMap": one(map({ LOG_LEVEL: "info", DB_PASSWORD: password }), byName('data["DB_PASSWORD"]')),
        "a file in a ConfigMap": one(map({ "app.ini": `[database]\nurl = "${url}"\n` }), byLooks('data["app.ini"]')),
        "a line of a file": one(
            map({ "app.env": `LOG_LEVEL=info\nDB_PASSWORD=${password}\n` }),
            `data["app.env"] is a text whose line 2 is by its name a secret: ${readable}`,
        ),
        "a member of JSON": one(
            map({ "app.json": JSON.stringify({ database: { host: "db", password } }) }),
            `data["app.json"] is JSON with a member that is by its name a secret: ${readable}`,
        ),
        "a text as random as a key": one(
            podOf([variable("BLOB", random)]),
            `spec.containers[0].env[0].value (variable BLOB, container web) is as random as a key: ${readable}`,
        ),
        "a random text in a file": one(
            map({ "app.yaml": `blob:\n  - ${random}\n` }),
            `data["app.yaml"] is a text whose line 2 is as random as a key: ${readable}`,
        ),
        "binary data": one(map(undefined, { binaryData: { DB_PASSWORD: encoded(password) } }), byName('binaryData["DB_PASSWORD"]')),
        "a file in binary data": one(
            map({ A: "b" }, { binaryData: { "app.yaml": encoded(`db:\n  password: ${password}\n`) } }),
            `binaryData["app.yaml"] is a text whose line 2 is by its name a secret: ${readable}`,
        ),
        "a patch of a ConfigMap": one(
            object("core/v1:ConfigMapPatch", "web", { data: { DB_PASSWORD: password } }),
            byName('data["DB_PASSWORD"]'),
        ),
        "a ConfigMap in a list": one(
            {
                type: "kubernetes:v1:List",
                props: {
                    apiVersion: "v1",
                    kind: "List",
                    items: [{ apiVersion: "v1", kind: "ConfigMap", data: { DB_PASSWORD: password } }],
                },
            },
            byName('items[0].data["DB_PASSWORD"]'),
        ),
        "a Lambda function": one(lambda({ variables: { DB_PASSWORD: password } }), byName('environment.variables["DB_PASSWORD"]')),
        "a task": one(
            definitions({ name: "log" }, { name: "web", environment: [level, hidden] }),
            byName("containerDefinitions[1].environment[1].value (variable DB_PASSWORD, container web)"),
        ),
        "a task whose definitions are marked as a secret": one(
            task(secret(JSON.stringify([{ name: "web", environment: [hidden] }]))),
            byName("containerDefinitions[0].environment[0].value (variable DB_PASSWORD, container web)"),
        ),
    };
}

const fromSecret = { name: "DB_PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } };

const passes: Readonly<Record<string, Sketch>> = {
    "ordinary values": podOf([level, variable("DATABASE_URL", "postgres://app:$(DB_PASSWORD)@db:5432/app")]),
    "a variable from a Secret": podOf([fromSecret]),
    "a variable from what is not known": podOf([{ name: "DB_PASSWORD", valueFrom: unknown }]),
    "variables without values": podOf([{ name: "DB_PASSWORD" }, variable("API_TOKEN", "")]),
    "what is no text": podOf([variable("DB_PASSWORD", 12345678), variable("DB_PASSWORD", { nested: "correct-horse" }), "text", 7]),
    "no variables": podOf(undefined),
    "what is not known elsewhere": podOf([level], { nodeName: unknown }),
    "settings in a ConfigMap": map({ LOG_LEVEL: "info", "prometheus.yml": "scrape_configs:\n  - job_name: web\n" }),
    "an empty ConfigMap": map(undefined),
    "binary data": map(undefined, { binaryData: { "logo.png": "iVBORw0KGgoAAAANSUhEUgAA", "app.ini": encoded("[app]\nlevel = info\n") } }),
    "a file that names where its secrets are": map({ "app.env": "DB_PASSWORD=${DB_PASSWORD}\nTOKEN_FILE=/run/secrets/token\n" }),
    "hashes and ids": podOf([
        variable("IMAGE", `web@sha256:${"0123456789abcdef".repeat(4)}`),
        variable("CLIENT_ID", random),
        variable("REQUEST", "0b6f7e2c-4c1d-4a39-9d3f-2f1a5f0c7e11"),
    ]),
    "a Lambda function": lambda({
        variables: { TABLE: "orders", DB_SECRET_ARN: "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db" },
    }),
    "a Lambda function without variables": lambda(undefined),
    "a task": definitions({
        name: "web",
        environment: [level],
        secrets: [{ name: "DB_PASSWORD", valueFrom: "arn:aws:ssm:eu-west-1:123456789012:parameter/db" }],
    }),
    "definitions that are no JSON": task("[correct-horse"),
    "definitions that are no list": task('{"environment": "DB_PASSWORD"}'),
};

const url = "postgres://app:correct-horse@db:5432/app";

type Unjudged = readonly [sketch: Sketch, of: string | readonly string[], ...says: readonly string[]];
const unjudged: Readonly<Record<string, Unjudged>> = {
    "a value": [podOf([variable("DATABASE_URL", unknown)]), "spec.containers.0.env.0.value"],
    "a variable": [podOf([unknown]), "spec.containers.0.env.0"],
    "the variables": [podOf(unknown), "spec.containers.0.env"],
    "a variable and a value beside a password": [
        podOf([unknown, variable("DB_HOST", unknown), variable("DB_PASSWORD", "correct-horse")]),
        ["one"],
        byName("spec.containers[0].env[2].value (variable DB_PASSWORD, container web)"),
    ],
    "a value of a ConfigMap": [map({ A: unknown }), "data.A"],
    "a value of a ConfigMap beside a URL": [map({ A: unknown, "B-C": url }), "data.A", byLooks('data["B-C"]')],
    "what a ConfigMap holds": [map(unknown), "data"],
    "binary data of a ConfigMap": [map({ A: "b" }, { binaryData: { B: unknown } }), "binaryData.B"],
    "all binary data of a ConfigMap": [map(undefined, { binaryData: unknown }), "binaryData"],
    "the variables of a Lambda function": [lambda({ variables: unknown }), "environment.variables"],
    "the environment of a Lambda function": [lambda(unknown), "environment"],
    "the definitions of a task": [task(unknown), "containerDefinitions"],
};

const isNames = (of: Unjudged[1]): of is readonly string[] => Array.isArray(of);

/** Each resource under a name of its own. */
const numbered = (sketches: readonly Sketch[]): Stack => Object.fromEntries(sketches.map((sketch, index) => [`one-${index}`, sketch]));

export const proof: Proof = {
    fails: failing("correct-horse"),
    passes: Object.fromEntries(Object.entries(passes).map(([what, sketch]) => [what, { one: sketch }])),
    unknowns: Object.fromEntries(
        Object.entries(unjudged).map(([what, [sketch, of, ...found]]) => {
            const says: Said = found.length > 0 ? { one: found } : {};
            return [what, { stack: { one: sketch }, of: isNames(of) ? of : { one: of }, says }];
        }),
    ),
    // Marked or not, what looks like a secret is not told.
    secrets: numbered([
        ...Object.values(failing("hunter2-horse")).map(({ stack }) => stack.one!),
        podOf([variable("DATABASE_URL", secret("postgres://app:hunter2-marked@db:5432/app"))]),
        map({ DB_PASSWORD: secret("hunter2-in-a-map"), "app.ini": secret('url = "postgres://app:hunter2-file@db/app"') }),
        map(secret({ DB_PASSWORD: "hunter2-of-a-map" })),
        lambda({ variables: secret({ DB_PASSWORD: "hunter2-of-lambda" }) }),
        task("[hunter2-malformed"),
    ]),
    ignores: {
        secret: object("core/v1:Secret", "web", { stringData: { DB_PASSWORD: "correct-horse" } }),
        other: ofOthers(pod([variable("DB_PASSWORD", "correct-horse")])),
        map: { type: "kubernetes:example.com/v1:ConfigMap", props: { data: { DB_PASSWORD: "correct-horse" } } },
        parameter: { type: "aws:ssm/parameter:Parameter", props: { name: "DB_PASSWORD", type: "SecureString", value: "correct-horse" } },
        build: { type: "aws:codebuild/project:Project", props: { description: url } },
    },
    breaks: changingContainer("Deployment", "backend-deployment", container => {
        const env = (container.env ?? []) as object[];
        container.env = [...env, { name: "SMTP_PASSWORD", value: "correct-horse-battery" }];
    }),
};
