import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { awsPrograms, awsVersion } from "./aws-programs";
import { bucket, databasePods, type DatabasePods } from "./database-pods";
import { access, allContainers, PodPlace, type Container, type Run } from "./job-pods";
import { PostgresServer, type Login } from "./postgres-server";
import { S3Server } from "./s3-server";
import { createSample } from "./sample-database";

let server: PostgresServer;
let owner: Login;
let s3: S3Server;
let pods: DatabasePods;
let place: PodPlace;
let dumper: Container;
let uploader: Container;

beforeAll(async () => {
    server = await PostgresServer.start();
    owner = createSample(server, "websys", "websys_db_prod");
    s3 = await S3Server.start(bucket);
    pods = await databasePods();
    [dumper, uploader] = allContainers(pods.dump) as [Container, Container];
});
afterAll(async () => {
    server.stop();
    await s3.stop();
});

beforeEach(async () => {
    await s3.reset();
    place = new PodPlace([server.programs, awsPrograms()]);
});
afterEach(() => place.remove());

const env = (): Record<string, string> => ({ ...access(server, owner), ...s3.environment });
const run = (more: Record<string, string> = {}): Promise<Run> => place.run(pods.dump, { ...env(), ...more });
const metric = (name: string): Promise<number[]> => s3.metric(pods.metric.namespace, name, pods.metric.database);
const sha256 = (data: Buffer): string => createHash("sha256").update(data).digest("hex");

/** All that stands in S3 and CloudWatch. */
const stored = async (): Promise<unknown> => ({ objects: await s3.objects(), succeeded: await metric("DumpSucceeded") });
const nothing = { objects: [], succeeded: [] };

describe(`dumps of a real database, copied by aws ${awsVersion} to S3 as moto plays it`, () => {
    it("lie under their name, their checksum came last, and then the metric", async () => {
        const began = Math.floor(Date.now() / 1000);
        const { status, printed } = await run();
        const [dump, checksum] = (await s3.objects()) as [string, string];
        expect([status, printed]).toEqual([0, `s3://${bucket}/${dump}\n`]);
        expect(dump).toMatch(/^database\/websys_backup_\d{8}_\d{6}\.sql$/);
        expect(s3.requests).toEqual([`PUT ${dump}`, `PUT ${dump}.sha256`, "POST metrics"]);
        const data = await s3.get(dump);
        expect(await s3.objects()).toEqual([dump, checksum]);
        expect(String(await s3.get(checksum))).toBe(`${sha256(data)}  ${path.basename(dump)}\n`);
        expect(await Promise.all(["DumpSucceeded", "DumpBytes"].map(metric))).toEqual([[1], [data.length]]);
        const [succeeded] = (await metric("DumpTime")) as [number];
        expect(succeeded >= began && succeeded <= Date.now() / 1000).toBe(true);
        // S3 computed the checksum itself, and lets nobody delete what it has.
        for (const key of [dump, checksum]) {
            const headers = await s3.head(key);
            const base64 = Buffer.from(sha256(await s3.get(key)), "hex").toString("base64");
            expect([headers.get("x-amz-checksum-sha256"), headers.get("x-amz-object-lock-mode")]).toEqual([base64, "GOVERNANCE"]);
            expect(await s3.deleteVersion(key)).toBe(403);
        }
    });

    it("of a database in the cluster lie on their volume, with a checksum", async () => {
        const { status, files } = await place.run(pods.dumpInCluster, access(server, owner));
        const [lock, dump, checksum] = files as [string, string, string];
        expect([status, lock, checksum]).toEqual([0, ".lock", `${dump}.sha256`]);
        expect(dump).toMatch(/^websys_db_prod_backup_\d{8}_\d{6}\.dump$/);
        expect(fs.readFileSync(place.file(checksum), "utf8")).toBe(`${sha256(fs.readFileSync(place.file(dump)))}  ${dump}\n`);
    });

    it("show the password to no process list and no log", async () => {
        const said = path.join(place.folder, "said");
        for (const name of ["pg_dump", "pg_restore", "sha256sum", "aws"]) {
            const real = [server.programs, awsPrograms(), "/usr/bin"].map(folder => path.join(folder, name)).find(fs.existsSync)!;
            place.program(name, `printf "%s\\n" "${name} $*" >> ${said}`, `exec ${real} "$@"`);
        }
        const { status, printed } = await run();
        const [dump] = (await s3.objects()) as [string];
        const file = path.basename(dump);
        const calls = fs.readFileSync(said, "utf8");
        const target = (name: string): string => `s3://${bucket}/database/${name}`;
        const dimension = `Dimensions=[{Name=Database,Value=${pods.metric.database}}]`;
        expect([
            status,
            ...calls
                .replace(/(?<=DumpTime,.*Value=)\d{10}(?=,)/, "now")
                .trim()
                .split("\n"),
        ]).toEqual([
            0,
            `pg_dump --format=custom --no-owner --no-privileges --file=${file}.part`,
            `pg_restore --file=/dev/null ${file}.part`,
            `sha256sum ${file}`,
            `sha256sum --check --quiet ${file}.sha256`,
            `aws s3 cp --only-show-errors --checksum-algorithm SHA256 ${file} ${target(file)}`,
            `aws s3 cp --only-show-errors --checksum-algorithm SHA256 ${file}.sha256 ${target(`${file}.sha256`)}`,
            `aws cloudwatch put-metric-data --namespace ${pods.metric.namespace} --metric-data ` +
                `MetricName=DumpSucceeded,${dimension},Value=1,Unit=Count MetricName=DumpTime,${dimension},Value=now,Unit=Seconds MetricName=DumpBytes,${dimension},Value=${(await s3.get(dump)).length},Unit=Bytes`,
        ]);
        expect(calls + printed).not.toContain(owner.password);
    });

    it("are tried again while S3 has too much to do", async () => {
        s3.refuse(request => /^PUT .*\.sql$/.test(request), 2);
        expect((await run()).status).toBe(0);
        const [dump] = (await s3.objects()) as [string];
        expect(s3.requests).toEqual([`PUT ${dump}`, `PUT ${dump}`, `PUT ${dump}`, `PUT ${dump}.sha256`, "POST metrics"]);
    });
});

