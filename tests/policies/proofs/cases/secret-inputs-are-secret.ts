import { secret, unknown, type Proof, type Said, type Sketch, type Stack } from "../proof";

/** A resource whose class marks nothing by itself. */
const topic = (displayName: unknown, props: object = {}): Sketch => ({ type: "aws:sns/topic:Topic", props: { displayName, ...props } });

const open = (path: string): string =>
    `${path} holds the value of a secret and is not marked: the state and every preview show it in plain text.`;
const named = open("displayName");

const password = "correct-horse-battery";
const databasePassword = "staple-of-many-letters";
const quoted = 'a "quoted" text + 1/2';
const token = "a-token-of-thirty-two-characters";
const database = "a-database-with-a-long-name";

const token2 = "pond2-stack4-wires6-mill";
const withPassword = "postgres://app:correct-horse@db:5432/app";
const base64Of = (text: string): string => Buffer.from(text).toString("base64");
const kept = (props: object): Stack => ({ kept: { type: "kubernetes:core/v1:Secret", props } });
const publicly = {
    host: "database.internal.example.com",
    url: "https://database.example.com/shop",
    user: "a-reader-of-the-database",
    path: "/var/run/secrets/database",
    role: "arn:aws:iam::123456789012:role/shop",
    mail: "database@mail.example.com",
    "tls.crt": "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
};

type Failing = Readonly<Record<string, { readonly stack: Stack; readonly says: Said }>>;

/** Texts of one topic that nobody marked, beside what is marked. */
const plain = (text: unknown, beside: Stack = {}): Failing[string] => ({ stack: { one: topic(text), ...beside }, says: { one: named } });
const marked = (text: unknown): Stack => ({ marked: topic(secret(text)) });

const inJson = JSON.stringify({ password: quoted });
const inAddress = `https://db/?password=${encodeURIComponent(quoted)}`;
const inBase64 = Buffer.from(quoted).toString("base64");

const fails: Failing = {
    "a text before another resource marks it": plain(token, marked(token)),
    "a text after another resource marks it": { stack: { ...marked(token), one: topic(token) }, says: { one: named } },
    "a secret of the configuration": plain(password),
    "one inside a text": plain(`postgresql://owner:${password}@db/shop`),
    "one with more": plain(`${password}!`),
    "a marked one inside a text": plain(`token=${token};`, marked(token)),
    "one in JSON": plain(inJson, marked(quoted)),
    "one in an address": plain(inAddress, marked(quoted)),
    "one in base64": plain(inBase64, marked(quoted)),
    "one of the configuration in base64": plain(Buffer.from(password).toString("base64")),
    "a member of an object": plain(databasePassword),
    "an object as it stands": plain(JSON.stringify({ host: "database.internal.example.com", password: databasePassword })),
    "a short one of the configuration, alone": plain("739154"),
    "a number": plain(739154),
    "one in a tag": {
        stack: { one: topic(secret(password), { tags: { Owner: "shop", Password: password } }) },
        says: { one: open("tags.Password") },
    },
    "one deep inside": {
        stack: {
            one: {
                type: "aws:lambda/function:Function",
                props: {
                    role: "arn:aws:iam::123456789012:role/shop",
                    environment: { variables: { PLAIN: password, FINE: "1" } },
                },
            },
        },
        says: { one: open("environment.variables.PLAIN") },
    },
    "one in a list": {
        stack: {
            one: {
                type: "aws:ec2/securityGroup:SecurityGroup",
                props: {
                    description: "shop",
                    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.0.0.0/8"], description: password }],
                },
            },
        },
        says: { one: open("ingress[0].description") },
    },
    "a member of a Kubernetes Secret that is marked as a whole": plain(token2, kept({ stringData: secret({ value: token2 }) })),
    "the same in base64, and in a text": plain(`Bearer ${token2}`, kept({ data: secret({ value: base64Of(token2) }) })),
    "one that its name in the Secret tells": plain(
        "staple-battery-horses",
        kept({ stringData: secret({ PASSWORD: "staple-battery-horses" }) }),
    ),
    "one of a Secret that patches": plain(token2, {
        patch: { type: "kubernetes:core/v1:SecretPatch", props: { stringData: secret({ value: token2, list: [unknown] }) } },
    }),
    "a member of another map, by its name": plain(token2, {
        map: topic("shop", { tags: secret({ Owner: "an owner with a long name", Token: token2 }) }),
    }),
    "a member of another map, by its looks": plain(withPassword, { map: topic("shop", { tags: secret({ Database: withPassword }) }) }),
    "two in one resource": {
        stack: { one: topic(password, { tags: { Token: token } }), ...marked(token) },
        says: { one: [named, open("tags.Token")] },
    },
};

