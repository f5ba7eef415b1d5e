import fc from "fast-check";
import { validateService, validateServiceArgs, type RollingServiceArgs } from "../../components/app-cluster/service-args";
import { validateWorkload, type WorkloadArgs } from "../../components/app-cluster/workload-args";
import { eksCluster, localCluster, range } from "./clusters";
import { lines, stackOf, type Stack } from "./support";

const check = (args: WorkloadArgs): string[] => lines(validateWorkload(args));
const service = (args: Partial<RollingServiceArgs>, name = "web"): string[] =>
    lines(validateService(name, { image: "x/web:1", port: 8000, ...args }));
const elsewhere = "Put it in secretEnv or secrets.";

describe("a workload's size, user and paths", () => {
    it("fails for a size that is none", () => {
        expect(check({ resources: { cpu: "0", memory: "512M" } })).toEqual([
            'resources.cpu: got "0"; allowed: CPUs such as 500m or 2.',
            'resources.memory: got "512M"; allowed: a size such as 512Mi or 4Gi.',
        ]);
        expect([4, 8].flatMap(size => check({ resources: { cpu: String(size), memory: `${size}Gi` } }))).toEqual([]);
    });

    it("fails for the root user", () => {
        expect(check({ uid: 0 })).toEqual([range("uid", 0, 1, 65535)]);
        expect(check({ uid: 65536 })).toEqual([range("uid", 65536, 1, 65535)]);
        expect([1, 65535].flatMap(uid => check({ uid }))).toEqual([]);
    });

    it("fails for paths that are none", () => {
        expect(check({ writablePaths: ["tmp", "/", "/a b", "/data/"] })).toEqual(
            ["tmp", "/", "/a b", "/data/"].map(path => `writablePaths: got "${path}"; allowed: absolute paths.`),
        );
        expect(
            check({
                disks: [
                    { path: "/data", size: "1Gi" },
                    { path: "data", size: "10G" },
                ],
            }),
        ).toEqual(['disks.1.path: got "data"; allowed: absolute paths.', 'disks.1.size: got "10G"; allowed: a size such as 512Mi or 4Gi.']);
    });

    it("fails for two volumes at one path", () => {
        expect(check({ writablePaths: ["/data", "/tmp"], disks: [{ path: "/data", size: "1Gi" }] })).toEqual([
            'writablePaths: got "/data"; allowed: each value once.',
        ]);
        expect(check({ disks: [{ path: "/tmp", size: "1Gi" }] })).toEqual(['writablePaths: got "/tmp"; allowed: each value once.']);
        expect(check({ writablePaths: [], disks: [{ path: "/tmp", size: "1Gi" }] })).toEqual([]);
        const folder = { writablePaths: ["/etc/secrets"] };
        expect(check({ ...folder, secrets: { a: "x" } })).toEqual(['writablePaths: got "/etc/secrets"; allowed: each value once.']);
        expect(check({ ...folder, secrets: {} })).toEqual([]);
    });

    it("takes every path of plain names", () => {
        const names = fc.array(fc.stringMatching(/^[\w.-]{1,12}$/), { minLength: 1, maxLength: 5 });
        fc.assert(fc.property(names, parts => expect(check({ writablePaths: [`/${parts.join("/")}`] })).toEqual([])));
    });
});

