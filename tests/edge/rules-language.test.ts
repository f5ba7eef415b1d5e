import { holds, normalised, parsed, valueOf, type Sample } from "../support/rules-language";

/** The language itself, as Cloudflare's documentation has it: what the other tests of rules lean on. */

const accept = (name: string, value: string): Sample => ({ headers: [[name, value]] });

describe("the rules language", () => {
    it.each<[string, Sample, boolean]>([
        ['http.host eq "www.example.org"', { host: "www.example.org" }, true],
        ['http.host == "www.example.org"', { host: "WWW.example.org" }, false],
        ['lower(http.host) == "www.cloudflare.com"', { host: "WWW.cloudflare.com" }, true],
        ['http.host in {"example.com" "example.net"}', { host: "example.net" }, true],
        ['http.host in {"example.com" "example.net"}', { host: "example.ne" }, false],
        ["http.host in {}", {}, false],
        ['starts_with(http.request.uri.path, "/blog")', { target: "/blog/first-post" }, true],
        ['starts_with(http.request.uri.path, "/blog")', { target: "/Blog" }, false],
        ['http.request.method in {"GET" "HEAD"}', { method: "HEAD" }, true],
        ['ip.src.country in {"KP" "T1"}', { country: "T1" }, true],
        ["ip.src in {198.51.100.1 192.0.2.0/24 2001:0db8::/32}", { address: "192.0.2.255" }, true],
        ["ip.src in {198.51.100.1 192.0.2.0/24 2001:0db8::/32}", { address: "192.0.3.0" }, false],
        ["ip.src in {198.51.100.1 192.0.2.0/24 2001:0db8::/32}", { address: "2001:db8:ffff::1" }, true],
        ["ip.src in {198.51.100.1 192.0.2.0/24 2001:0db8::/32}", { address: "2001:db9::1" }, false],
        ["ip.src in {0.0.0.0/0}", { address: "::1" }, false],
        ['lower(http.user_agent) contains "a\\"b\\\\c"', accept("User-Agent", 'xA"B\\C'), true],
        ['url_decode(http.request.uri.query) contains "John Doe"', { target: "/?name=John%20Doe" }, true],
        ['url_decode(http.request.uri.query) contains "John Doe"', { target: "/?name=John+Doe" }, true],
        ['url_decode(http.request.uri.query) contains " "', { target: "/?x=%2520" }, false],
        ['http.cookie ne ""', {}, false],
        ['http.cookie ne ""', accept("Cookie", "a=1"), true],
        ["len(http.cookie) > 2", accept("Cookie", "é"), false],
        ["len(http.cookie) >= 2", accept("Cookie", "é"), true],
        ['len(http.request.headers["accept"]) > 0', accept("ACCEPT", ""), true],
        // What a map does not have is missing: every comparison with it is false.
        ['len(http.request.headers["accept"]) >= 0', {}, false],
        ['not len(http.request.headers["accept"]) >= 0', {}, true],
        ['len(http.request.headers["accept"]) ne 1', {}, false],
        ['len(http.request.cookies["app"]) == 2', accept("Cookie", "app=1; other=2; %61pp=3"), true],
        [
            'http.cookie eq "a=1; b=2"',
            {
                headers: [
                    ["Cookie", "a=1"],
                    ["cookie", "b=2"],
                ],
            },
            true,
        ],
        ['any(http.request.headers.names[*] eq "accept")', {}, false],
        ['any(http.request.headers.names[*] eq "accept")', accept("accept", ""), true],
        [
            'any(http.request.headers.names[*] eq "accept")',
            {
                headers: [
                    ["host", "a"],
                    ["accept", "b"],
                ],
            },
            true,
        ],
        // Names are as the client wrote them.
        ['any(http.request.headers.names[*] eq "accept")', accept("Accept", "a"), false],
        ['any(lower(http.request.headers.names[*])[*] eq "accept")', accept("Accept", "a"), true],
        ['any(lower(http.request.headers.names[*])[*] eq "accept")', accept("Accept-Language", "accept"), false],
        ['any( http.request.headers.names[*] contains "cce" )', accept("Accept", "a"), true],
        ['any(http.request.headers.names[*] ne "accept")', {}, false],
        ['not any(http.request.headers.names[*] ne "accept") and true', accept("accept", "a"), true],
        ["true", {}, true],
        ["not true or true", {}, true],
        ["not (true or true)", {}, false],
        ["true or true and not true", {}, true],
        ["(true or true) and not true", {}, false],
        ["true && !true || true", {}, true],
        ["not not true", {}, true],
    ])("%s of %j: %p", (text, sample, expected) => expect(holds(text, sample)).toBe(expected));

    it.each<[string, string]>([
        ["/foo", ""],
        ["/foo.mp3", "mp3"],
        ["/.mp3", ""],
        ["/.foo.mp3", "mp3"],
        ["/foo.tar.bz2", "bz2"],
        ["/foo.", ""],
        ["/foo.MP3", "mp3"],
        ["/articles.d/index", ""],
        ["/articles/index.html?file=a.exe", "html"],
    ])("has of %s the extension %j", (target, extension) =>
        expect(valueOf("lower(http.request.uri.path.extension)", { target })).toBe(extension),
    );

    it.each<[string, string]>([
        ["/hello", "/hello"],
        ["/%68ello", "/hello"],
        ["/%68ello//pa\\th", "/hello/pa/th"],
        ["/a/b/c/./../../g", "/a/g"],
        ["/a/%2e%2E/b", "/b"],
        ["/../../a", "/a"],
        ["/a//../b", "/b"],
        ["/a/..", "/"],
        ["/a/.", "/a/"],
        ["/%2fa%5c%252e", "/%2Fa%5C%252e"],
        ["/é|", "/%C3%A9%7C"],
    ])("normalises %s to %s", (path, normal) => expect(normalised(path)).toBe(normal));

    it("has values that are no conditions", () => {
        const target = "/a%62?x=1";
        expect(valueOf('concat("https://example.com", http.request.uri.path)', { target })).toBe("https://example.com/ab");
        expect(valueOf("cf.ray_id", {})).toMatch(/^[0-9a-f]{16}$/);
        expect(() => valueOf('http.host eq "x"', {})).toThrow("'http.host eq \"x\"' is a condition");
    });

    it.each([
        "",
        "http.host",
        'http.host in {"a"',
        'http.host in {"a", "b"}',
        'http.host in {"a" 1.2.3.4}',
        'http.host eq "a" and',
        'http.host eq "a" AND http.host eq "b"',
        'http.host eq "a\\n"',
        'http.host eq "a"b"',
        "http.host eq 'a'",
        'http.hosts eq "a"',
        'constructor(http.host) eq "a"',
        'lower("A") eq "a"',
        'starts_with(http.host) eq "a"',
        'upper(http.host) eq "A"',
        'http.request.arguments["a"] eq "b"',
        "ip.src in {300.1.1.1}",
        'ip.src in {"1.2.3.4"}',
        "ip.src in {1.2.3.0/33}",
        'not(http.host) in {"a"} or',
        'any(http.host[*] eq "a")',
        'any(http.request.headers.names eq "a")',
        "any(http.request.headers.names[*])",
        "any(http.request.headers.names[*] eq 1)",
        'http.request.headers.names[*] eq "a"',
        'any(http.request.headers.names[*] eq "a"',
        'any(lower(http.request.headers.names[*]) eq "a")',
        'any(lower(http.request.headers.names)[*] eq "a")',
    ])("fails for %j", text => expect(() => parsed(text)).toThrow());

    it("fails for comparisons of different types", () => {
        expect(() => holds('len(http.host) eq "a"', {})).toThrow('11 eq "a"');
    });
});
