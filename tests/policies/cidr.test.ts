import { isOpen, isOpenTogether, isPrivate, isWithin } from "../../policies/cidr";

test.each([
    "0.0.0.0/0",
    "0.0.0.0/00",
    "203.0.113.9/0",
    "0.0.0.0/1",
    "128.0.0.0/1",
    "64.0.0.0/2",
    "8.0.0.0/7",
    " 0.0.0.0/0 ",
    "::/0",
    "::/1",
    "8000::/1",
    "2000::/3",
    "f000::/4",
    "fc00::/6",
])("%s is open to the internet", cidr => expect(isOpen(cidr)).toBe(true));

test.each(["10.0.0.0/8", "192.0.2.0/24", "203.0.113.9/32", "2001:db8::/32", "2400::/16", "fc00::/7", "fd00::/8", "FD12:3456::/48"])(
    "%s is not",
    cidr => expect(isOpen(cidr)).toBe(false),
);

test.each(["", "0.0.0.0", "0.0.0.0/", "0.0.0.0/x", "everyone/0", "/0"])("fails to be a range: %p", text =>
    expect(isOpen(text)).toBe(false),
);

describe("a range within others", () => {
    const others = ["104.16.0.0/13", "2606:4700::/32"];

    test.each(["104.16.0.0/13", "104.23.255.255/32", "104.20.0.0/16", " 104.16.1.2 ", "2606:4700::/32", "2606:4700:10::/48"])(
        "is %p",
        range => expect(isWithin(range, others)).toBe(true),
    );

    test.each(["104.16.0.0/12", "104.24.0.0/14", "0.0.0.0/0", "2606:4700::/31", "2606:4701::/32", "::/0", "6810::/13"])(
        "is not %p",
        range => expect(isWithin(range, others)).toBe(false),
    );

    test.each(["", "104.16.0.0/33", "104.16.0/13", "everyone", "2606:4700::/129", "/13"])("fails to be %p", range =>
        expect(isWithin(range, others)).toBe(false),
    );

    test("is none where there are no others, or none that is a range", () => {
        expect([isWithin("10.0.0.0/8", []), isWithin("10.0.0.0/8", ["everyone"])]).toEqual([false, false]);
    });
});

test.each([
    ...["10.0.0.0/8", "10.255.255.255/32", "172.16.0.0/12", "172.31.0.0/16", "192.168.0.0/16", "192.168.9.0/24"],
    ...["100.64.0.0/10", "100.127.0.0/16", "169.254.169.254/32", "fc00::/7", "fd12:3456::/48", "fe80::/10", "FEBF::/16"],
])("%s is private", range => expect(isPrivate(range)).toBe(true));

test.each([
    ...["0.0.0.0/0", "10.0.0.0/7", "11.0.0.0/8", "172.15.0.0/16", "172.32.0.0/16", "172.0.0.0/8", "192.169.0.0/16", "192.168.0.0/15"],
    ...["100.63.0.0/16", "100.128.0.0/16", "169.255.0.0/16", "52.94.0.0/16", "::/0", "fc00::/6", "2600::/12", "fec0::/10", "pl-1", ""],
])("%p is not private", range => expect(isPrivate(range)).toBe(false));

describe("ranges together", () => {
    const eights = (count: number, first = 11): readonly string[] => Array.from({ length: count }, (_, n) => `${first + n}.0.0.0/8`);
    const sixteens = (count: number): readonly string[] => Array.from({ length: count }, (_, n) => `${(0x2400 + n).toString(16)}::/16`);

    test.each([
        ["more than 32 of /8", eights(33)],
        ["as many in two rows", [...eights(20), ...eights(20, 40)]],
        ["more than 32 of /16 of IPv6", sixteens(33)],
        ["those beside a private one", ["10.0.0.0/8", ...eights(33)]],
    ])("%s are open", (_, ranges) => expect(isOpenTogether(ranges)).toBe(true));

    test.each([
        ["none", []],
        ["32 of /8", eights(32)],
        ["the same twice", [...eights(30), ...eights(30), "12.1.0.0/16"]],
        ["32 beside a private one", ["10.0.0.0/8", ...eights(32)]],
        ["as many of either kind, and what is no range", [...eights(32), ...sixteens(32), "everyone"]],
    ])("%s are not", (_, ranges) => expect(isOpenTogether(ranges)).toBe(false));
});
