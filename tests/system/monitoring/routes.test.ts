import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { severities, type AlertChange } from "../../../components/monitoring-stack/alerts/args";
import { alertRules } from "../../../components/monitoring-stack/alerts/rules";
import { configText } from "../../../components/monitoring-stack/notify/alertmanager-config";
import type { NotifyArgs } from "../../../components/monitoring-stack/notify/args";
import { messages, messagesFile } from "../../../components/monitoring-stack/notify/messages";
import { secretFilesOf, secretsFolder } from "../../../components/monitoring-stack/notify/receivers";
import { everything } from "../../unit/monitoring/dashboard-context";
import { everyKind, topicArns } from "../../unit/monitoring/notifying";
import { freePorts, pause, until } from "../kubernetes/server";
import { MonitoringProcess } from "./servers";
import { goTool } from "./tools";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "routes-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const amtool = (...args: readonly string[]): string =>
    execFileSync(goTool("amtool"), args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Writes what the ConfigMap holds; returns where the configuration is. */
function written(name: string, config: string): string {
    const own = path.join(folder, name);
    fs.mkdirSync(own, { recursive: true });
    fs.writeFileSync(path.join(own, messagesFile), messages);
    const file = path.join(own, "alertmanager.yml");
    fs.writeFileSync(file, config);
    return file;
}

const routes = { critical: ["pager", "people"], warning: ["team"] } as const;
const maintenance: NotifyArgs["maintenance"] = [
    { name: "night", weekdays: ["sunday", "monday:friday"], from: "02:00", to: "04:30", timeZone: "Asia/Tokyo" },
    { name: "until-midnight", from: "22:00", to: "24:00" },
    { name: "batch", from: "01:00", to: "02:00", alerts: ["JobFailed", "HighLatency"] },
];
const { monitored, http: httpMetrics, alerts: args } = everything;
const changes: Record<string, AlertChange> = {
    DatabaseConnectionPoolFull: { route: ["mail", "team", "people"] },
    HighErrorRate: { route: ["mail", "hook"], severity: "critical" },
    HighLatency: { route: ["hook"] },
};
const alerts = alertRules({
    monitored,
    http: httpMetrics,
    args: { ...args, changes },
    watchdog: true,
    highAvailability: true,
    retentionDays: 15,
});

const configurations: Record<string, NotifyArgs> = {
    everything: { receivers: everyKind, routes, maintenance, watchdog: { url: "https://hc-ping.com/x", seconds: 90 } },
    defaults: { receivers: everyKind },
    ...Object.fromEntries(Object.entries(everyKind).map(([name, receiver]) => [name, { receivers: { [name]: receiver } }])),
};
const rendered = (notify: NotifyArgs): string =>
    configText({
        notify,
        alerts: "mail" in notify.receivers && "hook" in notify.receivers ? alerts : [],
        scrapeSeconds: 15,
        topics: topicArns,
        region: "eu-west-1",
    });

describe("the configuration", () => {
    it.each(Object.keys(configurations))("is taken by Alertmanager: %s", name => {
        expect(amtool("check-config", written(name, rendered(configurations[name]!)))).toContain("SUCCESS");
    });

    it("is refused where it is wrong: the check does look", () => {
        const broken = rendered(configurations.everything!).replace("receiver: team", "receiver: nobody-there");
        expect(() => amtool("check-config", written("broken", broken))).toThrow();
    });
});

describe("every alert that there is", () => {
    const of = (name: string): string[] => (name === "Nobody" || name === "DeadMansSwitch" ? [name] : name.split("+"));
    const taken = (file: string, labels: Readonly<Record<string, string>>): string[] =>
        of(
            amtool(
                "config",
                "routes",
                "test",
                "--config.file",
                file,
                ...Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`),
            ).trim(),
        );
    const notWatchdog = alerts.filter(({ name }) => name !== "Watchdog");
    const declared = (severity: "critical" | "warning", route: readonly string[] | undefined): string[] =>
        [...(route ?? routes[severity])].sort();

    it("goes to those of its route, or of its severity", () => {
        const file = written("everything", rendered(configurations.everything!));
        expect(notWatchdog.length).toBeGreaterThan(50);
        const went = notWatchdog.map(({ name, severity, route }) => ({
            name,
            to: taken(file, { alertname: name, severity, namespace: "shop", ...(route ? { route: route.join(",") } : {}) }),
        }));
        expect(went).toEqual(notWatchdog.map(({ name, severity, route }) => ({ name, to: declared(severity, route) })));
        expect(
            notWatchdog
                .filter(({ route }) => route)
                .map(({ name }) => name)
                .sort(),
        ).toEqual(Object.keys(changes).sort());
    });

    it.each(severities)("goes to those of its severity, where it is one that nobody knows: %s", severity => {
        const file = written("everything", rendered(configurations.everything!));
        expect(taken(file, { alertname: "Foreign", severity })).toEqual(declared(severity, undefined));
        // The label of services' routes is no route of ours.
        expect(taken(file, { alertname: "Foreign", severity, route: "/api/payment" })).toEqual(declared(severity, undefined));
        expect(taken(file, { alertname: "Foreign" })).toEqual(["team"]);
    });

    it("goes to the switch alone, where it is the Watchdog; to nobody, where there is none", () => {
        const watchdog = { alertname: "Watchdog", severity: "warning" };
        expect(taken(written("everything", rendered(configurations.everything!)), watchdog)).toEqual(["DeadMansSwitch"]);
        expect(taken(written("defaults", rendered(configurations.defaults!)), watchdog)).toEqual(["Nobody"]);
    });
});

describe("the messages", () => {
    const alert = (job: string, status: "firing" | "resolved", annotations: Record<string, string>) => ({
        status,
        labels: { alertname: "HighErrorRate", severity: "critical", namespace: "shop", job, route: "mail,hook" },
        annotations,
        startsAt: "2026-11-23T04:00:00Z",
        endsAt: status === "resolved" ? "2026-11-23T04:10:00Z" : "0001-01-01T00:00:00Z",
    });
    const one = alert("api", "firing", { summary: "5 % < x & y", runbook_url: "https://runbooks.example.com/services#higherrorrate" });
    const two = alert("web", "resolved", {});

    /** What Alertmanager makes of a text for these alerts. */
    function shown(text: string, alerts: readonly object[], severity = "critical", commonAnnotations = {}): string {
        const data = {
            receiver: "team",
            status: alerts.includes(two) && alerts.length === 1 ? "resolved" : "firing",
            alerts,
            groupLabels: { alertname: "HighErrorRate" },
            commonLabels: { alertname: "HighErrorRate", severity },
            commonAnnotations,
            externalURL: "http://alertmanager",
        };
        const own = path.dirname(written("messages", ""));
        const file = path.join(own, "data.json");
        fs.writeFileSync(file, JSON.stringify(data));
        const glob = path.join(own, messagesFile);
        return amtool("template", "render", "--template.glob", glob, "--template.data", file, "--template.text", text);
    }
    const said = (template: string, ...alerts: readonly object[]): string => shown(`{{ template "webstack.${template}" . }}`, alerts);

    it("have a title of one line, which SNS takes", () => {
        expect(said("title", one)).toBe("FIRING critical HighErrorRate");
        expect(said("title", one, two)).toBe("FIRING critical HighErrorRate (2)");
        expect(said("title", two)).toBe("RESOLVED critical HighErrorRate");
        const long = alert("api", "firing", { summary: "x".repeat(300) });
        expect(said("line", long).length).toBeLessThanOrEqual(160);
        expect(said("title", ...Array.from({ length: 1000 }, () => one)).length).toBeLessThan(100);
    });

    it("say in a line what it is about", () => {
        expect(said("line", one)).toBe("FIRING critical HighErrorRate: 5 % < x & y");
        expect(said("line", two)).toBe("RESOLVED critical HighErrorRate");
    });

    it("say in a mail where, since when, and what to do", () => {
        expect(said("text", one, two)).toBe(
            [
                "FIRING: 5 % < x & y",
                "job: api",
                "namespace: shop",
                "since: 2026-11-23 04:00 UTC",
                "what to do: https://runbooks.example.com/services#higherrorrate",
                "",
                "RESOLVED: HighErrorRate",
                "job: web",
                "namespace: shop",
                "since: 2026-11-23 04:00 UTC",
                "until: 2026-11-23 04:10 UTC",
                "",
                "",
            ].join("\n"),
        );
    });

    it("are understood, each of the configuration's", () => {
        const textsOf = (value: unknown): string[] =>
            typeof value === "string" ? (value.includes("{{") ? [value] : []) : Object.values(value ?? {}).flatMap(textsOf);
        const texts = [...new Set(textsOf(parse(rendered(configurations.everything!))))];
        expect(texts.length).toBeGreaterThan(8);
        for (const text of texts) expect(() => shown(text, [one, two])).not.toThrow();
        expect(() => shown('{{ template "webstack.nothing" . }}', [one])).toThrow();
        const colour = texts.find(text => text.includes("danger"))!;
        expect([shown(colour, [one]), shown(colour, [one], "warning"), shown(colour, [two])]).toEqual(["danger", "warning", "good"]);
        const severity = texts.find(text => text.includes("}}critical{{"))!;
        expect([shown(severity, [one]), shown(severity, [one], "warning")]).toEqual(["critical", "warning"]);
    });

    it("link to a runbook that has an address, and name one that is a page of a repository", () => {
        const page = { runbook_url: "docs/runbooks/alerts/services.md#higherrorrate" };
        const address = { runbook_url: "https://runbooks.example.com/services#higherrorrate" };
        expect(shown('{{ template "webstack.address" . }}', [one], "critical", address)).toBe(address.runbook_url);
        expect(shown('{{ template "webstack.address" . }}', [one], "critical", page)).toBe("");
        expect(shown('{{ template "webstack.address" . }}', [one])).toBe("");
        expect(said("slack.text", alert("api", "firing", page))).toContain(
            "\nWhat to do: docs/runbooks/alerts/services.md#higherrorrate\n",
        );
    });

    it("leave to Slack none of its own signs", () => {
        expect(said("slack.text", one, two)).toBe(
            [
                "*5 % &lt; x &amp; y*",
                "job: api",
                "namespace: shop",
                "<https://runbooks.example.com/services#higherrorrate|What to do>",
                ":white_check_mark: *HighErrorRate*",
                "job: web",
                "namespace: shop",
                "",
            ].join("\n"),
        );
    });
});

describe("a pair of Alertmanagers", () => {
    const pair: MonitoringProcess[] = [];
    const posted: { path: string; token: string | undefined; body: { status: string; alerts: unknown[] } }[] = [];
    const receiver = http.createServer((request, response) => {
        let body = "";
        request.on("data", (chunk: Buffer) => (body += chunk.toString()));
        request.on("end", () => {
            posted.push({
                path: request.url!,
                token: request.headers.authorization,
                body: JSON.parse(body) as (typeof posted)[number]["body"],
            });
            response.end();
        });
    });
    afterAll(async () => {
        await Promise.all(pair.map(one => one.stop()));
        receiver.closeAllConnections();
        receiver.close();
    });

    it("find one another, and tell people once, with what is in the files", async () => {
        await new Promise<void>(resolve => receiver.listen(0, "127.0.0.1", resolve));
        const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
        const notify: NotifyArgs = {
            receivers: { hook: { kind: "webhook", url: `${address}/alerts`, token: "secret-token" } },
            watchdog: { url: `${address}/alive` },
        };
        const config = configText({ notify, alerts: [], scrapeSeconds: 15 });
        const gossip = await freePorts(2);
        for (const [index, port] of (await freePorts(2)).entries()) {
            const one = new MonitoringProcess("alertmanager", port);
            pair.push(one);
            // As the kubelet writes them: some with a line break at their end.
            for (const [name, text] of Object.entries(secretFilesOf(notify))) one.write(path.join("secrets", name), `${text as string}\n`);
            one.write(messagesFile, messages);
            const file = one.write("alertmanager.yml", config.replaceAll(secretsFolder, path.join(one.folder, "secrets")));
            await one.start(
                [
                    `--config.file=${file}`,
                    `--storage.path=${one.folder}/data`,
                    `--web.listen-address=127.0.0.1:${port}`,
                    `--cluster.listen-address=[127.0.0.1]:${gossip[index]}`,
                    "--cluster.peer-timeout=4s",
                    // Of the second, the first knows no address yet: it looks again.
                    ...gossip.map(other => `--cluster.peer=localhost:${other}`),
                ],
                "/-/ready",
            );
        }
        for (const one of pair) {
            await until("the pair", async () => {
                const status = (await (await fetch(`${one.address}/api/v2/status`)).json()) as {
                    cluster: { status: string; peers: unknown[] };
                };
                return status.cluster.status === "ready" && status.cluster.peers.length === 2;
            });
        }
        const firing = ["HighErrorRate", "Watchdog"].map(alertname => ({
            labels: { alertname, severity: "critical", job: "web" },
            annotations: {},
        }));
        for (const one of pair) {
            const answer = await fetch(`${one.address}/api/v2/alerts`, {
                method: "POST",
                headers: { "Content-Type": "application/json" },
                body: JSON.stringify(firing),
            });
            expect(answer.status).toBe(200);
        }
        await until("people are told", () => Promise.resolve(posted.some(({ path }) => path === "/alerts")));
        // So long the second one waits for the first to have told.
        await pause(8_000);
        const told = posted.filter(({ path }) => path === "/alerts");
        expect(told.map(({ token, body }) => ({ token, status: body.status, alerts: body.alerts.length }))).toEqual([
            { token: "Bearer secret-token", status: "firing", alerts: 1 },
        ]);
        expect(posted.filter(({ path }) => path === "/alive").length).toBeGreaterThanOrEqual(1);
    });
});
