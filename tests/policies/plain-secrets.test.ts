import * as fc from "fast-check";
import { secretIn } from "../../policies/plain-secrets";

/** Put together here, so that nobody's scanner takes this file for a leak. */
const made = (...parts: string[]): string => parts.join("");
const some = (length: number): string => "aB3dE5gH".repeat(20).slice(0, length);
const jwt = [{ alg: "HS256", typ: "JWT" }, { sub: "1234567890" }].map(part => Buffer.from(JSON.stringify(part)).toString("base64url"));

describe("by its looks, whatever the name", () => {
    test.each<[string, string]>([
        ["a private key", made("-----BEGIN ", "PRIVATE KEY-----\nMIIE")],
        ["a private key", made("-----BEGIN RSA ", "PRIVATE KEY-----\\nMIIE")],
        ["a private key", made("-----BEGIN OPENSSH ", "PRIVATE KEY-----")],
        ["a private key", made('{"private_key": "-----BEGIN ENCRYPTED ', 'PRIVATE KEY-----"}')],
        ["a private key", made("-----BEGIN PGP ", "PRIVATE KEY BLOCK-----")],
        ["an access key of AWS", made("AKIA", "IOSFODNN7EXAMPLE")],
        ["an access key of AWS", made("key = ASIA", "IOSFODNN7EXAMPLE;")],
        ...["p", "o", "u", "s", "r"].map((kind): [string, string] => ["a token of GitHub", made("gh", kind, "_", some(36))]),
        ["a token of GitHub", made("github", "_pat_", some(82))],
        ["a token of GitLab", made("glpat", "-", some(20))],
        ["a token of Slack", made("xoxb", "-1234567890-", some(24))],
        ["a token of Slack", made("xapp", "-1-A0123-4567-", "abcdef0123")],
        ["a webhook of Slack", made("https://hooks.slack", ".com/services/T00000000/B00000000/", some(24))],
        ["an API key of Stripe", made("sk", "_live_", some(24))],
        ["an API key of Stripe", made("rk", "_test_", some(24))],
        ["a token of npm", made("//registry.npmjs.org/:_authToken=npm", "_", some(36))],
        ["an API key of Anthropic", made("sk-ant", "-api03-", some(93), "AA")],
        ["an API key of OpenAI", made("sk-proj-", some(58), "T3Blbk", "FJ", some(58))],
        ["an API key of Google", made("AIza", some(35))],
        ["a JSON Web Token", made(jwt.join("."), ".", some(43))],
        ["a URL with a password", "postgres://app:hunter2@db:5432/app"],
        ["a URL with a password", "redis://:hunter2@cache:6379"],
        ["a URL with a password", "mongodb://app:hunter2@a:27017,b:27017/app"],
        ["a URL with a password", "http://one:80,http://app:hunter2@two"],
        ["a URL with a password", "smtp://app@example.com:p%40ss@mail"],
        ["a URL with a password", "amqp://app:p@ss@queue"],
        ["a URL with a password", "postgres://$(DB_USER):hunter2@db"],
        ["a URL with a password", "postgres://${DB_USER}:hunter2@db"],
        ["a URL with a password", 'proxy: "http://app:hunter2@proxy:3128"\n'],
        ["a URL with a password", "https://app:$1@example.com"],
    ])("is %s", (kind, text) => expect(secretIn("SETTING", text)).toBe(kind));
});

