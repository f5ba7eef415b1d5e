import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import fc from "fast-check";
import {
    accountId,
    binaryQuantity,
    cidrRanges,
    componentName,
    cpuQuantity,
    distinct,
    dnsLabel,
    hostName,
    imageReference,
    logRetentionDays,
    oneOf,
    wholeNumber,
} from "../../components/core/checks";
import { contains, formatCidr, isPrivate, overlap, parseCidr, sizeOf } from "../../components/core/cidr";
import { withDefaults } from "../../components/core/defaults";
import { keyArgs, keyPolicy, logsUser, serviceTrust } from "../../components/core/encryption";
import { refuse, under, WebstackError } from "../../components/core/errors";
import { images, reference, thirdPartyImages, type ThirdPartyImage } from "../../components/core/images";
import { instanceClass } from "../../components/core/instance-classes";
import { applyTransform, classKey, type Transform } from "../../components/core/transform";
import { dailyWindow, quietHours, weeklyWindow, windowsApart } from "../../components/core/windows";
import { account, json, lines, stackOf, type Stack } from "./support";

describe("errors", () => {
    it("name the subject, and every problem with path, value, what is allowed and what to do", () => {
        const error = new WebstackError("Network 'main'", [
            { path: "zoneCount", got: 7, allowed: "a whole number from 2 to 3" },
            { path: "region", got: undefined, allowed: "eu-west-1, eu-west-2", fix: "Set it." },
            { path: "zones", got: ["a", "b"], allowed: "zones of the region" },
        ]);
        expect(error.message).toBe(
            [
                "Network 'main': 3 problems",
                "  zoneCount: got 7; allowed: a whole number from 2 to 3.",
                "  region: is missing; allowed: eu-west-1, eu-west-2. Set it.",
                '  zones: got ["a","b"]; allowed: zones of the region.',
            ].join("\n"),
        );
        expect(error.subject).toBe("Network 'main'");
        expect(error.problems).toHaveLength(3);
    });

    it("count one problem in the singular, and are of the kind that Pulumi shows without a stack trace", () => {
        const error = new WebstackError("Service 'web'", [{ path: "port", got: 80, allowed: "more" }]);
        expect(error.message).toBe("Service 'web': 1 problem\n  port: got 80; allowed: more.");
        expect(pulumi.RunError.isInstance(error)).toBe(true);
    });

    it("are thrown only where there is something to report", () => {
        expect(() => refuse("x", [])).not.toThrow();
        expect(() => refuse("x", [{ path: "p", got: 1, allowed: "2" }])).toThrow(WebstackError);
    });

    it("move below a longer path", () => {
        const problem = { got: 1, allowed: "2" };
        expect(
            under("backup", [
                { path: "days", ...problem },
                { path: "", ...problem },
            ]),
        ).toEqual([
            { path: "backup.days", ...problem },
            { path: "backup", ...problem },
        ]);
    });
});

const fine = (problems: readonly unknown[]): boolean => problems.length === 0;
const texts = (...characters: string[]) => fc.constantFrom(...characters.join(""));
const lower = "abcdefghijklmnopqrstuvwxyz";
const word = fc.string({ unit: texts(lower, "0123456789"), minLength: 1, maxLength: 12 });

