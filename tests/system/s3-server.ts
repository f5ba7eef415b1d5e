import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { motoServer } from "./aws-programs";
import { region } from "../unit/support";
import { freePort, until } from "./nginx-server";

interface Answer {
    readonly status: number;
    readonly headers: Headers;
    readonly body: Buffer;
}

/** moto looks who asks, not whether it is true. */
const signedFor = (service: string, place: string): string =>
    `AWS4-HMAC-SHA256 Credential=test/20260101/${place}/${service}/aws4_request, SignedHeaders=host, Signature=none`;

/** A request for an object: `PUT database/shop.dump`. */
type Matches = (request: string) => boolean;

/**
 * S3 and CloudWatch on this machine. Between them and the command `aws` stands a proxy, which knows what was asked for,
 * and can be overloaded or silent when a test wants it to.
 */
export class S3Server {
    /** Requests that changed something, in their order: method and path. */
    readonly requests: string[] = [];
    #refused: { readonly matches: Matches; times: number; readonly status: number } | undefined;
    #silent: Matches | undefined;

    private constructor(
        readonly bucket: string,
        readonly moto: ChildProcess,
        readonly port: number,
        readonly proxy: http.Server,
    ) {}

    static async start(bucket: string): Promise<S3Server> {
        const port = await freePort();
        const moto = spawn(motoServer(), ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore", env: { PATH: process.env.PATH } });
        const proxy = http.createServer((request, response) => server.#pass(request, response));
        const server = new S3Server(bucket, moto, port, proxy);
        await new Promise<void>(resolve => proxy.listen(0, "127.0.0.1", resolve));
        await until(() =>
            server.#ask("GET", "/moto-api/").then(
                ({ status }) => status === 200,
                () => false,
            ),
        );
        return server;
    }

    async stop(): Promise<void> {
        this.proxy.closeAllConnections();
        this.proxy.close();
        const ended = new Promise(resolve => this.moto.once("exit", resolve));
        this.moto.kill();
        await ended;
    }

    /** What a container needs to find it. */
    get environment(): Record<string, string> {
        const { port } = this.proxy.address() as AddressInfo;
        return { AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
    }

    /** Until the next reset asks everybody who they are. @returns what a container needs to be somebody with these policies and no others */
    async guard(policies: readonly string[]): Promise<Record<string, string>> {
        const iam = (query: Record<string, string>): Promise<Answer> =>
            this.#query("iam", { Version: "2010-05-08", UserName: "job", ...query });
        await iam({ Action: "CreateUser" });
        const Statement = policies.flatMap(policy => (JSON.parse(policy) as { Statement: unknown[] }).Statement);
        // As moto calls CloudWatch, where AWS does not.
        const own = JSON.stringify({ Version: "2012-10-17", Statement }).replaceAll("cloudwatch:Put", "monitoring:Put");
        await iam({ Action: "PutUserPolicy", PolicyName: "own", PolicyDocument: own });
        const { body } = await iam({ Action: "CreateAccessKey" });
        const of = (name: string): string => new RegExp(`<${name}>([^<]+)<`).exec(String(body))![1]!;
        await this.#ask("POST", "/moto-api/reset-auth", "0");
        return { ...this.environment, AWS_ACCESS_KEY_ID: of("AccessKeyId"), AWS_SECRET_ACCESS_KEY: of("SecretAccessKey") };
    }

    /** Forgets everything; then the bucket is there again, empty, with versions and a lock of 30 days, as FileStorage makes it. */
    async reset(): Promise<void> {
        await this.#ask("POST", "/moto-api/reset-auth", "inf");
        await this.#ask("POST", "/moto-api/reset");
        await this.#ask("PUT", `/${this.bucket}`, undefined, { "x-amz-bucket-object-lock-enabled": "true" });
        const lock = "<Rule><DefaultRetention><Mode>GOVERNANCE</Mode><Days>30</Days></DefaultRetention></Rule>";
        const configuration = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${lock}</ObjectLockConfiguration>`;
        const { status } = await this.#ask("PUT", `/${this.bucket}?object-lock`, configuration);
        if (status !== 200) throw new Error(`no lock: ${status}`);
        this.requests.length = 0;
        this.#refused = this.#silent = undefined;
    }

    /** Refuses so many requests: because there are too many, or for good. */
    refuse(matches: Matches, times: number, status: 503 | 403 = 503): void {
        this.#refused = { matches, times, status };
    }

    /** Takes such requests and never answers. */
    silence(matches: Matches): void {
        this.#silent = matches;
    }

    /** Names of all objects, in their order. */
    async objects(): Promise<string[]> {
        const { body } = await this.#ask("GET", `/${this.bucket}?list-type=2`);
        return [...String(body).matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key!);
    }

    async get(key: string): Promise<Buffer> {
        const { status, body } = await this.#ask("GET", `/${this.bucket}/${key}`);
        if (status !== 200) throw new Error(`${key}: ${status}`);
        return body;
    }

    async put(key: string, body: Buffer | string): Promise<void> {
        const md5 = createHash("md5").update(body).digest("base64");
        const { status } = await this.#ask("PUT", `/${this.bucket}/${key}`, body, { "content-md5": md5 });
        if (status !== 200) throw new Error(`${key}: ${status}`);
    }

    /** What S3 knows of an object. */
    async head(key: string): Promise<Headers> {
        return (await this.#ask("HEAD", `/${this.bucket}/${key}`, undefined, { "x-amz-checksum-mode": "ENABLED" })).headers;
    }

    /** What comes of trying to delete a version for good. */
    async deleteVersion(key: string): Promise<number> {
        const version = (await this.head(key)).get("x-amz-version-id")!;
        return (await this.#ask("DELETE", `/${this.bucket}/${key}?versionId=${version}`)).status;
    }

    /** The sums of a metric's values, by the namespace and the database; none where nothing was said. */
    async metric(namespace: string, name: string, database: string): Promise<number[]> {
        const { body } = await this.#query("monitoring", {
            ...{ Action: "GetMetricStatistics", Version: "2010-08-01", Namespace: namespace, MetricName: name },
            ...{ StartTime: "2020-01-01T00:00:00Z", EndTime: "2100-01-01T00:00:00Z", Period: "86400" },
            ...{ "Statistics.member.1": "Sum", "Dimensions.member.1.Name": "Database", "Dimensions.member.1.Value": database },
        });
        return [...String(body).matchAll(/<Sum>([^<]+)<\/Sum>/g)].map(([, sum]) => Number(sum));
    }

    #query(service: string, query: Record<string, string>): Promise<Answer> {
        const type = "application/x-www-form-urlencoded";
        return this.#ask("POST", "/", String(new URLSearchParams(query)), {
            "content-type": type,
            authorization: signedFor(service, region),
        });
    }

    async #ask(method: string, url: string, body?: Buffer | string, headers: Record<string, string> = {}): Promise<Answer> {
        const response = await fetch(`http://127.0.0.1:${this.port}${url}`, {
            method,
            headers: { authorization: signedFor("s3", "us-east-1"), "content-type": "text/plain", ...headers },
            ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
        });
        return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
    }

    #pass(request: http.IncomingMessage, response: http.ServerResponse): void {
        const { method, url, headers } = request;
        const [place] = url!.split("?");
        const asked = `${method} ${place === "/" ? "metrics" : place!.replace(`/${this.bucket}/`, "")}`;
        if (method !== "GET" && method !== "HEAD") this.requests.push(asked);
        if (this.#silent?.(asked)) return;
        if (this.#refused && this.#refused.times > 0 && this.#refused.matches(asked)) {
            const { status } = this.#refused;
            this.#refused.times--;
            request.resume().on("end", () => response.writeHead(status).end());
            return;
        }
        const forwarded = http.request({ host: "127.0.0.1", port: this.port, method, path: url, headers }, answer => {
            response.writeHead(answer.statusCode!, answer.headers);
            answer.pipe(response);
        });
        forwarded.on("error", () => response.destroy());
        response.on("close", () => forwarded.destroy());
        request.pipe(forwarded);
    }
}