describe("dumps fail", () => {
    /** The file that pg_dump wrote, in a program that takes its place. */
    const written = ['file="${*: -1}"', 'file="${file#--file=}"'];
    const real = (): string => `${path.join(server.programs, "pg_dump")} "$@"`;

    /** Fails, and leaves nothing: on the volume or in the bucket. */
    async function failsWith(message: RegExp | string, more?: Record<string, string>): Promise<void> {
        const { status, printed, files } = await run(more);
        expect([status, files]).toEqual([1, [".lock"]]);
        expect(printed).toMatch(message);
        expect(s3.requests).toEqual([]);
        expect(await stored()).toEqual(nothing);
    }

    it("fail with a server that does not let them in", () =>
        failsWith('password authentication failed for user "websys"', { POSTGRES_PASSWORD: "wrong" }));

    it("fail without TLS", () => failsWith("no encryption", { PGSSLMODE: "disable" }));

    it("fail with a pg_dump that ends halfway", async () => {
        place.program("pg_dump", real(), ...written, 'truncate --size=100000 "$file"', "exit 1");
        await failsWith(/^$/);
    });

    it("fail when the file is torn though pg_dump is content, which its list of contents does not show", async () => {
        place.program(
            "pg_dump",
            real(),
            ...written,
            'truncate --size=-1000 "$file"',
            'pg_restore --list "$file" > /dev/null && echo "the list is whole"',
        );
        await failsWith(/^the list is whole\npg_restore: error: /);
    });

    it("fail when a file changes between dump and upload, or there is none", async () => {
        expect((await place.runContainer(uploader, env())).status).toBe(1);
        await place.runContainer(dumper, env());
        const [, dump] = place.files as [string, string];
        fs.appendFileSync(place.file(dump), "x");
        expect(await place.runContainer(uploader, env())).toMatchObject({
            status: 1,
            printed: expect.stringContaining(`${dump}: FAILED\n`) as string,
        });
        expect([s3.requests, await stored()]).toEqual([[], nothing]);
    });

    it("fail with a bucket that is not theirs, and no checksum follows", async () => {
        const { status, printed } = await run({ TARGET: "s3://somebody-elses/database/" });
        expect(status).toBe(1);
        expect(printed).toContain("NoSuchBucket");
        expect(s3.requests).toEqual([expect.stringMatching(/^PUT .*\.sql$/)]);
        expect(await metric("DumpSucceeded")).toEqual([]);
    });

    it("fail loudly with a metric that CloudWatch does not take, and the dump counts all the same", async () => {
        s3.refuse(request => request === "POST metrics", 1, 403);
        const { status, printed } = await run();
        expect(status).toBe(1);
        const [dump, checksum] = (await s3.objects()) as [string, string];
        expect(checksum).toBe(`${dump}.sha256`);
        expect(printed).toContain(
            `s3://${bucket}/${dump} is stored and counts, but CloudWatch did not take the metrics of ${pods.metric.namespace}\n`,
        );
        expect(await metric("DumpSucceeded")).toEqual([]);
    });
});

describe("the scripts", () => {
    it("leave shellcheck nothing to say", () => {
        const all = [pods.dump, pods.restore, pods.dumpInCluster, pods.restoreInCluster].flatMap(allContainers);
        expect(all.map(({ name }) => name)).toEqual(["dump", "upload", "fetch", "restore", "dump", "restore"]);
        for (const { command } of all) {
            const { status, stdout, stderr } = spawnSync("shellcheck", ["--shell=bash", "-"], { input: command[2]!, encoding: "utf8" });
            expect([status, stdout, stderr]).toEqual([0, "", ""]);
        }
    });
});