describe("checks of names", () => {
    it("dnsLabel takes what RFC 1123 takes, and nothing else", () => {
        fc.assert(
            fc.property(fc.string({ unit: texts(lower, "0189-A_."), maxLength: 70 }), text => {
                const allowed = text.length >= 1 && text.length <= 63 && /^[a-z0-9-]+$/.test(text) && !/^-|-$/.test(text);
                expect(fine(dnsLabel("name", text))).toBe(allowed);
            }),
        );
        expect(lines(dnsLabel("name", "Web", 40))).toEqual([
            `name: got "Web"; allowed: lower-case letters, digits and '-', at most 40 characters.`,
        ]);
        expect(fine(dnsLabel("name", "a\n"))).toBe(false);
    });

    it("dnsLabel keeps to its limit", () => {
        fc.assert(
            fc.property(fc.integer({ min: 1, max: 80 }), fc.integer({ min: 1, max: 63 }), (length, limit) => {
                expect(fine(dnsLabel("name", "a".repeat(length), limit))).toBe(length <= limit);
            }),
        );
    });

    it("componentName takes what databases, caches and services may be called", () => {
        fc.assert(
            fc.property(fc.string({ unit: texts("ab-09A"), maxLength: 12 }), fc.integer({ min: 1, max: 12 }), (text, limit) => {
                const allowed = /^[a-z]/.test(text) && /^[a-z0-9-]+$/.test(text) && !text.includes("--") && !text.endsWith("-");
                expect(fine(componentName("name", text, limit))).toBe(allowed && text.length <= limit);
            }),
        );
    });

    it("hostName takes two labels and more, in lower case", () => {
        fc.assert(fc.property(fc.array(word, { minLength: 2, maxLength: 5 }), all => fine(hostName("host", all.join(".")))));
        for (const wrong of [
            "localhost",
            "example.com.",
            ".example.com",
            "a..b",
            "Example.com",
            "*.example.com",
            "a_b.example.com",
            "http://a.b",
            "",
        ]) {
            expect(lines(hostName("host", wrong))).toEqual([
                `host: got ${JSON.stringify(wrong)}; allowed: a host name such as www.example.com, in lower case.`,
            ]);
        }
        expect(fine(hostName("host", `${"a".repeat(60)}.`.repeat(4) + "com"))).toBe(true);
        expect(fine(hostName("host", `${"a".repeat(60)}.`.repeat(5) + "com"))).toBe(false);
    });

    it("accountId takes twelve digits", () => {
        expect(accountId("accountId", "000000000001")).toEqual([]);
        for (const wrong of ["12345678901", "1234567890123", "12345678901a", "", "１２３４５６７８９０１２", "123456789012\n"]) {
            expect(lines(accountId("accountId", wrong))).toEqual([
                `accountId: got ${JSON.stringify(wrong)}; allowed: an AWS account id: 12 digits, in quotes.`,
            ]);
        }
    });
});

describe("checks of images", () => {
    const digest = fc.string({ unit: texts("0123456789abcdef"), minLength: 64, maxLength: 64 }).map(hex => `@sha256:${hex}`);
    const host = fc.oneof(
        fc.constant(""),
        fc
            .tuple(fc.array(word, { minLength: 2, maxLength: 3 }), fc.option(fc.integer({ min: 1, max: 65535 })))
            .map(([labels, port]) => `${labels.join(".")}${port === null ? "" : `:${port}`}/`),
        fc.constant("localhost:5000/"),
    );
    const separator = fc.constantFrom("-", "--", ".", "_", "__");
    const part = fc.tuple(word, separator, word).map(([a, between, b]) => a + between + b);
    const name = fc.tuple(host, fc.array(fc.oneof(word, part), { minLength: 1, maxLength: 3 })).map(([at, path]) => at + path.join("/"));
    const tag = fc
        .string({ unit: texts("abcXYZ019_.-"), minLength: 1, maxLength: 20 })
        .filter(text => /^\w/.test(text) && text !== "latest");

    it("takes every reference with a tag or a digest", () => {
        fc.assert(fc.property(name, tag, (image, version) => fine(imageReference("image", `${image}:${version}`))));
        fc.assert(fc.property(name, digest, (image, hash) => fine(imageReference("image", image + hash))));
        fc.assert(fc.property(name, tag, digest, (image, version, hash) => fine(imageReference("image", `${image}:${version}${hash}`))));
        fc.assert(fc.property(name, digest, (image, hash) => fine(imageReference("image", `${image}:latest${hash}`))));
    });

    it("fails for a reference without either, and for latest", () => {
        fc.assert(
            fc.property(
                name,
                image => !fine(imageReference("image", `${image}/app`)) && !fine(imageReference("image", `${image}/app:latest`)),
            ),
        );
        expect(lines(imageReference("image", "ghcr.io/acme/web"))).toEqual([
            'image: got "ghcr.io/acme/web"; allowed: an image with a tag other than latest, or a digest. ' +
                "Write name:1.2.3 or name@sha256:…, so that every pod runs the same build.",
        ]);
    });

    it.each([
        "",
        ":1",
        "a:",
        "a:1:2",
        "a:latest:1",
        "a//b:1",
        "/a:1",
        "a/:1",
        "A:1",
        "a b:1",
        "a:1 ",
        "-a:1",
        "a-:1",
        "a:-1",
        "a@sha256:12",
        `a:${"1".repeat(129)}`,
        "a:1\n",
    ])("fails for %j, which is no reference at all", image => expect(imageReference("image", image)).toHaveLength(1));
});

