import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { validateTelemetry } from "../../../components/monitoring-stack/telemetry/args";
import { Figures } from "../../../components/monitoring-stack/telemetry/program/figures";
import { metricsServer, mostBytes, publicServer, serviceServer } from "../../../components/monitoring-stack/telemetry/program/servers";
import { telemetryService } from "../../../components/monitoring-stack/telemetry/service";
import { root } from "../../support/synth";

const origin = "https://shop.example";
const kept = { pages: ["/", "/checkout", "/checkout/pay"], events: ["purchase"] };

describe("the endpoint", () => {
    const figures = new Figures(kept);
    const servers: Server[] = [publicServer(figures, [origin]), serviceServer(figures), metricsServer(figures)];
    let [site, services, metrics]: string[] = [];
    beforeAll(async () => {
        [site, services, metrics] = await Promise.all(
            servers.map(async server => {
                await once(server.listen(0, "127.0.0.1"), "listening");
                return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
            }),
        );
    });
    afterAll(() => servers.forEach(server => server.close()));

    const post = (address: string, body: unknown, headers: Record<string, string> = { Origin: origin }) =>
        fetch(address, { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body), headers });
    const shown = async (name: string): Promise<string[]> =>
        (await (await fetch(`${metrics}/metrics`)).text()).split("\n").filter(line => line.startsWith(name) && !/ 0$/.test(line));

    it("counts what a page tells, by the longest beginning of its path, times in seconds", async () => {
        const report = {
            page: "/checkout/pay?card=1",
            vitals: [
                { name: "LCP", value: 2500 },
                { name: "CLS", value: 0.1 },
                { name: "memory", value: 48 * 2 ** 20 },
            ],
            errors: [{ kind: "javascript" }, { kind: "api" }, { kind: "javascript" }],
            events: ["purchase"],
        };
        const answer = await post(`${site}/vitals`, report);
        expect([answer.status, answer.headers.get("access-control-allow-origin"), await answer.text()]).toEqual([204, origin, ""]);
        expect(await shown("web_vitals_seconds_bucket")).toEqual(
            ["2.5", "3", "4", "6", "10", "30", "+Inf"].map(le => `web_vitals_seconds_bucket{le="${le}",name="LCP",page="/checkout/pay"} 1`),
        );
        expect(await shown("web_vitals_seconds_sum")).toEqual(['web_vitals_seconds_sum{name="LCP",page="/checkout/pay"} 2.5']);
        expect(await shown("web_layout_shift_sum")).toEqual(['web_layout_shift_sum{page="/checkout/pay"} 0.1']);
        expect(await shown("web_memory_bytes_sum")).toEqual([`web_memory_bytes_sum{page="/checkout/pay"} ${48 * 2 ** 20}`]);
        expect(await shown("web_errors_total")).toEqual([
            'web_errors_total{kind="javascript",page="/checkout/pay"} 2',
            'web_errors_total{kind="api",page="/checkout/pay"} 1',
        ]);
        expect(await shown("web_events_total")).toEqual(['web_events_total{event="purchase"} 1']);
    });

    it("answers a browser that asks first, and the load balancer", async () => {
        const asked = await fetch(`${site}/vitals`, { method: "OPTIONS", headers: { Origin: origin } });
        expect([asked.status, asked.headers.get("access-control-allow-origin"), asked.headers.get("access-control-allow-methods")]).toEqual(
            [204, origin, "POST"],
        );
        expect((await fetch(`${site}/health`)).status).toBe(200);
    });

    it("counts what services tell of attacks, at a port of their own", async () => {
        expect((await post(`${services}/security`, { service: "backend", kind: "authentication", count: 3 })).status).toBe(204);
        expect((await post(`${services}/security`, { service: "backend", kind: "authentication" })).status).toBe(204);
        expect(await shown("security_events_total")).toEqual(['security_events_total{kind="authentication",service="backend"} 4']);
    });

    const page = (more: object) => ({ page: "/", ...more });
    it.each([
        ["another site", () => post(`${site}/vitals`, page({}), { Origin: "https://evil.example" }), 403, "origin"],
        ["no site", () => post(`${site}/vitals`, page({}), {}), 403, "origin"],
        ["no JSON", () => post(`${site}/vitals`, "{"), 400, "not-json"],
        ["another key", () => post(`${site}/vitals`, page({ user: "a" })), 400, "not-a-report"],
        ["an unknown vital", () => post(`${site}/vitals`, page({ vitals: [{ name: "XXX", value: 1 }] })), 400, "not-a-report"],
        ["a figure below zero", () => post(`${site}/vitals`, page({ vitals: [{ name: "LCP", value: -1 }] })), 400, "not-a-report"],
        ["too many figures", () => post(`${site}/vitals`, page({ events: Array(51).fill("purchase") })), 400, "not-a-report"],
        ["too much", () => post(`${site}/vitals`, "x".repeat(mostBytes + 1)), 413, "too-large"],
        ["an event nobody declared", () => post(`${site}/vitals`, page({ events: ["steal"] })), 204, "unknown-event"],
        ["an unknown attack", () => post(`${services}/security`, { service: "backend", kind: "other" }), 400, "not-a-report"],
        ["a service with a strange name", () => post(`${services}/security`, { service: "a b", kind: "suspicious" }), 400, "not-a-report"],
    ])("fails: %s", async (_what, ask, status, reason) => {
        const before = await refusals(reason);
        expect((await ask()).status).toBe(status);
        expect(await refusals(reason)).toBe(before + 1);
    });
    const refusals = async (reason: string): Promise<number> =>
        Number((await shown(`telemetry_refused_total{reason="${reason}"}`))[0]?.split(" ").at(-1) ?? 0);

    it("fails: services' reports and Prometheus' page are not to be had where browsers are, nor the other way round", async () => {
        const asks = [
            post(`${site}/security`, {}),
            fetch(`${site}/metrics`),
            post(`${services}/vitals`, {}),
            post(`${metrics}/vitals`, {}),
        ];
        expect((await Promise.all(asks)).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
        expect((await fetch(`${site}/vitals`, { headers: { Origin: origin } })).status).toBe(405);
    });

    it("keeps no more series than were declared, whatever is reported", async () => {
        for (const name of ["/a", "/b?id=1", "/checkout/x", "javascript:alert(1)"]) {
            await post(`${site}/vitals`, { page: name, errors: [{ kind: "promise" }] });
        }
        const pages = (await shown("web_errors_total")).map(line => /page="([^"]*)"/.exec(line)![1]);
        expect([...new Set(pages)].sort()).toEqual(["/", "/checkout", "/checkout/pay", "other"]);
    });
});

