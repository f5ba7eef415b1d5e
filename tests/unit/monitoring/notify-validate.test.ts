import * as pulumi from "@pulumi/pulumi";
import type { MaintenanceWindow, NotifyArgs, ReceiverArgs } from "../../../components/monitoring-stack/notify/args";
import { awsReach, validateNotify } from "../../../components/monitoring-stack/notify/validate";
import { lines } from "../support";
import { everyKind } from "./notifying";

const hook = { kind: "webhook", url: "http://pager.internal:9095/alerts" } as const;
const slack = { kind: "slack", webhookUrl: "https://hooks.slack.com/x" } as const;
const pager = { kind: "pagerduty", routingKey: "k" } as const;
const channel = { workspaceId: "T07EA123LEP", channelId: "C07EZ1ABC23" };
const check = (args: Partial<NotifyArgs>, aws = true): string[] => lines(validateNotify({ receivers: { hook }, ...args }, { aws }));
const one = (receiver: ReceiverArgs, aws = true): string[] => check({ receivers: { r: receiver } }, aws);

describe("who is told", () => {
    it("may be anybody", () => {
        expect(check({ receivers: everyKind, routes: { critical: ["people", "pager"], warning: ["team"] } })).toEqual([]);
        expect(one({ ...pager, cloudWatchKey: "k", serviceRegion: "eu" })).toEqual([]);
        expect(one({ ...slack, channel: "#アラート", chatbot: channel })).toEqual([]);
        expect(check({ receivers: { hook, slack, pager } }, false)).toEqual([]);
        expect(one({ kind: "webhook", url: pulumi.secret("no address") })).toEqual([]);
        expect(check({ watchdog: { url: "https://hc-ping.com/x", seconds: 3600 } })).toEqual([]);
    });

    const addresses = "allowed: an http or https address without a password in it.";
    it.each<[string, string[], string[]]>([
        ["nobody", check({ receivers: {} }), ["receivers: got {}; allowed: at least one. An alert that reaches nobody is none."]],
        [
            "a name",
            check({ receivers: { On_Call: hook, [`a${"b".repeat(30)}`]: hook } }),
            ["On_Call", `a${"b".repeat(30)}`].map(
                name => `receivers: got "${name}"; allowed: names of lower-case letters, digits and '-', at most 30 characters.`,
            ),
        ],
        ["a kind", one({ kind: "pigeon" } as never), ['receivers.r.kind: got "pigeon"; allowed: sns, pagerduty, slack, email, webhook.']],
        [
            "a severity without anybody, and names that nobody has",
            check({ routes: { critical: [], warning: ["hook", "nobody", "hook"] } }),
            [
                "routes.critical: got []; allowed: at least one receiver. An alert that reaches nobody is none.",
                'routes.warning: got "nobody"; allowed: hook.',
                'routes.warning: got "hook"; allowed: each value once.',
            ],
        ],
        [
            "topics without AWS",
            one(everyKind.people, false),
            ['receivers.r.kind: got "sns"; allowed: pagerduty, slack, email, webhook. Receivers of kind sns need aws.'],
        ],
        ["topics without anybody", one({ kind: "sns" }), ["receivers.r.emails: got []; allowed: at least one address, or phoneNumbers."]],
        [
            "people",
            one({
                kind: "sns",
                emails: ["nobody", "a@b.c", "a@b.c", "x@y"],
                phoneNumbers: ["0861234567", "+353 86", "+353861234567", "+353861234567"],
            }),
            [
                'receivers.r.emails: got "nobody"; allowed: mail addresses.',
                'receivers.r.emails: got "x@y"; allowed: mail addresses.',
                'receivers.r.emails: got "a@b.c"; allowed: each value once.',
                'receivers.r.phoneNumbers: got "0861234567"; allowed: numbers in E.164 such as +353861234567.',
                'receivers.r.phoneNumbers: got "+353 86"; allowed: numbers in E.164 such as +353861234567.',
                'receivers.r.phoneNumbers: got "+353861234567"; allowed: each value once.',
            ],
        ],
        [
            "more topics than an alarm tells",
            check({
                receivers: {
                    a: everyKind.people,
                    b: { ...everyKind.people, emails: ["c@example.com"] },
                    c: { ...everyKind.people, emails: ["d@example.com"] },
                },
                routes: { warning: ["a"] },
            }),
            [
                "routes.critical: got 6; allowed: at most 5 topics of SNS: CloudWatch tells no more. " +
                    "A receiver of kind sns has one for mails and one for text messages; put people who hear of the same into one.",
            ],
        ],
        [
            "PagerDuty",
            one({ kind: "pagerduty", routingKey: " ", cloudWatchKey: "", serviceRegion: "jp" as never }, false),
            [
                'receivers.r.routingKey: got " "; allowed: a text that is not empty.',
                'receivers.r.cloudWatchKey: got ""; allowed: a text that is not empty.',
                'receivers.r.cloudWatchKey: got "a key"; allowed: none without aws. Give aws: { accountId, region }, or leave it out.',
                'receivers.r.serviceRegion: got "jp"; allowed: us, eu.',
            ],
        ],
        [
            "Slack",
            one({ ...slack, channel: "alerts", chatbot: { workspaceId: "shop", channelId: "#alerts" } }),
            [
                'receivers.r.channel: got "alerts"; allowed: a channel such as #alerts.',
                'receivers.r.chatbot.workspaceId: got "shop"; allowed: a workspace\'s id such as T07EA123LEP.',
                'receivers.r.chatbot.channelId: got "#alerts"; allowed: a channel\'s id such as C07EZ1ABC23.',
            ],
        ],
        [
            "Slack without AWS, and one channel twice",
            check({ receivers: { a: { ...slack, chatbot: channel }, b: { ...slack, chatbot: channel } } }, false),
            [
                ...["a", "b"].map(
                    name =>
                        `receivers.${name}.chatbot: got ${JSON.stringify(channel)}; allowed: none without aws. Give aws: { accountId, region }, or leave it out.`,
                ),
                'receivers: got "T07EA123LEP/C07EZ1ABC23"; allowed: each value once.',
            ],
        ],
        [
            "mail",
            one({ kind: "email", to: [], from: "alerts", smarthost: "smtp.example.com", login: { username: "", password: "" } }),
            [
                "receivers.r.to: got []; allowed: at least one address.",
                'receivers.r.from: got "alerts"; allowed: mail addresses.',
                'receivers.r.smarthost: got "smtp.example.com"; allowed: a host and a port such as smtp.example.com:587.',
                'receivers.r.login.username: got ""; allowed: a text that is not empty.',
                'receivers.r.login.password: got ""; allowed: a text that is not empty.',
            ],
        ],
        ...["smtp:0", "smtp:65536", "smtp:x", ":25"].map((smarthost): [string, string[], string[]] => [
            `the server ${smarthost}`,
            one({ ...everyKind.mail, smarthost }),
            [`receivers.r.smarthost: got "${smarthost}"; allowed: a host and a port such as smtp.example.com:587.`],
        ]),
        ...["", "pager", "http://pager/a b", "http://pager:99999/x", "http://"].map((url): [string, string[], string[]] => [
            `the address ${JSON.stringify(url)}`,
            one({ kind: "webhook", url }),
            [`receivers.r.url: got "${url === "http://pager/a b" ? "http://…" : "no address"}"; ${addresses}`],
        ]),
        ["the address of another kind", one({ kind: "webhook", url: "ftp://pager/x" }), [`receivers.r.url: got "ftp://…"; ${addresses}`]],
        [
            "an address with a password, which is not shown",
            one({ kind: "webhook", url: "https://me:planted@pager/x" }),
            [`receivers.r.url: got "https://…"; ${addresses}`],
        ],
        ["a token", one({ ...hook, token: "" }), ['receivers.r.token: got ""; allowed: a text that is not empty.']],
        [
            "the switch",
            check({ watchdog: { url: "switch", seconds: 59 } }),
            [`watchdog.url: got "no address"; ${addresses}`, "watchdog.seconds: got 59; allowed: a whole number from 60 to 3600."],
        ],
    ])("fails for %s", (_, said, expected) => expect(said).toEqual(expected));
});

