import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { toArchive, toCloudWatch, toLoki, toOpenSearch } from "../../../components/monitoring-stack/logs/outputs";
import { until } from "../kubernetes/server";
import { FluentBit, Receiver } from "./fluent-bit";

/** From the files of the node to what leaves it. */
describe("Fluent Bit", () => {
    const lines = [
        "plain text of anna@example.com",
        '{"level":"info","n":1.10,"msg":"日本語"}',
        '{"level":"error","user":{"id":7,"password":"hunter2"},"tags":["a"],"ok":true}',
        '{"action":"login","actor":"anna@example.com","token":"abc"}',
    ];
    const left = {
        access: ["plain text of [redacted:email]", lines[1]!],
        error: ['{"level":"error","user":{"id":7,"password":"[redacted:password]"},"tags":["a"],"ok":true}'],
        audit: ['{"action":"login","actor":"anna@example.com","token":"[redacted:token]"}'],
    };
    const groups = { access: "/a", error: "/e", audit: "/u" };
    let receiver: Receiver;
    let port: number;
    let agent: FluentBit;

    beforeEach(async () => {
        receiver = new Receiver();
        port = await receiver.start();
    });
    afterEach(() => {
        agent.remove();
        receiver.stop();
    });

    /** The outputs' servers are the receiver; CloudWatch's, which speaks TLS alone, is asked in JSON lines. */
    const here = (output: Record<string, unknown>): Record<string, unknown> => {
        switch (output.name) {
            case "s3":
                return { ...output, endpoint: `http://127.0.0.1:${port}` };
            case "cloudwatch_logs":
                return {
                    name: "http",
                    match: "*",
                    host: "127.0.0.1",
                    port,
                    uri: `/${String(output.alias)}`,
                    format: "json_lines",
                    processors: output.processors,
                };
            default:
                return { ...output, host: "127.0.0.1", port, tls: "off" };
        }
    };
    const records = (url: string): Record<string, unknown>[] =>
        receiver.calls
            .filter(call => call.url === url)
            .flatMap(({ body }) => body.toString().trim().split("\n"))
            .map(text => JSON.parse(text) as Record<string, unknown>);
    const linesOf = (name: string): unknown[] => records(`/${name}`).map(({ line }) => line);
    const cloudWatch = {
        namespaces: ["shop"],
        documents: false,
        outputs: [...toCloudWatch("eu-west-1", groups), toArchive("eu-west-1", "archive")],
    };

    it("sends lines by their class, without what is to stay, and audit lines to the archive too", async () => {
        agent = new FluentBit(here);
        agent.write("web", lines);
        await agent.start({ ...cloudWatch, redact: undefined });
        await until("all lines are there", () => receiver.calls.filter(({ url }) => url.length < 10).length >= 3);
        await agent.stop();
        expect({ access: linesOf("access"), error: linesOf("error"), audit: linesOf("audit") }).toEqual(left);
        const [put, ...more] = receiver.calls.filter(({ method }) => method === "PUT");
        expect(more).toEqual([]);
        expect(put!.url).toMatch(/^\/archive\/audit\/\d{4}\/\d\d\/\d\d\/shop\.web-7c9\.x\.web\/\d{6}-\w{8}\.jsonl\.gz$/);
        // Without it S3 refuses what it is to lock.
        expect(put!.headers["content-md5"]).toBe(createHash("md5").update(put!.body).digest("base64"));
        expect(JSON.parse(gunzipSync(put!.body).toString())).toEqual({
            time: "2026-11-23T04:00:00.000000Z",
            line: left.audit[0],
            namespace: "shop",
            pod: "web-7c9.x",
            container: "web",
        });
        expect(receiver.calls.filter(({ body }) => /hunter2|"abc"/.test(body.toString()))).toEqual([]);
    });

    it("has new rules without a restart, and loses no line", async () => {
        agent = new FluentBit(here);
        agent.write("web", ["first ORD-1"]);
        await agent.start({ ...cloudWatch, redact: undefined });
        await until("the first is there", () => linesOf("access").length === 1);
        agent.configure({ ...cloudWatch, redact: { patterns: [{ name: "order", pattern: "ORD%-%d+" }] } });
        await agent.reload();
        agent.write("web", ["second ORD-2"]);
        await until("the second is there", () => linesOf("access").length === 2);
        expect(linesOf("access")).toEqual(["first ORD-1", "second [redacted:order]"]);
    });

    it("makes documents for OpenSearch, signed for its serverless kind", async () => {
        agent = new FluentBit(here);
        agent.write("web", lines);
        await agent.start({
            namespaces: ["shop"],
            redact: undefined,
            documents: true,
            outputs: toOpenSearch("eu-west-1", "x.aoss.amazonaws.com"),
        });
        const bulk = (): Record<string, unknown>[] => records("/_bulk");
        await until("all lines are there", () => bulk().length === 8);
        await agent.stop();
        const documents = bulk().flatMap((row, index, all) => (index % 2 === 0 ? [[row.create, all[index + 1]]] : []));
        const of = (line: string): unknown => documents.find(([, document]) => (document as { line: string }).line === line);
        const place = { "@timestamp": "2026-11-23T04:00:00.000Z", namespace: "shop", pod: "web-7c9.x", container: "web" };
        expect(of(left.access[0]!)).toEqual([{ _index: "access" }, { ...place, line: left.access[0] }]);
        expect(of(left.error[0]!)).toEqual([
            { _index: "error" },
            {
                ...place,
                line: left.error[0],
                texts: { level: "error", user_password: "[redacted:password]", tags_1: "a" },
                numbers: { user_id: 7 },
                flags: { ok: true },
            },
        ]);
        expect(of(left.audit[0]!)).toEqual([
            { _index: "audit" },
            { ...place, line: left.audit[0], texts: { action: "login", actor: "anna@example.com", token: "[redacted:token]" } },
        ]);
        expect(receiver.calls[0]!.headers.authorization).toMatch(
            /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/aoss\/aws4_request, /,
        );
        expect(receiver.calls[0]!.headers["x-amz-content-sha256"]).toMatch(/^[0-9a-f]{64}$/);
    });

    it("makes streams of few labels for Loki, with the line as it is", async () => {
        agent = new FluentBit(here);
        agent.write("web", lines);
        await agent.start({ namespaces: ["shop"], redact: undefined, documents: false, outputs: toLoki("loki.monitoring.svc", 3100) });
        type Stream = { stream: Record<string, string>; values: [string, string, Record<string, string>][] };
        const streams = (): Stream[] => records("/loki/api/v1/push").flatMap(body => body.streams as Stream[]);
        await until("all lines are there", () => streams().flatMap(({ values }) => values).length === 4);
        for (const [name, some] of Object.entries(left)) {
            const mine = streams().filter(({ stream }) => stream.class === name);
            expect(mine.map(({ stream }) => stream)).toEqual(mine.map(() => ({ class: name, namespace: "shop", container: "web" })));
            expect(mine.flatMap(({ values }) => values).map(([, line, beside]) => [line, beside])).toEqual(
                some.map(line => [line, { pod: "web-7c9.x" }]),
            );
        }
    });
});