describe("the service", () => {
    const service = telemetryService({ origins: [origin], ...kept });

    it("is a script for Node, small enough for an argument, without a path of this machine and with its licences", () => {
        const [node, flag, script] = service.command;
        expect([node, flag]).toEqual(["node", "-e"]);
        expect(Buffer.byteLength(script)).toBeLessThan(128 * 1024);
        expect(script).not.toContain(root);
        expect(script.startsWith("/*\nThis file contains:\n\n")).toBe(true);
        expect(script).toBe(fs.readFileSync(path.join(root, "dist/components/monitoring-stack/telemetry/program/bundle.js"), "utf8"));
    });

    it("runs as it is deployed, and stops when it is told to", async () => {
        const ports = { public: 18080, services: 18081, metrics: 19464 };
        const child: ChildProcess = spawn(process.execPath, ["-e", service.command[2]], {
            env: { TELEMETRY: JSON.stringify({ ...(JSON.parse(service.env.TELEMETRY) as object), ports }) },
            stdio: "ignore",
        });
        const answered = async (): Promise<number> => {
            for (;;) {
                const answer = await fetch(`http://127.0.0.1:${ports.public}/health`).catch(() => undefined);
                if (answer) return answer.status;
                await new Promise(resolve => setTimeout(resolve, 50));
            }
        };
        expect(await answered()).toBe(200);
        await fetch(`http://127.0.0.1:${ports.public}/vitals`, {
            method: "POST",
            headers: { Origin: origin },
            body: JSON.stringify({ page: "/checkout", vitals: [{ name: "INP", value: 180 }] }),
        });
        expect(await (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text()).toContain(
            'web_vitals_seconds_sum{name="INP",page="/checkout"} 0.18',
        );
        const ended = once(child, "exit");
        child.kill("SIGTERM");
        expect(await ended).toEqual([0, null]);
    });

    it("is scraped by itself, and has three ports", () => {
        const { port, ports, metrics, health, env } = service;
        expect({ port, ports, metrics, health }).toEqual({
            port: 8080,
            ports: { services: 8081 },
            metrics: { job: "telemetry", port: 9464 },
            health: { path: "/health" },
        });
        expect(JSON.parse(env.TELEMETRY)).toEqual({
            origins: [origin],
            ...kept,
            ports: { public: 8080, services: 8081, metrics: 9464 },
        });
    });
});

describe("what it takes", () => {
    it.each([
        ["no site", { origins: [] }, ["origins"]],
        ["sites with a path", { origins: ["https://a.example/"] }, ["origins"]],
        ["the same site twice", { origins: [origin, origin] }, ["origins"]],
        ["a page that is no path", { origins: [origin], pages: ["checkout"] }, ["pages"]],
        ["too many pages", { origins: [origin], pages: Array.from({ length: 31 }, (_, index) => `/${index}`) }, ["pages"]],
        ["an event with a space", { origins: [origin], events: ["sign up"] }, ["events"]],
        ["too many events", { origins: [origin], events: Array.from({ length: 51 }, (_, index) => `e${index}`) }, ["events"]],
    ])("fails: %s", (_what, args, paths) => expect(validateTelemetry(args).map(problem => problem.path)).toEqual(paths));

    it("has nothing to say of what is right", () => expect(validateTelemetry({ origins: [origin], ...kept })).toEqual([]));
});