describe("maintenance", () => {
    const night: MaintenanceWindow = { name: "night", from: "02:00", to: "04:00" };
    const windows = (...changes: Partial<MaintenanceWindow>[]): string[] =>
        check({ maintenance: changes.map(change => ({ ...night, ...change })) });

    it.each<Partial<MaintenanceWindow>>([
        {},
        { from: "00:00", to: "24:00" },
        { weekdays: ["sunday", "monday:friday", "friday:saturday"] },
        ...["UTC", "Europe/Dublin", "Asia/Kolkata", "Asia/Calcutta", "America/Port-au-Prince", "America/Argentina/Buenos_Aires"].map(
            timeZone => ({ timeZone }),
        ),
        { alerts: ["HighErrorRate", "Slow_2"] },
    ])("may be %j", window => expect(windows(window)).toEqual([]));

    const day = "allowed: sunday, monday, tuesday, wednesday, thursday, friday, saturday, or two of them in this order with ':' between.";
    const week = "A week begins on Sunday: saturday:sunday is both, one by one.";
    it.each<[string, Partial<MaintenanceWindow>, string[]]>([
        [
            "its name",
            { name: "Night" },
            [`maintenance.0.name: got "Night"; allowed: lower-case letters, digits and '-', at most 63 characters.`],
        ],
        ...["Monday", "saturday:sunday", "monday:", "monday:tuesday:friday", ""].map(
            (value): [string, Partial<MaintenanceWindow>, string[]] => [
                `the day ${JSON.stringify(value)}`,
                { weekdays: [value] },
                [`maintenance.0.weekdays: got ${JSON.stringify(value)}; ${day} ${week}`],
            ],
        ),
        ["no day", { weekdays: [] }, ["maintenance.0.weekdays: got []; allowed: at least one day, or none given for every day."]],
        [
            "its times",
            { from: "24:00", to: "4:00" },
            [
                'maintenance.0.from: got "24:00"; allowed: a time of two digits each from 00:00 to 23:59.',
                'maintenance.0.to: got "4:00"; allowed: a time of two digits each from 00:00 to 24:00.',
            ],
        ],
        [
            "a time past midnight",
            { to: "24:30" },
            ['maintenance.0.to: got "24:30"; allowed: a time of two digits each from 00:00 to 24:00.'],
        ],
        ...["02:00", "01:59"].map((to): [string, Partial<MaintenanceWindow>, string[]] => [
            `its end at ${to}`,
            { to },
            [`maintenance.0.to: got "${to}"; allowed: a time after 02:00. A window over midnight is two: to 24:00, and from 00:00.`],
        ]),
        ...["Dublin", "europe/dublin", "EUROPE/DUBLIN", "+09:00", "Europe/Atlantis", ""].map(
            (timeZone): [string, Partial<MaintenanceWindow>, string[]] => [
                `the time zone ${JSON.stringify(timeZone)}`,
                { timeZone },
                [
                    `maintenance.0.timeZone: got ${JSON.stringify(timeZone)}; allowed: a time zone of the IANA database such as Europe/Dublin, or UTC.`,
                ],
            ],
        ),
        [
            "its alerts",
            { alerts: ["Watchdog", "my alert", "Mine", "Mine"] },
            [
                'maintenance.0.alerts: got "Mine"; allowed: each value once.',
                'maintenance.0.alerts: got "Watchdog"; allowed: names of alerts other than Watchdog.',
                'maintenance.0.alerts: got "my alert"; allowed: names of alerts other than Watchdog.',
            ],
        ],
        ["no alert", { alerts: [] }, ["maintenance.0.alerts: got []; allowed: at least one alert, or none given for all."]],
    ])("fails for %s", (_, window, said) => expect(windows(window)).toEqual(said));

    it("fails for two of a name", () => {
        expect(windows({}, { from: "03:00" })).toEqual(['maintenance: got "night"; allowed: each value once.']);
    });
});

describe("whom AWS reaches", () => {
    const receivers = {
        people: everyKind.people,
        pager,
        called: { ...pager, cloudWatchKey: "k" },
        slack,
        written: { ...slack, chatbot: channel },
        mail: everyKind.mail,
        hook,
    };

    it("is said by severity", () => {
        const all = ["people", "called", "written"];
        expect(awsReach({ receivers })).toEqual({ critical: all, warning: all });
        expect(awsReach({ receivers, routes: { critical: ["pager", "called"], warning: ["mail", "absent"] } })).toEqual({
            critical: ["called"],
            warning: [],
        });
    });
});
