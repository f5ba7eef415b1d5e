import { isOpen } from "../../policies/cidr";

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