describe("what a workload reaches", () => {
    it("fails for hosts, ranges and ports that are none", () => {
        expect(
            check({
                reaches: [
                    { host: "localhost" },
                    { cidr: "203.0.113.1" },
                    { host: "Api.example.com", port: 0 },
                    { host: "*.*.example.com" },
                ],
            }),
        ).toEqual([
            'reaches.0.host: got "localhost"; allowed: a host name such as www.example.com, in lower case.',
            'reaches.1.cidr: got "203.0.113.1"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            'reaches.2.host: got "Api.example.com"; allowed: a host name such as www.example.com, in lower case.',
            range("reaches.2.port", 0, 1, 65535),
            'reaches.3.host: got "*.example.com"; allowed: a host name such as www.example.com, in lower case.',
        ]);
        expect(check({ reaches: [{ cidr: "203.0.113.0/24", port: 65536 }] })).toEqual([range("reaches.0.port", 65536, 1, 65535)]);
        expect(check({ reaches: [{ host: "*" }] })).toHaveLength(1);
    });

    it("fails for the whole internet, and for no smaller range", () => {
        const named = (index: number): string =>
            `reaches.${index}.cidr: got "0.0.0.0/0"; allowed: named ranges. Name a host: { host: "api.example.com" }.`;
        expect(check({ reaches: [{ cidr: "0.0.0.0/0" }, { cidr: "0.0.0.0/0", port: 587 }] })).toEqual([0, 1].map(named));
        expect(check({ reaches: [{ cidr: "128.0.0.0/1" }, { cidr: "10.0.0.0/10" }, { cidr: "198.51.100.0/30" }] })).toEqual([]);
    });

    it("takes every host name, and all below one", () => {
        const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?$/);
        const hosts = fc.array(label, { minLength: 2, maxLength: 4 }).map(labels => labels.join("."));
        fc.assert(fc.property(hosts, host => expect(check({ reaches: [{ host }, { host: `*.${host}`, port: 65535 }] })).toEqual([])));
    });
});

describe("secrets in the open", () => {
    const opened = (name: string): string => `env.${name}: got "a value in the open"; allowed: no secret. ${elsewhere}`;

    it.each([
        "DB_PASSWORD",
        "POSTGRES_PASSWD",
        "SMTP_PASS",
        "JWT_SECRET",
        "SESSION_SECRET",
        "GITHUB_TOKEN",
        "GEMINI_API_KEY",
        "ENCRYPTION_KEY",
    ])("fails for %s in plain env", name => expect(check({ env: { [name]: "x" } })).toEqual([opened(name)]));

    it.each([
        "TLS_PRIVATE_KEY",
        "SECRET_KEY",
        "SECRET_KEY_BASE",
        "SIGNING_KEY",
        "MINIO_ACCESS_KEY",
        "KEY_PASSPHRASE",
        "APIKEY",
        "db_password",
    ])("fails for %s in plain env too", name => expect(check({ env: { [name]: "x" } })).toEqual([opened(name)]));

    it("fails by the name also where the value comes later", () => {
        const later = { apply: () => undefined } as never;
        expect(check({ env: { JWT_SECRET: later, ZONE: later } })).toEqual([opened("JWT_SECRET")]);
    });

    it("takes names that say no secret, what a browser gets to see, and nothing at all", () => {
        const names = [
            "LOG_LEVEL",
            "PASSWORD_MIN_LENGTH",
            "TOKEN_TTL_SECONDS",
            "KEYBOARD",
            "COMPASS",
            "NEXT_PUBLIC_API_KEY",
            "VITE_TOKEN",
            "REACT_APP_SECRET",
        ];
        for (const name of names) expect([name, check({ env: { [name]: "x" } })]).toEqual([name, []]);
        expect(check({ env: { JWT_SECRET: "" } })).toEqual([]);
        expect(check({ secretEnv: { JWT_SECRET: "x" }, secrets: { DB_PASSWORD: "x" } })).toEqual([]);
    });

    it("fails for an address with a password in it, and does not repeat it", () => {
        const env = {
            DATABASE_URL: "postgresql://me:hunter2@db/x",
            CACHE: "redis://:hunter2@cache",
            SITE: "https://example.com/a:b@c",
            USER_ONLY: "amqp://me@mq",
        };
        const said = check({ env });
        expect(said).toEqual(
            ["DATABASE_URL", "CACHE"].map(name => `env.${name}: got "an address with a password in it"; allowed: no secret. ${elsewhere}`),
        );
        expect(said.join()).not.toContain("hunter2");
    });

    it("fails for every address with a user and a password, of any scheme", () => {
        const word = fc.stringMatching(/^[A-Za-z0-9_.~!$-]{1,12}$/);
        fc.assert(
            fc.property(
                fc.constantFrom("postgres", "redis", "amqps", "mongodb+srv", "https"),
                fc.option(word, { nil: "" }),
                word,
                (scheme, user, password) => {
                    expect(check({ env: { X: `${scheme}://${user}:${password}@host/path` } })).toHaveLength(1);
                    expect(check({ env: { X: `${scheme}://host:5432/${password}` } })).toEqual([]);
                },
            ),
        );
    });

    it("fails for keys of the cloud, wherever they stand", () => {
        const said = (path: string, name: string): string =>
            `${path}: got "${name}"; allowed: no keys of the cloud. Pods have an identity of their own: bucket.grantRead(service).`;
        expect(check({ env: { AWS_ACCESS_KEY_ID: "AKIA" } })).toEqual([said("env", "AWS_ACCESS_KEY_ID")]);
        expect(check({ env: { AWS_SECRET_ACCESS_KEY: "x" } })).toEqual([said("env", "AWS_SECRET_ACCESS_KEY")]);
        expect(check({ secretEnv: { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "y" } })).toEqual([
            said("secretEnv", "AWS_ACCESS_KEY_ID"),
            said("secretEnv", "AWS_SECRET_ACCESS_KEY"),
        ]);
        expect(check({ secrets: { AWS_SECRET_ACCESS_KEY: "y" } })).toEqual([said("secrets", "AWS_SECRET_ACCESS_KEY")]);
    });
});

