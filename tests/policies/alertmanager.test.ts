import { parse } from "yaml";
import { notifies } from "../../policies/alertmanager";
import { valueOf } from "../../policies/values";

/** Whether an alert comes to the receiver "people", the one of these that tells anybody. */
function reaches(route: string, labels: Record<string, string> = { alertname: "Down", severity: "critical", team: "web" }): boolean {
    const receivers = "receivers: [{name: nobody}, {name: empty, email_configs: []}, {name: people, webhook_configs: [{url: a}]}]";
    return notifies(valueOf(parse(`${receivers}\nroute: ${route}`)), labels);
}
const routed = (inner: string): string => `{receiver: nobody, routes: [${inner}]}`;

describe("a route", () => {
    test.each<[string, string]>([
        ["without routes below", "{receiver: people}"],
        ["with one below that takes the alert", routed('{receiver: people, matchers: [severity="critical"]}')],
        ["with one below that takes everything", routed("{receiver: people}")],
        ["whose receiver is the parent's", "{receiver: people, routes: [{matchers: [severity=critical]}]}"],
        ["whose receiver is the grandparent's", "{receiver: people, routes: [{routes: [{matchers: [severity=critical]}]}]}"],
        ["with none below that takes the alert", "{receiver: people, routes: [{receiver: nobody, matchers: [severity=info]}]}"],
        ["with one that continues", routed("{receiver: nobody, continue: true}, {receiver: people}")],
        ["two below", routed("{receiver: nobody, matchers: [team=web], routes: [{receiver: people, matchers: [severity=critical]}]}")],
        ["with one of two reached", routed("{receiver: people, continue: true}, {receiver: nobody}")],
    ])("%s reaches people", (_, route) => expect(reaches(route)).toBe(true));

    test.each<[string, string]>([
        ["to a receiver without integrations", "{receiver: nobody}"],
        ["to one with an empty list of them", "{receiver: empty}"],
        ["to one that is not there", "{receiver: missing}"],
        ["without a receiver", "{}"],
        [
            "with one below that takes the alert to nobody",
            "{receiver: people, routes: [{receiver: nobody, matchers: [severity=critical]}]}",
        ],
        ["with one that does not continue", routed("{receiver: nobody}, {receiver: people}")],
        ["with an odd continue", routed('{receiver: nobody, continue: "true"}, {receiver: people}')],
        ["that is text", "people"],
        ["that is a list", "[{receiver: people}]"],
    ])("fails %s", (_, route) => expect(reaches(route)).toBe(false));
});

describe("matchers", () => {
    const takes = (matchers: string): boolean => reaches(routed(`{receiver: people, ${matchers}}`));

    test.each([
        `matchers: ['severity="critical"']`,
        `matchers: ['severity = critical']`,
        `matchers: ['"severity"="critical"']`,
        `matchers: ['severity=~"warning|critical"']`,
        `matchers: ['severity=~"crit.*"']`,
        `matchers: ['severity=~"(?i)CRITICAL"']`,
        `matchers: ['severity!="info"']`,
        `matchers: ['severity!~"info|warning"']`,
        `matchers: ['region=""']`,
        `matchers: ['region!=eu']`,
        `matchers: ['alertname=Down', 'team=~w.b']`,
        `matchers: ['{severity="critical", team="web"}']`,
        `matchers: ['severity="critical",team="web",']`,
        `matchers: 'severity="critical"'`,
        `matchers: []`,
        `match: {severity: critical}`,
        `match: {severity: critical, team: web}`,
        `match_re: {severity: "warning|critical"}`,
        `match: {severity: critical}, match_re: {team: "w.*"}, matchers: [alertname=Down]`,
    ])("%s take the alert", matchers => expect(takes(matchers)).toBe(true));

    test.each([
        `matchers: ['severity="warning"']`,
        `matchers: ['severity=~"crit"']`,
        `matchers: ['severity=~"CRITICAL"']`,
        `matchers: ['severity!="critical"']`,
        `matchers: ['severity!~"crit.*"']`,
        `matchers: ['region="eu"']`,
        `matchers: ['region!=""']`,
        `matchers: ['constructor=~".+"']`,
        `matchers: ['severity=critical', 'team=db']`,
        `matchers: ['{severity="critical", team="db"}']`,
        `matchers: ['severity="crit\\"ical"']`,
        `matchers: ['severity=~"("']`,
        `matchers: ['severity']`,
        `matchers: [7]`,
        `matchers: [{severity: critical}]`,
        `match: {severity: warning}`,
        `match: {severity: critical, team: db}`,
        `match_re: {severity: "crit"}`,
        `match: {severity: critical}, match_re: {team: "d.*"}`,
        `match: {severity: critical}, matchers: [team=db]`,
    ])("%s leave it", matchers => expect(takes(matchers)).toBe(false));

    test("unescape what stands in quotes", () => {
        const route = routed(String.raw`{receiver: people, matchers: ['team="a\"b, c=\\d"']}`);
        expect(reaches(route, { team: 'a"b, c=\\d' })).toBe(true);
    });

    test("compare numbers of YAML as text", () => {
        expect(reaches(routed("{receiver: people, match: {level: 7}}"), { level: "7" })).toBe(true);
    });
});

test.each(["", "7", "[]", "{}", "route: {receiver: people}", "{route: {receiver: people}, receivers: people}"])(
    "fails a configuration such as %p",
    text => expect(notifies(valueOf(parse(text)), {})).toBe(false),
);
