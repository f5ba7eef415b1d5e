import * as crypto from "node:crypto";
import * as fc from "fast-check";
import { secretIn, secretInBase64 } from "../../policies/plain-secrets";

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
        ["an API key of SendGrid", made("SG", ".", some(22), ".", some(43))],
        ["a token of Pulumi", made("pul", "-", "0123456789abcdef0123456789abcdef01234567")],
        ["a token of Vault", made("hvs", ".", some(24))],
        ["a key of age", made("AGE-SECRET", "-KEY-1", "0123456789QPZRY".repeat(4).slice(0, 58))],
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
        "server.key",
        "{cipher}c8b3f4a1d0",
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

    test.each([
        ...["://a:", "a@", "$(", "${", "{{", "{{a", "-----BEGIN A ", "eyJ", "xapp-1-A-1"],
        ...["a", "a=", "password=", "a: ", "\n", "arn:", "-----BEGIN A-----", "Aa0/", `${"Aa0/".repeat(16)}\n`, "- ", "'a", "\t"],
    ])("of any length are judged: %s and so on", text => {
        expect(secretIn("DB_PASSWORD", `https://${text.repeat(50_000)}`)).toBeUndefined();
    });
});

describe("files and documents, by what they call a secret", () => {
    test.each<[number, string]>([
        [1, "DB_PASSWORD=correct-horse"],
        [2, "# settings\nexport DB_PASSWORD='correct horse 1'".replaceAll(" horse 1", "-horse-1")],
        [3, "database:\n  user: app\n  password: correct-horse # of the shop\n"],
        [2, "users:\n  - password: correct-horse"],
        [2, '{\n  "password": "correct-horse",\n  "comments": [], // not JSON\n}'],
        [1, "spring.datasource.password:hunter22"],
        [2, "[database]\r\npassword = p@ss&word\r\n"],
        [1, "'password' => 'correct-horse',"],
        [1, "password := `x`".replace("`x`", '"correct-horse"')],
        [2, "client:\n  client_secret: hunter22"],
        [1, "const apiKey = 'correct-horse';"],
    ])("line %i of %p", (line, text) => {
        expect(secretIn("file", text)).toBe(`a text whose line ${line} is by its name a secret`);
        expect(secretInBase64("file", Buffer.from(text).toString("base64"))).toBe(secretIn("file", text));
    });

    test.each(['{"db": {"user": "app", "password": "correct-horse"}}', '[{"apiKey": "hunter22"}]', '{"tokens": ["hunter22"]}'])(
        "%s has a member",
        text => expect(secretIn("settings.json", text)).toBe("JSON with a member that is by its name a secret"),
    );

    test.each([
        "host=db user=app password=correct-horse dbname=shop",
        "Server=db;Pwd=hunter2",
        "jdbc:postgresql://db/shop?password='hunter2'",
    ])("%s is a connection", text => expect(secretIn("DSN", text)).toBe("a connection string with a password"));

    test.each([
        "password: ${DB_PASSWORD}\ntoken: {{ .Token }}\nsecret: $SECRET_OF_SHOP",
        'PASSWORD="$1"\nPASSWORD=$(cat /run/secrets/db)\nexport TOKEN=`token`',
        "password_file: /run/secrets/db\npassword: /run/secrets/db",
        "secret: db-credentials\ncredentials: aws-of-shop\ntokens: service-account",
        "password: Your own password\ndb.password: 'The password of the database'",
        "attributes:\n  password: userPassword\n  token: process.env.TOKEN",
        "password: ENC[AES256_GCM,data:aGVsbG8=]\npassword: '{cipher}0a1b2c3d4e'",
        "password: !vault db\npassword: *database\npassword: |\n  see below",
        "max_tokens: 100000000",
        "password: short",
        "proxy_pass http://backend-of-shop;\nserver_tokens off-and-on;",
        "# the password: correct horse",
        "NEXT_PUBLIC_MAP_TOKEN=hunter22",
    ])("says nothing of %p", text => expect(secretIn("file", text)).toBeUndefined());

    test.each(['{"password": "Your password"}', '{"secret": "db-credentials", "password": null, "tokens": 12345678}'])(
        "says nothing of %s",
        text => expect(secretIn("settings.json", text)).toBeUndefined(),
    );

    test("takes a bare word of a program for a variable, and a quoted one for a text", () => {
        expect(secretIn("index.js", "let password = databasePasswords2;")).toBeUndefined();
        expect(secretIn("index.js", "let password = 'databasePasswords2';")).toBeDefined();
    });

    test.each(["password=$PASSWORD", "password=%s", "host=db password={password}", "use password=true"])("%s has no password", text =>
        expect(secretIn("DSN", text)).toBeUndefined(),
    );
});