describe("checks of numbers and quantities", () => {
    it("wholeNumber takes whole numbers from the first to the last", () => {
        fc.assert(
            fc.property(fc.oneof(fc.integer({ min: -5, max: 30 }), fc.double()), value => {
                expect(fine(wholeNumber("days", value, 2, 20))).toBe(Number.isInteger(value) && value >= 2 && value <= 20);
            }),
        );
        expect(lines(wholeNumber("days", 1, 2, 20))).toEqual(["days: got 1; allowed: a whole number from 2 to 20."]);
        expect(fine(wholeNumber("days", "3" as never, 2, 20))).toBe(false);
    });

    it("oneOf lists what is allowed", () => {
        expect(oneOf("nat", "single", ["per-zone", "single"])).toEqual([]);
        expect(lines(oneOf("nat", "double", ["per-zone", "single"]))).toEqual(['nat: got "double"; allowed: per-zone, single.']);
    });

    it("distinct reports each repeated value once", () => {
        fc.assert(
            fc.property(fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 8 }), values => {
                const repeated = ["a", "b", "c", "d"].filter(value => values.filter(other => other === value).length > 1);
                expect(
                    distinct("hosts", values)
                        .map(({ got }) => got)
                        .sort(),
                ).toEqual(repeated);
            }),
        );
        expect(lines(distinct("hosts", ["a", "a"]))).toEqual(['hosts: got "a"; allowed: each value once.']);
    });

    it.each([
        ["500m", true],
        ["2", true],
        ["0.5", true],
        ["1.25", true],
        ["0", false],
        ["0.0", false],
        ["0.000", false],
        ["0m", false],
        ["1.", false],
        ["0.5m", false],
        ["1 ", false],
        ["-1", false],
        ["1.2345", false],
    ])("cpuQuantity: %s is %s", (value, valid) => expect(fine(cpuQuantity("cpu", value))).toBe(valid));

    it.each([
        ["512Mi", true],
        ["4Gi", true],
        ["1Ti", true],
        ["0Mi", false],
        ["512", false],
        ["512M", false],
        ["1.5Gi", false],
        ["512mi", false],
        ["512Ki", false],
    ])("binaryQuantity: %s is %s", (value, valid) => expect(fine(binaryQuantity("memory", value))).toBe(valid));

    it("say what a quantity looks like", () => {
        expect(lines([...cpuQuantity("cpu", "much"), ...binaryQuantity("memory", "much")])).toEqual([
            'cpu: got "much"; allowed: CPUs such as 500m or 2.',
            'memory: got "much"; allowed: a size such as 512Mi or 4Gi.',
        ]);
    });

    it("knows the retentions that CloudWatch Logs takes, those of the audit among them", () => {
        expect(logRetentionDays).toEqual([...new Set(logRetentionDays)].sort((a, b) => a - b));
        for (const days of [30, 90, 365, 731, 1827]) expect(logRetentionDays).toContain(days);
        expect(logRetentionDays).not.toContain(100);
    });
});

