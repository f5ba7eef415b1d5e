import { validateRedis } from "../../components/redis-cache/args";
import type { ExistingCacheArgs } from "../../components/redis-cache/existing-args";
import { dig, lines, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "redis-cache-existing",
        `
const host = "apn1-merry-cat-12345.upstash.io";
const upstash = new webstack.RedisCache("upstash", { kind: "existing", host, password: "not/a@secret" });
const own = new webstack.RedisCache("own", {
    kind: "existing", host: "redis.example.com", port: 6380, username: "shop@eu", password: pulumi.secret("s3cret"), authority: "PEM", ttlSeconds: { api: 30 },
});
upstash.connection.allowFrom("app", "sg-app");
const open = output => pulumi.unsecret(output).apply(text => [...text].reverse().join(""));
const about = ({ connection: { url, allowFrom, ...others }, connections, alarms }) =>
    ({ ...others, reversedUrl: open(url), isSecret: pulumi.isSecret(url), connections, alarms });
exports.upstash = about(upstash);
exports.own = about(own);
`,
    );
});

const urlOf = (component: string): string => [...(dig(stack.outputs, `${component}.reversedUrl`) as string)].reverse().join("");

describe("RedisCache that is there", () => {
    it("makes nothing", () => {
        expect(stack.children("upstash")).toEqual([]);
        expect(stack.children("own")).toEqual([]);
    });

    it("is reached by its name over TLS, with a password that is a secret from then on", () => {
        expect(stack.outputs.upstash).toEqual({
            kind: "redis",
            name: "upstash",
            host: "apn1-merry-cat-12345.upstash.io",
            port: 6379,
            target: { kind: "host", host: "apn1-merry-cat-12345.upstash.io" },
            ttlSeconds: { session: 3600, generated: 300, api: 600, default: 3600 },
            connections: {},
            alarms: [],
            isSecret: true,
            reversedUrl: expect.any(String) as string,
        });
        expect(urlOf("upstash")).toBe("rediss://default:not%2Fa%40secret@apn1-merry-cat-12345.upstash.io:6379");
        expect(decodeURIComponent(new URL(urlOf("upstash")).password)).toBe("not/a@secret");
        expect(JSON.stringify(stack.result.deployment)).not.toMatch(/not(\/|%2F)a(@|%40)secret/);
    });

    it("has what a stack says instead", () => {
        expect(stack.outputs.own).toMatchObject({ port: 6380, authority: "PEM", target: { kind: "host", host: "redis.example.com" } });
        expect(dig(stack.outputs, "own.ttlSeconds.api")).toBe(30);
        expect(urlOf("own")).toBe("rediss://shop%40eu:s3cret@redis.example.com:6380");
    });

    const args: ExistingCacheArgs = { kind: "existing", host: "redis.example.com", password: "secret" };

    it.each<[string, Partial<ExistingCacheArgs>, string[]]>([
        [
            "host",
            { host: "rediss://redis.example.com" },
            ['host: got "rediss://redis.example.com"; allowed: a host name such as www.example.com, in lower case.'],
        ],
        ["port", { port: 0 }, ["port: got 0; allowed: a whole number from 1 to 65535."]],
        ["user", { username: "a b" }, ['username: got "a b"; allowed: printable characters, and no spaces.']],
        ["lack of a password", { password: "" }, ['password: got ""; allowed: a password: a server without one is open to anyone.']],
        ["times to live", { ttlSeconds: { api: 0 } }, ["ttlSeconds.api: got 0; allowed: a whole number from 1 to 31536000."]],
    ])("fails for its %s", (_, wrong, said) => expect(lines(validateRedis({ ...args, ...wrong }))).toEqual(said));

    it("takes the least", () => expect(validateRedis(args)).toEqual([]));
});