describe("names of variables, files and ports", () => {
    it("fails for variables that no shell takes, and for one that stands twice", () => {
        expect(check({ env: { "1ST": "x", "A-B": "y" }, secretEnv: { "": "z" } })).toEqual([
            'env: got "1ST"; allowed: names of letters, digits and _.',
            'env: got "A-B"; allowed: names of letters, digits and _.',
            'secretEnv: got ""; allowed: names of letters, digits and _.',
        ]);
        expect(check({ env: { A: "1" }, secretEnv: { A: "2" } })).toEqual(['env: got "A"; allowed: each variable in env or in secretEnv.']);
        expect(check({ env: { toString: "1", constructor: "2" } })).toEqual([]);
    });

    it("fails for files that no folder takes, and for the one that the driver writes", () => {
        for (const name of ["a/b", "..", ".hidden", "", "a b", "secrets.json", "a".repeat(201)]) {
            expect(check({ secrets: { [name]: "x" } })).toEqual([
                `secrets: got ${JSON.stringify(name)}; allowed: file names of letters, digits, '.', '_' and '-', other than secrets.json.`,
            ]);
        }
        for (const name of ["jwt.key", "a", "A_B-c.d", "a".repeat(200)]) expect(check({ secrets: { [name]: "x" } })).toEqual([]);
    });

    it("fails for ports that a container may not bind, and for one that stands twice", () => {
        expect(service({ port: 1023 })).toEqual([range("port", 1023, 1024, 65535)]);
        expect(service({ port: 65536 })).toEqual([range("port", 65536, 1024, 65535)]);
        expect(service({ ports: { grpc: 80 } })).toEqual([range("ports.grpc", 80, 1024, 65535)]);
        expect(service({ metrics: { port: 80 } })).toEqual([range("metrics.port", 80, 1024, 65535)]);
        expect(service({ ports: { grpc: 8000 } })).toEqual(['ports: got "8000"; allowed: each value once.']);
        expect(service({ ports: { a: 9000, b: 9000 } })).toEqual(['ports: got "9000"; allowed: each value once.']);
        expect(service({ ports: { grpc: 9000 }, metrics: { port: 9000 } })).toEqual([]);
    });

    it("fails for names of ports that Kubernetes does not take, and for its own", () => {
        for (const name of ["http", "metrics", "Grpc", "a_b", "-a", "a-", "a--b", "9000", "", "a".repeat(16)]) {
            expect(service({ ports: { [name]: 9000 } })).toEqual([
                `ports: got ${JSON.stringify(name)}; allowed: names of at most 15 lower-case letters, digits and single '-', other than http and metrics.`,
            ]);
        }
        for (const name of ["grpc", "a", "admin-1", "9p", "a".repeat(15)]) expect(service({ ports: { [name]: 9000 } })).toEqual([]);
    });

    it("takes just those names of ports that Kubernetes takes", () => {
        // IsValidPortName of Kubernetes, in steps.
        const valid = (name: string): boolean =>
            name.length >= 1 &&
            name.length <= 15 &&
            /^[-a-z0-9]+$/.test(name) &&
            /[a-z]/.test(name) &&
            !name.includes("--") &&
            !/^-|-$/.test(name);
        fc.assert(
            fc.property(fc.stringMatching(/^[a-z0-9-]{1,16}$/), name => {
                fc.pre(!["http", "metrics"].includes(name));
                expect(service({ ports: { [name]: 9000 } }).length === 0).toBe(valid(name));
            }),
        );
    });
});