describe("ranges of addresses", () => {
    const range = fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 })).map(([address, prefix]) => {
        const size = 1n << BigInt(32 - prefix);
        return { start: (BigInt(address) / size) * size, prefix };
    });

    it("are read as they are written", () => {
        fc.assert(fc.property(range, cidr => expect(parseCidr(formatCidr(cidr))).toEqual(cidr)));
    });

    it("fail where the address is not the first of the range", () => {
        fc.assert(
            fc.property(range, fc.nat(), ({ start, prefix }, offset) => {
                const inside = BigInt(offset) % sizeOf({ start, prefix });
                fc.pre(inside > 0n);
                expect(parseCidr(`${formatCidr({ start: start + inside, prefix: 32 }).split("/")[0]}/${prefix}`)).toBeUndefined();
            }),
        );
    });

    it.each([
        "",
        "10.0.0.0",
        "10.0.0/8",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.256/32",
        "::/0",
        "10.0.0.0/8 ",
        "10.0.0.0/8\n",
        "a.b.c.d/8",
        "010.0.0.0/8",
        "10.0.0.0/08",
    ])("fail for %j", text => expect(parseCidr(text)).toBeUndefined());

    it("overlap exactly when an address lies in both", () => {
        fc.assert(
            fc.property(range, range, (a, b) => {
                const inOf = (cidr: typeof a, address: bigint): boolean => address >= cidr.start && address < cidr.start + sizeOf(cidr);
                // Ranges are aligned: where two overlap, one holds the other's first address.
                const both = inOf(a, b.start) || inOf(b, a.start);
                expect(overlap(a, b)).toBe(both);
                expect(overlap(b, a)).toBe(both);
                expect(contains(a, b)).toBe(both && a.prefix <= b.prefix);
            }),
        );
    });

    it("may lie side by side", () => {
        const [low, high] = [parseCidr("10.0.0.0/17")!, parseCidr("10.0.128.0/17")!];
        expect([overlap(low, high), overlap(high, low), overlap(low, low)]).toEqual([false, false, true]);
    });

    it("are private as RFC 1918 says", () => {
        const isOwn = (text: string): boolean => isPrivate(parseCidr(text)!);
        expect(["10.0.0.0/8", "10.255.0.0/16", "172.16.0.0/12", "172.31.0.0/16", "192.168.0.0/16"].filter(isOwn)).toHaveLength(5);
        expect(["10.0.0.0/7", "172.32.0.0/16", "172.0.0.0/8", "192.169.0.0/16", "11.0.0.0/16", "0.0.0.0/0"].filter(isOwn)).toEqual([]);
    });

    it("are reported one by one", () => {
        expect(lines(cidrRanges("reaches", ["10.0.0.0/8", "10.0.0.1/8", "x"]))).toEqual([
            'reaches: got "10.0.0.1/8"; allowed: IPv4 ranges such as 203.0.113.0/24.',
            'reaches: got "x"; allowed: IPv4 ranges such as 203.0.113.0/24.',
        ]);
    });
});

describe("windows", () => {
    const two = (value: number): string => String(value).padStart(2, "0");
    const time = (minute: number): string => `${two(Math.floor((minute % 1440) / 60))}:${two(minute % 60)}`;
    const names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    const daily = fc.record({ start: fc.nat(1439), length: fc.integer({ min: 30, max: 1439 }) });
    const weekly = fc.record({ start: fc.nat(7 * 1440 - 1), length: fc.integer({ min: 30, max: 1439 }) });
    const dailyText = ({ start, length }: { start: number; length: number }): string => `${time(start)}-${time(start + length)}`;
    const moment = (minute: number): string => `${names[Math.floor(minute / 1440) % 7]}:${time(minute)}`;
    const weeklyText = ({ start, length }: { start: number; length: number }): string => `${moment(start)}-${moment(start + length)}`;

    it("are taken from the length that AWS asks for", () => {
        fc.assert(
            fc.property(daily, weekly, fc.integer({ min: 1, max: 120 }), (day, week, least) => {
                expect(fine(dailyWindow("window", dailyText(day), least))).toBe(day.length >= least);
                expect(fine(weeklyWindow("window", weeklyText(week), least))).toBe(week.length >= least);
            }),
        );
    });

    it("overlap exactly when a minute of the week lies in both, round midnight and round Sunday", () => {
        fc.assert(
            fc.property(daily, weekly, (day, week) => {
                const taken = new Set(Array.from({ length: week.length }, (_, minute) => (week.start + minute) % 10080));
                const meets = names.some((_, index) =>
                    Array.from({ length: day.length }, (__, minute) => (index * 1440 + day.start + minute) % 10080).some(minute =>
                        taken.has(minute),
                    ),
                );
                expect(fine(windowsApart("maintenanceWindow", weeklyText(week), dailyText(day), "backup"))).toBe(!meets);
            }),
            { numRuns: 60 },
        );
    });

    it("may follow one another", () => {
        expect(windowsApart("w", "sun:04:00-sun:05:00", "03:00-04:00", "backup")).toEqual([]);
        expect(windowsApart("w", "sun:04:00-sun:05:00", "05:00-06:00", "backup")).toEqual([]);
    });

    it.each(["", "3:00-4:00", "03:00", "24:00-25:00", "03:60-04:00", "03:00-04:00 ", "03:00-03:00", "03:00-03:29", "sun:03:00-sun:04:00"])(
        "fail for the daily window %j",
        value =>
            expect(lines(dailyWindow("window", value, 30))).toEqual([
                `window: got ${JSON.stringify(value)}; allowed: a window in UTC of 30 minutes or more, such as 03:00-04:00.`,
            ]),
    );

    it.each(["", "sun:04:30", "04:30-05:30", "Sun:04:30-Sun:05:30", "day:04:30-day:05:30", "sun:04:30-sun:04:59", "sun:24:00-mon:00:30"])(
        "fail for the weekly window %j",
        value =>
            expect(lines(weeklyWindow("window", value, 30))).toEqual([
                `window: got ${JSON.stringify(value)}; allowed: a weekly window in UTC of 30 minutes or more, such as sun:04:30-sun:05:30.`,
            ]),
    );

    it("fail where one overlaps the other, also past midnight", () => {
        expect(lines(windowsApart("maintenanceWindow", "sun:23:30-mon:00:30", "23:00-23:45", "backup"))).toEqual([
            'maintenanceWindow: got "sun:23:30-mon:00:30"; allowed: a window that does not overlap the backup window 23:00-23:45.',
        ]);
        expect(windowsApart("w", "sun:00:00-sun:01:00", "23:30-00:30", "backup")).toHaveLength(1);
        expect(windowsApart("w", "mon:00:00-mon:01:00", "23:30-00:30", "backup")).toHaveLength(1);
    });

    it("that are none are not compared", () => expect(windowsApart("w", "sunday", "night", "backup")).toEqual([]));
});

