import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { awsPrograms, awsVersion } from "./aws-programs";
import { bucket, databasePods, type DatabasePods } from "./database-pods";
import { allContainers, PodPlace, type Container } from "./job-pods";
import { S3Server } from "./s3-server";

let s3: S3Server;
let pods: DatabasePods;
let uploader: Container;
let fetcher: Container;
let place: PodPlace;

beforeAll(async () => {
    s3 = await S3Server.start(bucket);
    pods = await databasePods();
    [, uploader] = allContainers(pods.dump) as [Container, Container];
    [fetcher] = allContainers(pods.restore) as [Container];
});
afterAll(() => s3.stop());

/** Larger than what is sent in one piece. */
const data = Buffer.alloc(9_000_000, "dump");
const dump = "websys_backup_20260101_000000.sql";
const checksum = `${createHash("sha256").update(data).digest("hex")}  ${dump}\n`;

beforeEach(async () => {
    await s3.reset();
    place = new PodPlace([awsPrograms()]);
});
afterEach(() => place.remove());

describe(`with the rights of its own role, where everything else is refused (aws ${awsVersion}, moto)`, () => {
    it("the job that dumps copies and counts them, and can read none", async () => {
        fs.writeFileSync(place.file(dump), data);
        fs.writeFileSync(place.file(`${dump}.sha256`), checksum);
        const rights = await s3.guard(pods.rights.dump);
        const { status, printed } = await place.runContainer(uploader, rights);
        expect([status, printed]).toEqual([0, `s3://${bucket}/database/${dump}\n`]);
        expect((await place.runContainer(uploader, { ...rights, TARGET: `s3://${bucket}/elsewhere/` })).printed).toContain("AccessDenied");
        const fetched = await place.runContainer(fetcher, rights);
        expect([fetched.status, fetched.printed]).toEqual([1, expect.stringContaining(`s3://${bucket}/database/ cannot be listed.\n`)]);
    });

    it("the job that restores finds and reads them, and can write none", async () => {
        await s3.put(`database/${dump}`, data);
        await s3.put(`database/${dump}.sha256`, checksum);
        const rights = await s3.guard(pods.rights.restore);
        const { status, printed } = await place.runContainer(fetcher, rights);
        expect([status, printed]).toEqual([0, `s3://${bucket}/database/${dump}\n`]);
        expect(fs.readFileSync(place.file(dump)).equals(data)).toBe(true);
        expect((await place.runContainer(uploader, rights)).printed).toContain("AccessDenied");
    });
});