describe("a service", () => {
    it("fails for an image without a version, and for a name that is none", () => {
        expect(service({ image: "web:latest" }, "1web")).toEqual([
            `name: got "1web"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
            'image: got "web:latest"; allowed: an image with a tag other than latest, or a digest. ' +
                "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
        ]);
    });

    it("takes just those names that leave room for what is made of them", () => {
        fc.assert(
            fc.property(fc.stringMatching(/^[a-z0-9-]{1,42}$/), name => {
                const valid = /^[a-z]/.test(name) && !name.endsWith("-") && !name.includes("--") && name.length <= 40;
                expect(service({}, name).length === 0).toBe(valid);
            }),
        );
    });

    it("passes on what is wrong with its parts", () => {
        const args = { image: "x/web:1", port: 8000, migration: { command: [] }, autoscaling: { min: 3, max: 2 }, uid: 0 };
        expect(lines(validateServiceArgs(args)).map(line => line.split(":")[0])).toEqual(["autoscaling.max", "migration.command", "uid"]);
    });
});

describe("a workload in its cluster", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "workload-refusals",
            `
${eksCluster}
${localCluster}
tryTo(() => eks.addService("wrong", { image: "x", port: 80, env: { JWT_SECRET: "x" } }));
tryTo(() => eks.addService("Wrong", { image: "x:1", port: 8000 }));
tryTo(() => eks.addWorker("wrong", { image: "x:1", nodePool: "gpu" }));
tryTo(() => local.addCronJob("wrong", { image: "x:1", schedule: "0 3 * * *", nodePool: "batch" }));
tryTo(() => local.addJob("wrong", { image: "x:1", run: 0 }));
tryTo(() => eks.addService("wrong", { blueGreen: { images: { blue: "x:1", green: "x:2" }, activeColor: "blue", weights: { blue: 0, green: 100 } }, port: 8000, health: false }));
`,
        );
    });

    it("fails with all problems at once, and makes nothing", () => {
        const image =
            'image: got "x"; allowed: an image with a tag other than latest, or a digest. Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.';
        expect((stack.outputs.refused as string[]).slice(0, 2)).toEqual([
            `Service 'wrong': 3 problems\n  ${image}\n  ${range("port", 80, 1024, 65535)}\n  env.JWT_SECRET: got "a value in the open"; allowed: no secret. ${elsewhere}`,
            `Service 'Wrong': 1 problem\n  name: got "Wrong"; allowed: a letter, then lower-case letters, digits and single '-', at most 40 characters.`,
        ]);
        expect(stack.resources.filter(({ urn }) => /::[wW]rong/.test(urn))).toEqual([]);
    });

    it("fails for a node pool that the cluster does not have", () => {
        expect((stack.outputs.refused as string[]).slice(2, 4)).toEqual([
            `Worker 'wrong': 1 problem\n  nodePool: got "gpu"; allowed: graviton, batch.`,
            `CronJob 'wrong': 1 problem\n  nodePool: got "batch"; allowed: nothing: the cluster has no nodePools.`,
        ]);
    });

    it("fails for a run out of range, and for a colour that nobody asks or sends requests to", () => {
        const [run, colours] = (stack.outputs.refused as string[]).slice(4);
        expect(colours!.split("\n")).toHaveLength(3);
        expect(run).toBe(`Job 'wrong': 1 problem\n  ${range("run", 0, 1, 9999)}`);
    });
});