describe("classes of instances", () => {
    it("exist as AWS lists them", () => {
        for (const value of ["db.t4g.micro", "db.m7g.large", "db.r8g.48xlarge"]) expect(instanceClass("c", value, "db")).toEqual([]);
        for (const value of ["cache.t4g.medium", "cache.r7g.16xlarge"]) expect(instanceClass("c", value, "cache")).toEqual([]);
    });

    it("fail with the sizes of the family, or with the families", () => {
        expect(lines(instanceClass("instanceClass", "db.t4g.huge", "db"))).toEqual([
            'instanceClass: got "db.t4g.huge"; allowed: db.t4g.micro, db.t4g.small, db.t4g.medium, db.t4g.large, db.t4g.xlarge, db.t4g.2xlarge.',
        ]);
        expect(lines(instanceClass("nodeType", "t4g.small", "cache"))).toEqual([
            'nodeType: got "t4g.small"; allowed: cache.<family>.<size> with a family of t3, t4g, m6g, m7g, r6g, r7g.',
        ]);
        for (const value of ["cache.t4g.large", "cache.m7i.large", "db.constructor.large", "db.m7g.large.x", "db.m7g", ""])
            expect(instanceClass("c", value, value.startsWith("cache") ? "cache" : "db")).toHaveLength(1);
    });
});

describe("withDefaults", () => {
    const defaults = { days: 7, window: "03:00-04:00", multiAz: true };

    it("fills in what is absent, and undefined is absent", () => {
        expect(withDefaults(defaults, { days: 3, window: undefined, more: "x" })).toEqual({
            days: 3,
            window: "03:00-04:00",
            multiAz: true,
            more: "x",
        });
        expect(withDefaults(defaults, undefined)).toEqual(defaults);
    });

    it("keeps what is false, zero, empty or null", () => {
        const given = { days: 0, window: "", multiAz: false, more: null };
        expect(withDefaults(defaults, given)).toEqual(given);
    });

    it("changes neither", () => {
        const key = fc.constantFrom("a", "b", "c", "d");
        fc.assert(
            fc.property(
                fc.dictionary(key, fc.option(fc.integer(), { nil: undefined })),
                fc.dictionary(key, fc.integer()),
                (given, base) => {
                    const before = JSON.stringify([given, base]);
                    const merged = withDefaults(base, given) as Record<string, unknown>;
                    for (const name of new Set([...Object.keys(given), ...Object.keys(base)]))
                        expect(merged[name]).toBe(given[name] ?? base[name]);
                    expect(JSON.stringify([given, base])).toBe(before);
                },
            ),
        );
    });
});