describe("texts as random as a key", () => {
    const key = made("wJalrXUtnFEMI/K7MDENG", "/bPxRfiCYzEXAMP2Kq7");
    const random = (bytes: number): fc.Arbitrary<Buffer> =>
        fc
            .uint8Array({ minLength: bytes, maxLength: bytes })
            .map(array => crypto.createHash("shake256", { outputLength: bytes }).update(array).digest());

    test.each(["SETTING", "BLOB", "app.ini"])("are found in %s", name => {
        expect(secretIn(name, key)).toBe("as random as a key");
        expect(secretIn(name, `Bearer ${key}`)).toBe("as random as a key");
        expect(secretIn(name, `{"blob": "${key}"}`)).toBe("as random as a key");
        expect(secretIn(name, `[app]\nblob = "${key}"\n`)).toBe("a text whose line 2 is as random as a key");
        expect(secretIn(name, `a: ${key}\nb: x`)).toBe("a text whose line 1 is as random as a key");
    });

    test.each(["CLIENT_ID", "clientId", "CONTENT_SHA256", "JWT_PUBLIC_KEY", "ca.crt", "TLS_CERT", "VITE_SETTING"])(
        "are believed of %s",
        name => expect(secretIn(name, key)).toBeUndefined(),
    );

    test("are believed by the name that stands before them, too", () => {
        expect(secretIn("app.ini", `[app]\nclient_id = "${key}"\n`)).toBeUndefined();
        expect(secretIn("CLIENT_ID", `[app]\nblob = "${key}"\n`)).toBeDefined();
    });

    test.each<[string, number, number]>([
        ["base64", 24, 0.9],
        ["base64url", 30, 0.95],
        ["base64", 32, 0.95],
        ["base64url", 64, 0.99],
        ["base64", 96, 0.99],
    ])("in %s of %i bytes are found in %d of all", (encoding, bytes, part) => {
        const keys = fc.sample(random(bytes), { numRuns: 1000, seed: 7 }).map(buffer => buffer.toString(encoding as BufferEncoding));
        expect(keys.filter(one => secretIn("SETTING", one) !== undefined).length).toBeGreaterThan(1000 * part);
    });

    const base64 = (bytes: number): fc.Arbitrary<string> => random(bytes).map(buffer => buffer.toString("base64"));
    const wrapped = (text: string, columns: number): string => text.replace(new RegExp(`.{${columns}}(?=.)`, "g"), "$&\n");
    const hex = (bytes: number): fc.Arbitrary<string> => random(bytes).map(buffer => buffer.toString("hex"));
    const words = fc.tuple(
        fc.constantFrom("AWS", "EC2", "v1beta1", "S3", "JSON"),
        fc.array(fc.constantFrom("Amazon", "Role", "policy", "Forms", "Launch", "Read", "Only", "Association"), {
            minLength: 4,
            maxLength: 12,
        }),
        fc.constantFrom("V2", "ES2020", "1", ""),
    );

    test.each<[string, fc.Arbitrary<string>]>([
        ["hashes", fc.oneof(hex(16), hex(20), hex(32), hex(64))],
        ["UUIDs", fc.array(fc.uuid(), { minLength: 1, maxLength: 4 }).map(ids => ids.join("-"))],
        ["images", hex(32).map(hash => `ghcr.io/Shop/web:1.4.2@sha256:${hash}`)],
        ["hashes of a page's scripts", base64(48).map(hash => `script-src 'sha384-${hash}'`)],
        ["fingerprints", random(32).map(hash => `SHA256:${hash.toString("base64url")}`)],
        ["public keys of SSH", base64(48).map(text => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${text} me@shop`)],
        ["certificates", base64(700).map(text => `-----BEGIN CERTIFICATE-----\n${wrapped(text, 64)}\n-----END CERTIFICATE-----\n`)],
        [
            "certificates in a line",
            base64(700).map(text => `-----BEGIN CERTIFICATE-----\\n${wrapped(text, 64)}\\n-----END CERTIFICATE-----`),
        ],
        ["short public keys", base64(44).map(text => `-----BEGIN PUBLIC KEY-----\n${text}\n-----END PUBLIC KEY-----`)],
        [
            "base64 of certificates",
            fc.oneof(
                base64(500),
                base64(500).map(text => `bundled: |\n${wrapped(text, 76)}`),
            ),
        ],
        ["base64 of texts", fc.lorem({ maxCount: 12 }).map(text => Buffer.from(`{"a": "${text}"}`.slice(0, 90)).toString("base64"))],
        ["ARNs", base64(30).map(text => `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${text}-AbCdEf`)],
        ["addresses", base64(36).map(text => `https://example.com/${text}?of=${text}`)],
        ["ids of 28 characters and less", random(21).map(buffer => buffer.toString("base64url"))],
        ["names", fc.tuple(words, fc.constantFrom("", "-", "_", "/")).map(([parts, between]) => parts.flat().join(between))],
        ["whole numbers", fc.bigInt({ min: 10n ** 40n, max: 10n ** 60n }).map(String)],
    ])("are none of %s", (_, texts) => {
        fc.assert(
            fc.property(texts, text => secretIn("SETTING", text) === undefined),
            { numRuns: 300 },
        );
    });
});
