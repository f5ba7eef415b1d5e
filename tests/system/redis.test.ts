import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import * as tls from "node:tls";
import { thirdPartyImages } from "../../components/core/images";
import { accessString } from "../../components/redis-cache/auth-args";
import { evictionOf, type SizedCacheArgs } from "../../components/redis-cache/common-args";
import { until } from "./nginx-server";
import { host, RedisServer } from "./redis-server";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const countOf = (lines: readonly string[], what: string): number => lines.filter(line => line.startsWith(what)).length;

describe("Valkey 8.1 of Debian's packages, configured as in the cluster", () => {
    let server: RedisServer;
    beforeAll(async () => {
        server = await RedisServer.start({ eviction: "volatile-lru", memory: "64Mi" });
    });
    afterAll(() => server.delete());

    it("is of the minor version that is deployed, and has the settings that were written", () => {
        const minor = (version: string): string => version.split(".").slice(0, 2).join(".");
        expect(minor(server.info("valkey_version"))).toBe(minor(thirdPartyImages.redis.version));
        const settings = {
            port: "0",
            appendonly: "yes",
            appendfsync: "everysec",
            maxmemory: "50331648",
            "maxmemory-policy": "volatile-lru",
        };
        const got = server.run(Object.keys(settings).map(name => `CONFIG GET ${name}`));
        expect(got).toEqual(Object.entries(settings).flat());
    });

    it("refuses plain text, and closes", async () => {
        const answer = await new Promise<string>((resolve, reject) => {
            let got = "";
            const socket = net.connect(server.port, "127.0.0.1", () => socket.write(`AUTH ${server.password}\r\nPING\r\n`));
            socket.on("data", chunk => (got += chunk.toString("latin1")));
            socket
                .on("close", () => resolve(got))
                .on("error", error => ("code" in error && error.code === "ECONNRESET" ? resolve(got) : reject(error)));
        });
        expect(answer).not.toMatch(/OK|PONG/);
        expect(server.client([], ["PING"]).printed).not.toContain("PONG");
        expect(server.run(["PING"])).toEqual(["PONG"]);
    });

    /** What a client says of the server's certificate. */
    const verdict = (servername: string, ca?: Buffer): Promise<string> =>
        new Promise(resolve => {
            const socket = tls.connect({ port: server.port, host: "127.0.0.1", servername, ca }, () => {
                resolve(socket.getProtocol()!);
                socket.destroy();
            });
            socket.on("error", error => resolve((error as NodeJS.ErrnoException).code!));
        });

    it("is known by its authority and its name, and by nothing else", async () => {
        const authority = fs.readFileSync(server.certificate);
        expect(await verdict(host, authority)).toBe("TLSv1.3");
        expect(await verdict("other.shop.svc", authority)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
        expect(await verdict(host)).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
    });

    it("takes the password, and refuses another one and none", () => {
        expect(server.run(["PING"], { password: null })).toEqual(["NOAUTH Authentication required."]);
        expect(server.run(["PING"], { password: "wrong" }).join(" ")).toMatch(/NOAUTH Authentication required.*WRONGPASS/);
        expect(server.run(["PING"])).toEqual(["PONG"]);
    });

    it("bears the probes of the kubelet, which connect and go", async () => {
        for (const _ of numbers(50))
            await new Promise<void>((resolve, reject) => {
                const socket = net.connect(server.port, "127.0.0.1", () => socket.end(resolve)).on("error", reject);
            });
        expect(server.run(["PING"])).toEqual(["PONG"]);
    });

    it.each(["SIGTERM", "SIGKILL"] as const)("keeps what it has answered through %s", async signal => {
        const keys = numbers(5000).map(index => `${signal}:${index}`);
        expect(countOf(server.run(keys.map(key => `SET ${key} of-${key} EX 3600`)), "OK")).toBe(5000);
        server.run([`HSET ${signal} field value`]);
        await server.written();
        await server.end(signal);
        await server.resume();
        expect(server.run(keys.map(key => `GET ${key}`))).toEqual(keys.map(key => `of-${key}`));
        expect(server.run([`HGETALL ${signal}`])).toEqual(["field", "value"]);
        const [left] = server.run([`TTL ${keys[0]!}`]);
        expect(Number(left)).toBeGreaterThan(3000);
        expect(Number(left)).toBeLessThanOrEqual(3600);
    });

    it("starts with a last write that was torn, and loses that one alone", async () => {
        server.run(["SET whole 1", "SET torn 2"]);
        await server.written();
        await server.end("SIGKILL");
        const folder = path.join(server.data, "appendonlydir");
        const file = path.join(
            folder,
            fs.readdirSync(folder).find(name => name.endsWith(".incr.aof"))!,
        );
        fs.truncateSync(file, fs.statSync(file).size - 3);
        await server.resume();
        expect(server.run(["GET whole", "EXISTS torn"])).toEqual(["1", "0"]);
    });

    it("gives users the rights that ElastiCache's are written with", () => {
        const password = "a-password-of-users";
        const add = (name: string, rights: string): string[] => server.run([`ACL SETUSER ${name} reset ${rights} >${password}`]);
        const report = accessString({ name: "report", access: "read-only", keys: ["cache:*", "stats:*"] });
        expect([...add("app", accessString({ name: "app", access: "read-write" })), ...add("report", report)]).toEqual(["OK", "OK"]);
        const as = (user: string, ...commands: string[]): string[] => server.run(commands, { user, password });
        expect(as("app", "SET cache:1 one", "SET other 1", "KEYS cache:*", "DEL other", "PUBLISH news 1")).toEqual([
            "OK",
            "OK",
            "cache:1",
            "1",
            "0",
        ]);
        expect(as("report", "GET cache:1", "EXISTS stats:1", "PING")).toEqual(["one", "0", "PONG"]);
        expect(
            as("report", "GET SIGTERM:1", "SET cache:1 two", "FLUSHALL", "CONFIG GET requirepass").map(line => line.split(" ")[0]),
        ).toEqual(["NOPERM", "NOPERM", "NOPERM", "NOPERM"]);
        add("default", "off -@all");
        expect(as("app", "ACL WHOAMI")).toEqual(["app"]);
        expect(server.run(["PING"], { password: null })).toEqual(["NOAUTH Authentication required."]);
        expect(server.run(["PING"], { password }).join(" ")).toContain("WRONGPASS");
        as("app", `ACL SETUSER default reset on >${server.password} ~* &* +@all`);
        expect(server.run(["PING"])).toEqual(["PONG"]);
    });
});

describe("Valkey 8.1 of Debian's packages, when its memory is full", () => {
    const servers: RedisServer[] = [];
    afterEach(() => Promise.all(servers.splice(0).map(server => server.delete())));
    const start = async (args: SizedCacheArgs): Promise<RedisServer> => {
        // 12 MiB for data, of which an empty server takes one.
        const server = await RedisServer.start({ eviction: evictionOf(args), memory: "16Mi" });
        servers.push(server);
        return server;
    };
    const value = "x".repeat(1000);
    const write = (server: RedisServer, prefix: string, count: number, ttl = ""): string[] =>
        server.run(numbers(count).map(index => `SET ${prefix}:${index} ${value} ${ttl}`));
    const remaining = (server: RedisServer, prefix: string, count: number): number =>
        countOf(server.run(numbers(count).map(index => `EXISTS ${prefix}:${index}`)), "1");

    it("answers writes with an error and loses nothing, for sessions", async () => {
        const server = await start({ use: "sessions" });
        const answers = write(server, "session", 20_000, "EX 3600");
        const kept = countOf(answers, "OK");
        expect(kept).toBeGreaterThan(5000);
        expect(countOf(answers, "OOM command not allowed")).toBe(20_000 - kept);
        expect(remaining(server, "session", 20_000)).toBe(kept);
        expect(server.info("evicted_keys")).toBe("0");
        expect(server.run(["GET session:0", "DEL session:0"])).toEqual([value, "1"]);
    });

    it("drops whatever is least used, for a cache", async () => {
        const server = await start({ use: "cache" });
        write(server, "old", 5000);
        // Valkey counts idle time in whole seconds.
        await until(() => Number(server.run(["OBJECT IDLETIME old:0"])[0]) >= 2);
        expect(server.run(["GET old:7"])).toEqual([value]);
        expect(countOf(write(server, "new", 8000), "OK")).toBe(8000);
        expect(server.run(["GET old:7"])).toEqual([value]);
        const [old, fresh] = [remaining(server, "old", 5000), remaining(server, "new", 8000)];
        expect(old).toBeLessThan(4000);
        // It looks at a few keys at a time, and seldom errs.
        expect(fresh).toBeGreaterThan(7900);
    });

    it("drops what expires and keeps what does not, for both", async () => {
        const server = await start({});
        expect(countOf(write(server, "kept", 5000), "OK")).toBe(5000);
        expect(countOf(write(server, "expiring", 20_000, "EX 3600"), "OK")).toBe(20_000);
        expect(remaining(server, "kept", 5000)).toBe(5000);
        const left = remaining(server, "expiring", 20_000);
        expect(left).toBeGreaterThan(0);
        expect(Number(server.info("evicted_keys"))).toBe(20_000 - left);
        // With nothing left that expires it is like the cache of sessions.
        expect(countOf(write(server, "endless", 20_000), "OOM command not allowed")).toBeGreaterThan(0);
        expect(remaining(server, "kept", 5000)).toBe(5000);
    });
});