describe("applyTransform", () => {
    interface Args {
        name: pulumi.Input<string>;
        tags?: Record<string, string>;
        ports?: number[];
        nested?: { deep?: { a?: number; b?: number } };
    }
    const apply = (args: Args, transform: Transform<Args> | undefined): Args => applyTransform(args, transform, "child");

    it("merges objects key by key, and leaves the original alone", () => {
        const args: Args = { name: "a", tags: { x: "1", y: "2" }, nested: { deep: { a: 1, b: 2 } } };
        expect(apply(args, { tags: { y: "3" }, nested: { deep: { b: 9 } } })).toEqual({
            name: "a",
            tags: { x: "1", y: "3" },
            nested: { deep: { a: 1, b: 9 } },
        });
        expect(args).toEqual({ name: "a", tags: { x: "1", y: "2" }, nested: { deep: { a: 1, b: 2 } } });
    });

    it("replaces lists whole", () => expect(apply({ name: "a", ports: [1, 2, 3] }, { ports: [4] }).ports).toEqual([4]));

    it("takes outputs as they are, on both sides", () => {
        const [before, after] = [pulumi.output("a"), pulumi.output("b")];
        expect(apply({ name: before, ports: [1] }, { ports: [2] }).name).toBe(before);
        expect(apply({ name: before }, { name: after }).name).toBe(after);
        expect(apply({ name: "plain" }, { name: after }).name).toBe(after);
    });

    it("takes assets as they are", () => {
        const asset = new pulumi.asset.StringAsset("text");
        expect(applyTransform<{ source: unknown }>({ source: { a: 1 } }, { source: asset }, "child").source).toBe(asset);
    });

    it("takes what a function makes of the arguments and the child's name; without a transform the arguments themselves", () => {
        const args: Args = { name: "a", tags: { x: "1" } };
        expect(apply(args, ({ name }, child) => ({ name, tags: { child } }))).toEqual({ name: "a", tags: { child: "child" } });
        expect(apply(args, undefined)).toBe(args);
    });

    it.each([
        ["ec2.Vpc", aws.ec2.Vpc],
        ["s3.Bucket", aws.s3.Bucket],
        ["networking.Ingress", k8s.networking.v1.Ingress],
        ["core.Service", k8s.core.v1.Service],
        ["rbac.ClusterRole", k8s.rbac.v1.ClusterRole],
        ["kubernetes.Provider", k8s.Provider],
        ["kubernetes.CustomResource", k8s.apiextensions.CustomResource],
        ["random.RandomId", random.RandomId],
        ["cloudflare.DnsRecord", cloudflare.DnsRecord],
    ])("finds transforms of %s by that name", (name, type) => expect(classKey(type)).toBe(name));
});