describe("by its name", () => {
    test.each([
        "PASSWORD",
        "DB_PASSWORD",
        "dbPassword",
        "db-password",
        "spring.datasource.password",
        "PGPASSWORD",
        "PASSWORDS",
        "MYSQL_PASSWD",
        "SSH_PASSPHRASE",
        "SMTP_PASS",
        "DB_PWD",
        "SECRET",
        "JWT_SECRET",
        "CLIENT_SECRETS",
        "TOKEN",
        "githubToken",
        "REFRESH_TOKENS",
        "CREDENTIAL",
        "DB_CREDENTIALS",
        "API_KEY",
        "APIKEY",
        "stripeApiKey",
        "x-api-key",
        "AWS_SECRET_ACCESS_KEY",
        "ENCRYPTION_KEY",
        "LICENSE_KEY",
        "MASTER_KEY",
        "PRIVATE_KEY",
        "SECRET_KEY",
        "SIGNING_KEY",
        "SECRET_KEY_BASE",
        "DB_PASSWORD_STAGING",
        "API_KEY_2",
        "API_KEY_V2_OLD",
    ])("%s is a secret", name => {
        expect(secretIn(name, "hunter22")).toBe("by its name a secret");
        expect(secretIn(name, "correct horse battery staple")).toBe("by its name a secret");
        expect(secretIn(name, "hunter2")).toBeUndefined();
    });

    test.each([
        "PASSWORD_FILE",
        "TOKEN_PATH",
        "SECRET_ARN",
        "DB_SECRET_NAME",
        "TOKEN_URL",
        "SECRET_ID",
        "AWS_ACCESS_KEY_ID",
        "TOKEN_TTL",
        "TOKEN_ISSUER",
        "PASSWORD_MIN_LENGTH",
        "API_KEY_HEADER",
        "CREDENTIALS_PROVIDER",
        "SECRETS_BACKEND",
        "PWD",
        "OLDPWD",
        "BYPASS",
        "COMPASS",
        "PUBLIC_KEY",
        "PARTITION_KEY",
        "CACHE_KEY",
        "KEY",
        "APP_KEY",
        "MONKEYS",
        "IMAGE_PULL_SECRET",
        "TLS_SECRET",
        "existingSecret",
        "password.txt",
        "NEXT_PUBLIC_MAP_TOKEN",
        "VITE_API_KEY",
        "REACT_APP_API_KEY",
        "STRIPE_PUBLISHABLE_API_KEY",
        "",
    ])("%s is none", name => expect(secretIn(name, some(40))).toBeUndefined());

    test.each([
        "$(DB_PASSWORD)",
        "Bearer $(API_TOKEN)",
        "${DB_PASSWORD}",
        "$DB_PASSWORD",
        "{{ .Values.password }}",
        "%(password)s",
        "<your-password>",
        "__PASSWORD__",
        "********",
        "xxxxxxxx",
        "/run/secrets/password",
        "./secrets/password",
        "prod/db/password",
        "projects/shop/secrets/db/versions/latest",
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:db-AbCdEf",
        "https://auth.example.com/token",
        "op://vault/item/field",
        "vault:secret/data/app#password",
        "ref+awssecrets://prod/DB#password",
        "file:/Run/Secrets/Password",
        "disabled",
        "same-origin",
        "X-CSRF-Token",
        '{ "type": "external_account" }',
        "user: app\nregion: eu",
        "   hunter2   ",
    ])("says nothing of %p", value => expect(secretIn("DB_PASSWORD", value)).toBeUndefined());

    test("takes a count of tokens for a number, and digits for a password", () => {
        expect(secretIn("MAX_TOKENS", "100000000")).toBeUndefined();
        expect(secretIn("DB_PASSWORD", "100000000")).toBe("by its name a secret");
    });
});

describe("what goes to browsers", () => {
    test.each([made("AIza", some(35)), made(jwt.join("."), ".", some(43))])("may hold %p", value => {
        expect(secretIn("NEXT_PUBLIC_KEY", value)).toBeUndefined();
        expect(secretIn("PUBLIC_KEY", value)).toBeUndefined();
        expect(secretIn("MY_PUBLIC_KEY", value)).toBeDefined();
    });

    test("may hold no other secret", () => {
        expect(secretIn("VITE_STRIPE", made("sk", "_live_", some(24)))).toBe("an API key of Stripe");
        expect(secretIn("VITE_URL", "https://app:hunter2@example.com")).toBe("a URL with a password");
    });
});

