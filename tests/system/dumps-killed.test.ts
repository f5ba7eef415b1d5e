import * as fs from "node:fs";
import { awsPrograms, awsVersion } from "./aws-programs";
import { bucket, databasePods, type DatabasePods } from "./database-pods";
import { access, allContainers, PodPlace, type Container } from "./job-pods";
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
let fetcher: Container;

beforeAll(async () => {
    server = await PostgresServer.start();
    owner = createSample(server, "websys", "websys_db_prod");
    s3 = await S3Server.start(bucket);
    pods = await databasePods();
    [dumper, uploader] = allContainers(pods.dump) as [Container, Container];
    [fetcher] = allContainers(pods.restore) as [Container];
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
const succeeded = (): Promise<number[]> => s3.metric(pods.metric.namespace, "DumpSucceeded", pods.metric.database);

const killed = { status: -1, printed: "" };
const sql = expect.stringMatching(/^websys_backup_\d{8}_\d{6}\.sql$/) as string;

/** A dump of before, which counts. */
const older = "websys_backup_20260101_000000.sql";
async function putOlder(): Promise<void> {
    await s3.put(`database/${older}`, "old");
    const digest = "cba06b5736faf67e54b07b561eae94395e774c517a7d910a54369e1263ccfbd4";
    await s3.put(`database/${older}.sha256`, `${digest}  ${older}\n`);
}

/** What the next restore of the latest would take. */
async function fetched(): Promise<string> {
    const elsewhere = new PodPlace([awsPrograms()]);
    try {
        const { status, printed } = await elsewhere.runContainer(fetcher, s3.environment);
        expect([status, elsewhere.files]).toEqual([0, [older, `${older}.sha256`]]);
        return printed;
    } finally {
        elsewhere.remove();
    }
}

describe(`a dump job killed with SIGKILL leaves nothing that counts as a dump (aws ${awsVersion})`, () => {
    it("while pg_dump writes", async () => {
        const partly = (): boolean => place.files.some(name => name.endsWith(".part") && fs.statSync(place.file(name)).size > 100_000);
        const { files, ...rest } = await place.runContainer(dumper, env(), partly);
        expect(rest).toEqual(killed);
        expect(files).toEqual([".lock", expect.stringMatching(/\.sql\.part$/)]);
        expect((await place.runContainer(uploader, env())).status).toBe(1);
        expect([s3.requests, await succeeded()]).toEqual([[], []]);
    });

    it("when the dump is whole and its checksum is not, and the next one clears away what was begun", async () => {
        place.program("sha256sum", 'printf "6ee0"', "exec sleep 60");
        const { files, ...rest } = await place.runContainer(dumper, env(), () => place.files.some(name => name.endsWith(".sha256.part")));
        expect(rest).toEqual(killed);
        expect(files).toEqual([".lock", sql, expect.stringMatching(/\.sql\.sha256\.part$/)]);
        place.program("sha256sum", 'exec /usr/bin/sha256sum "$@"');
        expect((await place.runContainer(uploader, env())).status).toBe(1);
        expect([s3.requests, await succeeded()]).toEqual([[], []]);
        const next = await place.runContainer(dumper, env());
        const [, torn, whole] = next.files as [string, string, string];
        expect([next.status, next.files]).toEqual([0, [".lock", torn, whole, `${whole}.sha256`]]);
    });

    it.each([
        ["of the dump", /^PUT .*\.sql$/, [older, `${older}.sha256`]],
        ["of its checksum", /^PUT .*\.sha256$/, [older, `${older}.sha256`, sql]],
    ])("in the upload %s, and the latest is still the one before", async (_, request, objects) => {
        await putOlder();
        await place.runContainer(dumper, env());
        s3.silence(asked => request.test(asked));
        const { status } = await place.runContainer(uploader, env(), () => s3.requests.some(asked => request.test(asked)));
        expect(status).toBe(-1);
        expect((await s3.objects()).map(key => key.replace("database/", ""))).toEqual(objects);
        expect(await succeeded()).toEqual([]);
        expect(await fetched()).toBe(`s3://${bucket}/database/${older}\n`);
    });

    it("but one that counts, when only the metric was missing", async () => {
        await place.runContainer(dumper, env());
        s3.silence(asked => asked === "POST metrics");
        const { status } = await place.runContainer(uploader, env(), () => s3.requests.includes("POST metrics"));
        expect(status).toBe(-1);
        const [dump, ...rest] = (await s3.objects()) as [string];
        expect([dump.replace("database/", ""), rest, await succeeded()]).toEqual([sql, [`${dump}.sha256`], []]);
    });
});

describe("two dumps at once", () => {
    it("wait for each other, and both count", async () => {
        const runs = await Promise.all([dumper, dumper].map(container => place.runContainer(container, access(server, owner))));
        expect(runs.map(({ status }) => status)).toEqual([0, 0]);
        expect(place.files).toHaveLength(5);
    });
});