describe("policies of keys and roles", () => {
    it("let the account decide, and the named services use the key under their condition", () => {
        const users = [logsUser("eu-west-1", account), { service: "cloudwatch.amazonaws.com" }];
        const use = {
            Effect: "Allow",
            Action: ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
            Resource: "*",
        };
        expect(json(keyPolicy(account, users))).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AccountDecides",
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "kms:*",
                    Resource: "*",
                },
                {
                    Sid: "Service1",
                    Principal: { Service: "logs.eu-west-1.amazonaws.com" },
                    ...use,
                    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:eu-west-1:${account}:log-group:*` } },
                },
                { Sid: "Service2", Principal: { Service: "cloudwatch.amazonaws.com" }, ...use },
            ],
        });
    });

    it("open a key of its own to nobody else", () => {
        expect(json(keyPolicy(account))).toMatchObject({ Statement: [{ Sid: "AccountDecides" }] });
        expect((json(keyPolicy(account)) as { Statement: unknown[] }).Statement).toHaveLength(1);
    });

    it("rotate keys, and keep a deleted one for 30 days", () => {
        expect(keyArgs("Data", account, [], { Name: "x" })).toEqual({
            description: "Data",
            enableKeyRotation: true,
            deletionWindowInDays: 30,
            policy: keyPolicy(account),
            tags: { Name: "x" },
        });
    });

    it("trust one service, for the actions and under the condition named", () => {
        expect(json(serviceTrust("ec2.amazonaws.com"))).toEqual({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
        expect(json(serviceTrust("a.b", ["sts:AssumeRole", "sts:TagSession"], { StringEquals: { x: "y" } }))).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Principal: { Service: "a.b" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: { StringEquals: { x: "y" } },
                },
            ],
        });
    });
});

describe("images of third parties", () => {
    const table: [string, ThirdPartyImage][] = Object.entries(thirdPartyImages);

    it.each(Object.entries(images))("%s names registry, version and digest", (_, image) => {
        expect(imageReference("image", image)).toEqual([]);
        expect(image).toMatch(
            /^(docker\.io|ghcr\.io|quay\.io|registry\.k8s\.io|public\.ecr\.aws)\/[a-z0-9-]+\/[a-z0-9_-]+:v?\d+(\.\d+){1,2}(-[a-z]+)?(@sha256:[0-9a-f]{64})?$/,
        );
    });

    /** Of these nobody has published a digest: a stack that must pin digests names another image. */
    const unpinned = ["cloudflareExporter"];

    it("have a digest, all but these", () =>
        expect(table.filter(([, { digest }]) => digest === undefined).map(([name]) => name)).toEqual(unpinned));

    it.each(table.filter(([name]) => !unpinned.includes(name)))(
        "%s has a digest only with the files it was read from",
        (_, { digest, sources = [] }) => {
            expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
            for (const source of sources) expect(source).toMatch(/^[\w-]+\/[\w-]+ [\w./-]+$/);
            // Different people's repositories, or docker-library's own record of the registry.
            const owners = new Set(sources.map(source => source.split("/")[0]));
            expect(owners.has("docker-library") || owners.size > 1).toBe(true);
        },
    );

    it("are each another one", () => {
        expect(new Set(table.map(([, { digest }]) => digest)).size).toBe(table.length);
    });

    it("are these", () => {
        expect(Object.keys(images)).toEqual([
            "postgres:15",
            "postgres:16",
            "postgres:17",
            "redis",
            "prometheus",
            "alertmanager",
            "grafana",
            "postgresExporter",
            "nodeExporter",
            "kubeStateMetrics",
            "redisExporter",
            "blackboxExporter",
            "pushgateway",
            "nginxExporter",
            "cloudflareExporter",
            "otelCollector",
            "configReloader",
            "loki",
            "fluentBit",
            "node",
            "nginx",
            "cloudflared",
            "awsCli",
        ]);
        for (const version of ["15", "16", "17"] as const) expect(images[`postgres:${version}`]).toContain(`/postgres:${version}.`);
    });

    it("are named by their version alone where no digest is known", () => {
        expect(reference({ repository: "quay.io/a/b", version: "1.2" })).toBe("quay.io/a/b:1.2");
        expect(reference({ repository: "quay.io/a/b", version: "1.2", digest: "sha256:0" })).toBe("quay.io/a/b:1.2@sha256:0");
    });
});

describe("Component", () => {
    let stack: Stack;
    beforeAll(async () => {
        stack = await stackOf(
            "core-component",
            `
class Box extends webstack.Component {
    constructor(name, args, opts) {
        super("Box", name, args, args.problems ?? [], opts, args.longest);
        const provider = providers.aws;
        this.first = this.child(aws.sns.Topic, "first", { displayName: "plain", tags: this.tags("first") }, { provider, protect: true });
        this.child(aws.sns.Topic, "second", { tags: this.tags() }, { provider, dependsOn: this.childrenOf("first", "absent") });
        this.registerOutputs({});
    }
}
const tags = { Project: "shop", Component: "mine", Name: "mine" };
new Box("plain", { tags });
new Box("partial", { transform: { "sns.Topic": { displayName: "changed", parent: null, protect: false, tags: { Extra: "1" } }, "sns.TopicPolicy": { displayName: "wrong" } } });
new Box("function", { transform: { "sns.Topic": (args, name) => ({ ...args, displayName: name, protect: false }) } });
const outer = new Box("outer", {});
new Box("inner", {}, { parent: outer });
tryTo(() => new Box("Bad Name", {}));
tryTo(() => new Box("1st", { problems: [{ path: "days", got: 0, allowed: "more" }] }));
tryTo(() => new Box("a--b", {}));
tryTo(() => new Box("a".repeat(41), {}));
tryTo(() => new Box("a".repeat(27), { longest: 26 }));
`,
        );
    });

    it("has a type token of webstack, and children named after it with it as their parent", () => {
        expect(stack.get("Box plain").type).toBe("webstack:index:Box");
        expect(stack.children("plain")).toEqual(["Topic plain-first", "Topic plain-second"]);
        expect(stack.get("Topic plain-first").urn).toBe("urn:pulumi:test::test::webstack:index:Box$aws:sns/topic:Topic::plain-first");
        expect(stack.get("Topic plain-first").parent).toBe(stack.get("Box plain").urn);
        expect(stack.get("Topic inner-first").parent).toBe(stack.get("Box inner").urn);
        expect(stack.get("Box inner").parent).toBe(stack.get("Box outer").urn);
    });

    it("tags children with what the user says, its own name and theirs", () => {
        expect(stack.inputs("Topic plain-first").tags).toEqual({ Project: "shop", Component: "plain", Name: "plain-first" });
        expect(stack.inputs("Topic plain-second").tags).toEqual({ Project: "shop", Component: "plain", Name: "plain" });
    });

    it("finds its children for dependsOn, as far as they were made", () => {
        expect(stack.waitsFor("Topic plain-second")).toEqual(["plain-first"]);
    });

    it("applies a transform last, to arguments only: parent and protection stay", () => {
        expect(stack.inputs("Topic partial-first")).toMatchObject({
            displayName: "changed",
            tags: { Component: "partial", Name: "partial-first", Extra: "1" },
        });
        expect(stack.inputs("Topic function-first").displayName).toBe("function-first");
        for (const name of ["partial", "function"]) {
            expect(stack.get(`Topic ${name}-first`).parent).toBe(stack.get(`Box ${name}`).urn);
            expect(stack.get(`Topic ${name}-first`).protect).toBe(true);
        }
        expect(stack.get("Topic plain-second").protect).toBeUndefined();
    });

    it("fails for a bad name with all problems at once, and makes nothing", () => {
        const allowed = (most: number): string =>
            `allowed: a letter, then lower-case letters, digits and single '-', at most ${most} characters.`;
        expect(stack.outputs.refused).toEqual([
            `Box 'Bad Name': 1 problem\n  name: got "Bad Name"; ${allowed(40)}`,
            `Box '1st': 2 problems\n  name: got "1st"; ${allowed(40)}\n  days: got 0; allowed: more.`,
            `Box 'a--b': 1 problem\n  name: got "a--b"; ${allowed(40)}`,
            `Box '${"a".repeat(41)}': 1 problem\n  name: got "${"a".repeat(41)}"; ${allowed(40)}`,
            `Box '${"a".repeat(27)}': 1 problem\n  name: got "${"a".repeat(27)}"; ${allowed(26)}`,
        ]);
        expect(
            stack
                .ofType("Box")
                .map(({ urn }) => urn.split("::").at(-1))
                .sort(),
        ).toEqual(["function", "inner", "outer", "partial", "plain"]);
        expect(stack.ofType("Topic")).toHaveLength(10);
    });
});

describe("quietHours", () => {
    it("keeps an hour away from both windows", () => {
        expect(quietHours("03:00-04:00", "sun:04:30-sun:05:30", 3)).toBe(6);
        expect(quietHours("23:30-00:30", "mon:05:00-mon:06:00", 3)).toBe(6);
        expect(quietHours("12:00-13:00", "mon:14:00-mon:15:00", 3)).toBe(5);
    });

    it("finds hours for all windows of an hour", () => {
        const hour = fc.integer({ min: 0, max: 23 });
        const two = (value: number): string => String(value).padStart(2, "0");
        fc.assert(
            fc.property(hour, hour, (daily, weekly) => {
                const next = (value: number): number => (value + 1) % 24;
                const first = quietHours(
                    `${two(daily)}:00-${two(next(daily))}:00`,
                    `sun:${two(weekly)}:00-${weekly === 23 ? "mon" : "sun"}:${two(next(weekly))}:00`,
                    3,
                );
                const busy = [daily, weekly].flatMap(start => [(start + 23) % 24, start]);
                for (const offset of [0, 1, 2]) expect(busy).not.toContain((first + offset) % 24);
            }),
        );
    });
});