describe("ordinary values", () => {
    test.each([
        "postgres://db:5432/app?sslmode=verify-full",
        "postgres://app@db:5432/app",
        "postgres://app:@db/app",
        "postgres://app:$(DB_PASSWORD)@db/app",
        "postgres://app:${DB_PASSWORD}@db/app",
        "postgres://$USER:$PASSWORD@db/app",
        "postgres://{user}:{password}@db/app",
        "postgres://%s:%s@db/app",
        "postgres://app:{{ .Password }}@db/app",
        "postgres://app:<password>@db/app",
        "postgres://app:****@db/app",
        "http://example.com:8080/users/a@b",
        "http://example.com:8080?mail=a@b",
        "http://example.com:8080#a@b",
        "https://registry.npmjs.org/@scope/name",
        "kafka://a:9092,b:9092",
        "git+ssh://git@github.com:org/name.git",
        "see http://example.com:8080, or write to me@example.com",
        "git@github.com:org/name.git",
        "user:password@host",
        String.raw`~^https?://([^:]+):([^@]+)@`,
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop/web:1.4.2",
        `ghcr.io/shop/web:1.4.2@sha256:${"0123456789abcdef".repeat(4)}`,
        'sum by (job) (rate(http_requests_total{status=~"5.."}[2m])) / sum by (job) (rate(http_requests_total[2m])) > 0.05',
        "arn:aws:iam::123456789012:role/app",
        "d41d8cd98f00b204e9800998ecf8427e",
        "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
        '{"database": {"host": "db", "port": 5432}, "tokens": 7}',
        "-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----",
        "-----BEGIN PUBLIC KEY-----\nMIIE",
        "AKIA",
        made("AKIA", "iosfodnn7example"),
        made("XAKIA", "IOSFODNN7EXAMPLE"),
        made("AKIA", "IOSFODNN7EXAMPLES"),
        made("ghp", "_short"),
        made("pk", "_live_", some(24)),
        made("AIza", some(34)),
        made("AIza", some(36)),
        "eyJhbGciOi",
        "xoxo-love",
        "hooks.slack.com",
        "\u0000\uD800",
    ])("%p is no secret", value => expect(secretIn("SETTING", value)).toBeUndefined());

    const setting = fc.constantFrom("LOG_LEVEL", "DATABASE_URL", "image", "REQUEST_ID", "app.json", "TOKEN_TTL", "checksum/config");

    test("are never taken for one under names that say nothing", () => {
        const value = fc.oneof(
            fc.webUrl({ withFragments: true, withQueryParameters: true }),
            fc.emailAddress(),
            fc.uuid(),
            fc.ipV4(),
            fc.ipV6(),
            fc.integer().map(String),
            fc.double().map(String),
            fc.stringMatching(/^\d+\.\d+\.\d+(-rc\.\d+)?$/),
            fc.stringMatching(/^[0-9a-f]{64}$/),
            fc.stringMatching(/^[a-z]{1,9}(\.[a-z]{2,5}){0,2}\/[a-z]{1,9}:[0-9.]{1,9}$/),
            fc.json(),
            fc.date({ noInvalidDate: true }).map(date => date.toISOString()),
            fc.lorem({ maxCount: 20 }),
        );
        fc.assert(fc.property(setting, value, (name, text) => secretIn(name, text) === undefined));
    });

    test("with a password in a URL always are, and it is not told", () => {
        const part = fc.stringMatching(/^[A-Za-z0-9_.~!&*+,;=-]{4,20}$/).filter(text => !/^[.*x]+$/i.test(text) && !/^__\w+__$/.test(text));
        fc.assert(
            fc.property(setting, part, part, fc.webAuthority(), (name, user, password, host) => {
                const kind = secretIn(name, `url: "postgres://${user}:${password}@${host}/app"`);
                return kind === "a URL with a password";
            }),
        );
    });

    test.each(["://a:", "a@", "$(", "${", "{{", "{{a", "-----BEGIN A ", "eyJ", "xapp-1-A-1"])(
        "of any length are judged: %s and so on",
        text => {
            expect(secretIn("DB_PASSWORD", `https://${text.repeat(50_000)}`)).toBeUndefined();
        },
    );
});