const passes: Readonly<Record<string, Stack>> = {
    "what is marked": marked(password),
    "what is made from it": marked(`postgresql://owner:${password}@db/shop`),
    "a token": marked(token),
    "one that JSON writes otherwise": marked(quoted),
    "a setting that is no secret": { one: topic("eu-west-1") },
    "an address in an object that is secret": { one: topic("database.internal.example.com") },
    "a mark on what is too short to be told from a name": {
        one: topic(secret("shop"), { tags: { Owner: "shop" } }),
        elsewhere: topic("the shop of fifteen"),
    },
    "the longest that is too short, and what a longer one is part of": { ...marked("fifteen-letters"), one: topic("fifteen-letters") },
    "a short secret of the configuration inside of a text": { one: topic("order 7391542"), shorter: topic("73915") },
    "a member of a map that is marked as a whole": {
        one: { type: "aws:ssm/parameter:Parameter", props: { type: "String", value: "x", tags: secret({ Database: database }) } },
        elsewhere: topic(database),
    },
    "what stands in a Secret and is no secret": {
        ...kept({ stringData: secret(publicly), data: secret({ name: base64Of("a-reader-of-the-database") }) }),
        ...Object.fromEntries(
            Object.values({ ...publicly, name: "a-reader-of-the-database" }).map((text, index) => [`plain-${index}`, topic(text)]),
        ),
    },
    "what stands in a Secret and is short": {
        ...kept({ stringData: secret({ token: "horse-7-battery" }) }),
        one: topic("horse-7-battery"),
    },
    "a secret without a text": { ...marked(""), one: topic("eu-west-1", { tags: { Owner: "shop" } }) },
};

const unknowns: Readonly<Record<string, Stack>> = {
    "a value": { one: topic(unknown), other: topic(unknown) },
    "a secret": { ...marked(unknown), one: topic(unknown) },
};

/** Each stack's resources under names of their own. */
const prefixed = <T>(resources: Readonly<Record<string, T>>, prefix: number | string): Record<string, T> =>
    Object.fromEntries(Object.entries(resources).map(([name, one]) => [`${prefix}-${name}`, one]));
const merged = <T>(parts: readonly Readonly<Record<string, T>>[]): Record<string, T> => Object.assign({}, ...parts) as Record<string, T>;

const together: Failing[string] = {
    stack: merged([
        ...Object.values(fails).map(({ stack }, index) => prefixed(stack, index)),
        ...Object.values({ ...passes, ...unknowns }).map((stack, index) => prefixed(stack, `fine-${index}`)),
    ]),
    says: merged(Object.values(fails).map(({ says }, index) => prefixed(says, index))),
};

export const proof: Proof = {
    config: {
        "aws:region": "eu-west-1",
        "proof:password": { secure: password },
        "proof:pin": { secure: "739154" },
        "proof:door": { secure: "73915" },
        "proof:database": { secure: JSON.stringify({ host: "database.internal.example.com", password: databasePassword }) },
    },
    fails: { ...fails, "all of these in one stack": together },
    passes,
    unknowns: {
        ...Object.fromEntries(Object.entries(unknowns).map(([what, stack]) => [what, { stack, of: [] }])),
        "values beside what stands open": {
            stack: { one: topic(unknown, { tags: { Owner: unknown, Password: password } }), ...marked(unknown) },
            of: [],
            says: { one: open("tags.Password") },
        },
    },
    // The program is what is to be mended.
    mends: {
        "nothing of what stands open": { of: topic(password), to: "unchanged" },
        "nothing of what is marked, either": { of: topic(secret(token), { tags: { Token: token } }), to: "unchanged" },
    },
    secrets: {
        ...marked("hunter2-of-thirty-two-characters"),
        one: topic("hunter2-of-thirty-two-characters", { tags: { Token: "Bearer hunter2-of-thirty-two-characters" } }),
        map: { type: "kubernetes:core/v1:Secret", props: { stringData: secret({ token: "hunter2-of-a-map" }) } },
    },
    // Names of properties, hashes, and what resources answer.
    ignores: {
        ...marked(token),
        name: topic("shop", { tags: { [token]: "shop" } }),
        hash: topic("5f4dcc3b5aa765d61d8327deb882cf99"),
        answered: { ...topic("shop"), answers: { policy: token, owner: password } },
        provided: { ...topic("shop"), provider: { token } },
        boolean: topic(true),
    },
    breaks: one => one,
    adds: {
        marked: {
            type: "kubernetes:core/v1:Secret",
            props: { metadata: { namespace: "shop" }, stringData: { key: secret("a-secret-of-thirty-characters-x") } },
        },
        open: {
            type: "kubernetes:core/v1:ConfigMap",
            props: { metadata: { namespace: "shop" }, data: { note: "a-secret-of-thirty-characters-x" } },
        },
    },
};
