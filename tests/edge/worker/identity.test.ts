import { idle, limit } from "./config";
import { Edge } from "./runtime";
import { ecKeys, es256, hs256, hs512, pem, rs256, rsaKeys, unsigned } from "./tokens";
import type { WorkerIdentity } from "../../../components/edge-cdn/worker/config";

const secret = "a-secret-that-is-long-enough-for-hs256";
const rsa = rsaKeys();
const otherRsa = rsaKeys();
const ec = ecKeys();

const identity: WorkerIdentity = {
    from: { header: "Authorization" },
    algorithm: "HS256",
    userClaim: "sub",
    roleClaim: "role",
    clockToleranceSeconds: 30,
};
const config = (more: Partial<WorkerIdentity>) => ({
    ...idle,
    identity: { ...identity, ...more },
    limits: [limit("api", "/", 1, 600, { per: "user", roles: { admin: 1000, tester: 50 } })],
});

const now = (): number => Math.floor(Date.now() / 1000);

/** What a token is worth: its role's limit, or 1 for a stranger's address. */
async function worth(edge: Edge, headers: Readonly<Record<string, string>>): Promise<number> {
    worth.asked++;
    const answer = await edge.ask("https://shop.example/", { headers, address: `198.51.100.${worth.asked % 250}` });
    return Number(/;q=(\d+);/.exec(answer.headers.get("RateLimit-Policy")!)![1]);
}
worth.asked = 0;

const bearer = (token: string): { readonly Authorization: string } => ({ Authorization: `Bearer ${token}` });
const admin = { sub: "a", role: "admin" };

describe("who a token speaks for, HS256", () => {
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start(config({ issuer: "https://login.example", audience: "shop" }), { IDENTITY_KEY: secret });
    });
    const claims = { ...admin, iss: "https://login.example", aud: "shop" };
    const of = (more: Readonly<Record<string, unknown>>): Promise<number> => worth(edge, bearer(hs256({ ...claims, ...more }, secret)));

    it("takes a role from a token that is valid", async () => {
        expect(await of({ exp: now() + 900 })).toBe(1000);
        expect(await of({ aud: ["blog", "shop"] })).toBe(1000);
    });

    it("takes of several roles the one that may most, and an unknown one as none", async () => {
        expect(await of({ role: ["tester", "admin", "guest"] })).toBe(1000);
        expect(await of({ role: ["tester"] })).toBe(50);
        expect(await of({ role: "guest" })).toBe(1);
        expect(await of({ role: "constructor" })).toBe(1);
        expect(await of({ role: { admin: true } })).toBe(1);
    });

    it("bears clocks that are apart by the tolerance, and no further", async () => {
        expect(await of({ exp: now() - 20 })).toBe(1000);
        expect(await of({ exp: now() - 40 })).toBe(1);
        expect(await of({ nbf: now() + 20 })).toBe(1000);
        expect(await of({ nbf: now() + 40 })).toBe(1);
    });

    it("fails to know anybody by another issuer, audience, or none", async () => {
        expect(await of({ iss: "https://evil.example" })).toBe(1);
        expect(await of({ aud: "blog" })).toBe(1);
        expect(await worth(edge, bearer(hs256(admin, secret)))).toBe(1);
    });

    it("fails to know anybody by another key, another algorithm, or no signature", async () => {
        expect(await worth(edge, bearer(hs256(claims, `${secret}!`)))).toBe(1);
        expect(await worth(edge, bearer(hs512(claims, secret)))).toBe(1);
        expect(await worth(edge, bearer(rs256(claims, rsa.privateKey)))).toBe(1);
        expect(await worth(edge, bearer(unsigned(claims)))).toBe(1);
        expect(await worth(edge, bearer("a.b.c"))).toBe(1);
        expect(await worth(edge, {})).toBe(1);
    });

    it("fails to know a token that names no user", async () => {
        expect(await of({ sub: undefined })).toBe(1);
        expect(await of({ sub: "" })).toBe(1);
        expect(await of({ sub: {} })).toBe(1);
    });
});

describe("who a token speaks for, RS256 in a cookie", () => {
    let edge: Edge;
    beforeAll(async () => {
        edge = await Edge.start(
            config({ algorithm: "RS256", from: { cookie: "access" }, userClaim: "uid", roleClaim: "https://shop.example/role" }),
            {
                IDENTITY_KEY: pem(rsa.publicKey),
            },
        );
    });
    const claims = { uid: 7, "https://shop.example/role": "admin" };
    const cookie = (token: string): { readonly Cookie: string } => ({ Cookie: `theme=dark; access=${token}` });

    it("takes the user and the role by the names of their claims", async () => {
        expect(await worth(edge, cookie(rs256(claims, rsa.privateKey)))).toBe(1000);
        expect(await worth(edge, bearer(rs256(claims, rsa.privateKey)))).toBe(1);
    });

    it("fails to know anybody by another pair of keys, or by the public key as a secret", async () => {
        expect(await worth(edge, cookie(rs256(claims, otherRsa.privateKey)))).toBe(1);
        expect(await worth(edge, cookie(hs256(claims, pem(rsa.publicKey))))).toBe(1);
        expect(await worth(edge, cookie(hs256(claims, pem(rsa.publicKey).trim())))).toBe(1);
    });
});

describe("who a token speaks for, ES256", () => {
    it("takes what the key has signed", async () => {
        const edge = await Edge.start(config({ algorithm: "ES256" }), { IDENTITY_KEY: pem(ec.publicKey) });
        expect(await worth(edge, bearer(es256(admin, ec.privateKey)))).toBe(1000);
        expect(await worth(edge, bearer(es256(admin, ecKeys().privateKey)))).toBe(1);
    });

    it.each([
        ["none", {}],
        ["a broken one", { IDENTITY_KEY: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" }],
    ])("fails to know anybody where the key is %s, and limits by address", async (_, bindings) => {
        const edge = await Edge.start(config({ algorithm: "ES256" }), bindings);
        const headers = bearer(es256(admin, ec.privateKey));
        expect(await edge.passed(3, "https://shop.example/", { headers })).toBe(1);
        expect(edge.log.trim()).toBe("IDENTITY_KEY is no key for ES256: nobody is known.");
    });

    it("fails to know anybody by a secret that is too short for HS256", async () => {
        const edge = await Edge.start(config({}), { IDENTITY_KEY: "short" });
        expect(await worth(edge, bearer(hs256(admin, "short")))).toBe(1);
    });
});
