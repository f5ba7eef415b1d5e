import * as fc from "fast-check";
import { counted, inRanges } from "../../../components/edge-cdn/worker/addresses";
import { cookiesOf } from "../../../components/edge-cdn/worker/cookies";
import { factsOf, type EdgeRequest } from "../../../components/edge-cdn/worker/facts";
import { decodedQuery, extensionOf, normalisedPath } from "../../../components/edge-cdn/worker/url-path";

const path = (text: string): string => normalisedPath(`https://shop.example${text}`);

describe("a path as Cloudflare's rules see it", () => {
    it.each([
        ["", "/"],
        ["?a=/b", "/"],
        ["/hello", "/hello"],
        ["/%68ello//pa\\th", "/hello/pa/th"],
        ["/a/./b/../c", "/a/c"],
        ["/a/%2e%2E/c", "/c"],
        ["/a//../c", "/c"],
        ["/..//../c", "/c"],
        ["/a%2fb%5c%c3%a4", "/a%2Fb%5C%C3%A4"],
        ["/%2541", "/%2541"],
        ["/100%", "/100%25"],
        ["/%7e%2d%5F.", "/~-_."],
        ["/ä", "/%C3%A4"],
        ["//evil.example/x", "/evil.example/x"],
        ["\\admin", "/admin"],
    ])("%s is %s", (text, expected) => {
        expect(path(text)).toBe(expected);
    });

    it("is the same however its letters and slashes are written, and however often it is normalised", () => {
        const segment = fc.stringMatching(/^[a-zA-Z0-9~_-]{1,8}$/);
        const spelling = (character: string, how: number): string => {
            if (character === "/") return ["/", "//", "\\", "/./", "/x/../"][how % 5]!;
            return how % 2 === 0 ? character : `%${character.charCodeAt(0).toString(16)}`;
        };
        fc.assert(
            fc.property(
                fc.array(segment, { minLength: 1, maxLength: 5 }),
                fc.array(fc.nat(9), { minLength: 60, maxLength: 60 }),
                (segments, hows) => {
                    const plain = `/${segments.join("/")}`;
                    const written = [...plain].map((character, index) => spelling(character, hows[index % hows.length]!)).join("");
                    expect(path(written)).toBe(plain);
                },
            ),
        );
        fc.assert(fc.property(fc.webPath(), text => expect(path(path(text))).toBe(path(text))));
    });

    it("has no dot segment at its end that a parser of URLs leaves there", () => {
        expect([path("/a/.a/."), path("/a/.a/.."), path("/a/..a/%2e")]).toEqual(["/a/.a/", "/a/", "/a/..a/"]);
    });

    it("is never one with dot segments, slashes after another, or backslashes", () => {
        const odd = fc.array(fc.constantFrom("/", "\\", ".", "..", "%2e", "%2E", "%2f", "%5c", "%", "a", "%25"), { maxLength: 12 });
        fc.assert(
            fc.property(odd, parts => {
                const normalised = path(`/${parts.join("")}`);
                expect(normalised).not.toMatch(/\/\/|\\|\/\.\.?(\/|$)/);
                expect(path(normalised)).toBe(normalised);
            }),
        );
    });

    it.each([
        ["/foo", ""],
        ["/foo.mp3", "mp3"],
        ["/.mp3", ""],
        ["/.foo.mp3", "mp3"],
        ["/foo.tar.bz2", "bz2"],
        ["/foo.", ""],
        ["/foo.d/bar", ""],
        ["/foo.MP3", "MP3"],
    ])("%s has the extension %p, as Cloudflare documents it", (text, expected) => {
        expect(extensionOf(text)).toBe(expected);
    });
});

it.each([
    ["?a=b+c", "a=b c"],
    ["?q=%27%20or%201", "q=' or 1"],
    ["?q=%2527", "q=%27"],
    ["?q=%c3%a4%zz%", "q=ä%zz%"],
    ["?q=%ff", "q=\ufffd"],
    ["", ""],
])("the parameters %s are decoded once: %s", (text, expected) => {
    expect(decodedQuery(text)).toBe(expected);
});

describe("cookies", () => {
    it("are read as browsers send them", () => {
        expect([...cookiesOf('a=1; b="two"; c=x=y;d=; a=2; lonely')]).toEqual([
            ["a", "1"],
            ["b", "two"],
            ["c", "x=y"],
            ["d", ""],
            ["", "lonely"],
        ]);
        expect([...cookiesOf(null), ...cookiesOf(" ; ")]).toEqual([]);
    });
});

describe("addresses", () => {
    it.each([
        ["198.51.100.7", ["198.51.100.7"], true],
        ["198.51.100.7", ["198.51.100.0/24", "2001:db8::/32"], true],
        ["198.51.101.7", ["198.51.100.0/24"], false],
        ["0.0.0.5", ["::/0"], false],
        ["2001:db8:ffff::1", ["2001:db8::/32"], true],
        ["2001:DB8::1", ["2001:db8::1"], true],
        ["2001:db9::1", ["2001:db8::/32"], false],
        ["::ffff:198.51.100.7", ["198.51.100.0/24"], true],
        ["", ["0.0.0.0/0"], false],
        ["nonsense", ["0.0.0.0/0", "::/0"], false],
        ["198.51.100.7", ["nonsense"], false],
    ])("%p is in %p: %p", (address, ranges, expected) => {
        expect(inRanges(address, ranges)).toBe(expected);
    });

    it("are counted one by one, and by /64 where they are IPv6", () => {
        expect(["198.51.100.7", "2001:db8:1:2::9", "2001:DB8:1:2:3::", ""].map(counted)).toEqual([
            "198.51.100.7",
            "20010db800010002::/64",
            "20010db800010002::/64",
            "",
        ]);
    });
});

it("facts are what Cloudflare says, not what the client says", () => {
    const request = Object.assign(
        new Request("https://Shop.Example.:8443/%61?b=%63", {
            method: "POST",
            headers: { "CF-Connecting-IP": "198.51.100.7", "X-Forwarded-For": "1.2.3.4", "User-Agent": "Test", Cookie: "a=1" },
        }),
        { cf: { country: "JP" } },
    ) as EdgeRequest;
    const { headers: _, cookies, ...facts } = factsOf(request);
    expect([...cookies]).toEqual([["a", "1"]]);
    expect(facts).toEqual({
        host: "shop.example",
        path: "/a",
        method: "POST",
        address: "198.51.100.7",
        hasBody: false,
        country: "JP",
        userAgent: "Test",
        query: "b=c",
    });
});
