import { account, dig, dns, json, labels, region, secret, selector, stackOf, type Stack } from "../support";

/** The room's parts alone, below a component of the test's own. */
const program = `
const { Component } = require("../../../dist/components/core/component");
const { createTopics } = require("../../../dist/components/monitoring-stack/notify/topics");
const { createAlertmanager } = require("../../../dist/components/monitoring-stack/notify/alertmanager");
class Watch extends Component {
    constructor(name, notify, { elsewhere = [], alerts = [], highAvailability = false, clusterName = "shop" } = {}) {
        super("Watch", name, { tags: { Project: "shop" } }, [], { providers });
        const place = { accountId: "${account}", region: "${region}" };
        const topics = createTopics(this, notify, place, elsewhere);
        this.topics = [topics.bySeverity, ...["${region}", ...elsewhere.slice(0, 1)].map(topics.in)];
        createAlertmanager(this, name, { notify, alerts, scrapeSeconds: 15, highAvailability, publishes: { topics, place, clusterName: clusterName ?? undefined } }, {});
    }
}
const people = { kind: "sns", emails: ["a@example.com", "b@example.com"], phoneNumbers: ["+353861234567"] };
const others = { kind: "sns", emails: ["a@example.com"] };
const pager = { kind: "pagerduty", routingKey: pulumi.secret("planted-routing"), cloudWatchKey: pulumi.secret("planted-key"), serviceRegion: "eu" };
const chatbot = channelId => ({ workspaceId: "T07EA123LEP", channelId });
const slack = channelId => ({ kind: "slack", webhookUrl: pulumi.secret("https://hooks.slack.com/planted"), chatbot: chatbot(channelId) });
const receivers = { people, others, pager, team: slack("C07EZ1ABC23"), board: slack("C07EZ1ABC24") };
const routes = { critical: ["people", "pager", "people"], warning: ["team", "others"] };
exports.all = new Watch("all", { receivers, routes }, { elsewhere: ["us-east-1", "${region}", "us-east-1"], highAvailability: true }).topics;
const hook = { kind: "webhook", url: "http://pager.internal:9095/x" };
exports.none = new Watch("none", { receivers: { hook, silent: { kind: "pagerduty", routingKey: "x" } } }, { elsewhere: ["us-east-1"] }).topics;
new Watch("foreign", { receivers: { others } }, { clusterName: null });
`;

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf("notify-aws", program);
});

const topic = (name: string): string => stack.arn(`Topic ${name}`);

describe("topics", () => {
    it("are there for those whom AWS reaches, in each region that has alarms", () => {
        const names = ["alerts-people", "sms-people", "alerts-others", "alerts-pager", "alerts-team", "alerts-board"];
        const all = [...names, ...names.map(name => `${name}_us-east-1`)].map(name => `Topic all-${name}`).sort();
        expect(stack.children("all").filter(child => child.startsWith("Topic "))).toEqual(all);
        expect(stack.children("all").filter(child => child.startsWith("TopicPolicy "))).toEqual(
            all.map(name => name.replace("Topic ", "TopicPolicy ")),
        );
        expect(stack.children("none").filter(child => /^(Topic|Key|Role|Slack)/.test(child))).toEqual([]);
    });

    it("are those that an alarm of a severity tells", () => {
        const arns = (suffix: string) => ({
            critical: ["alerts-people", "sms-people", "alerts-pager"].map(name => topic(`all-${name}${suffix}`)),
            warning: ["alerts-team", "alerts-others"].map(name => topic(`all-${name}${suffix}`)),
        });
        expect(stack.outputs.all).toEqual([arns(""), arns(""), arns("_us-east-1")]);
        const nobody = { critical: [], warning: [] };
        expect(stack.outputs.none).toEqual([nobody, nobody, nobody]);
    });

    it("are encrypted, with a key in their region that alarms, rules and budgets may use", () => {
        expect(stack.inputs("Topic all-alerts-people")).toEqual({
            kmsMasterKeyId: stack.arn("Key all-alerts-key"),
            tags: { Project: "shop", Component: "all", Name: "all-alerts-people" },
        });
        expect(stack.inputs("Topic all-sms-people_us-east-1")).toEqual({
            kmsMasterKeyId: stack.arn("Key all-alerts-key_us-east-1"),
            region: "us-east-1",
            tags: { Project: "shop", Component: "all", Name: "all-sms-people_us-east-1" },
        });
        expect(stack.inputs("Key all-alerts-key_us-east-1")).toMatchObject({ enableKeyRotation: true, region: "us-east-1" });
        expect(stack.inputs("Key all-alerts-key")).not.toHaveProperty("region");
        const users = (json(stack.inputs("Key all-alerts-key").policy) as { Statement: { Principal: unknown; Condition?: unknown }[] })
            .Statement;
        const here = { StringEquals: { "aws:SourceAccount": account } };
        expect(users.map(({ Principal, Condition }) => [Principal, Condition])).toEqual([
            [{ AWS: `arn:aws:iam::${account}:root` }, undefined],
            [{ Service: "cloudwatch.amazonaws.com" }, here],
            // EventBridge gives KMS no source.
            [{ Service: "events.amazonaws.com" }, undefined],
            [{ Service: "budgets.amazonaws.com" }, here],
        ]);
    });

    it.each([
        ["all-alerts-people", region],
        ["all-alerts-pager_us-east-1", "us-east-1"],
    ])("take from this account alone, over TLS: %s", (name, where) => {
        const Resource = topic(name);
        const publishes = (Sid: string, service: string, Condition: object) => ({
            Sid,
            Effect: "Allow",
            Principal: { Service: service },
            Action: "sns:Publish",
            Resource,
            Condition,
        });
        expect(stack.inputs(`TopicPolicy ${name}`).arn).toBe(Resource);
        expect(json(stack.inputs(`TopicPolicy ${name}`).policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                publishes("CloudWatchAlarms", "cloudwatch.amazonaws.com", {
                    ArnLike: { "aws:SourceArn": `arn:aws:cloudwatch:${where}:${account}:alarm:*` },
                }),
                publishes("EventBridgeRules", "events.amazonaws.com", {
                    ArnLike: { "aws:SourceArn": `arn:aws:events:${where}:${account}:rule/*` },
                }),
                publishes("Budgets", "budgets.amazonaws.com", { StringEquals: { "aws:SourceAccount": account } }),
                {
                    Sid: "AccountPublishes",
                    Effect: "Allow",
                    Principal: { AWS: `arn:aws:iam::${account}:root` },
                    Action: "sns:Publish",
                    Resource,
                },
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "sns:Publish",
                    Resource,
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
    });
});

describe("who listens", () => {
    it("is everybody, in each region", () => {
        const names = ["email-people", "email-people_us-east-1"].flatMap(name => ["a", "b"].map(who => `${name}.${who}@example.com`));
        const subscriptions = stack.children("all").filter(child => child.startsWith("TopicSubscription "));
        expect(subscriptions).toEqual(
            [
                ...names,
                "email-others.a@example.com",
                "email-others_us-east-1.a@example.com",
                "sms-people.+353861234567",
                "sms-people_us-east-1.+353861234567",
                "pagerduty-pager",
                "pagerduty-pager_us-east-1",
            ]
                .map(name => `TopicSubscription all-${name}`)
                .sort(),
        );
        expect(stack.inputs("TopicSubscription all-email-people.b@example.com")).toEqual({
            topic: topic("all-alerts-people"),
            protocol: "email",
            endpoint: "b@example.com",
        });
        expect(stack.inputs("TopicSubscription all-sms-people_us-east-1.+353861234567")).toEqual({
            topic: topic("all-sms-people_us-east-1"),
            protocol: "sms",
            endpoint: "+353861234567",
            region: "us-east-1",
        });
    });

    it("keeps the names that it had with one topic for all, each once", () => {
        const former = (key: string): (string | undefined)[] => (stack.get(key).aliases ?? []).map(alias => alias.split("::").at(-1));
        expect(former("Topic all-alerts-people")).toEqual(["all-alerts"]);
        expect(former("TopicPolicy all-alerts-people")).toEqual(["all-alerts"]);
        expect(former("TopicSubscription all-email-people.a@example.com")).toEqual(["all-email-a@example.com"]);
        expect(former("TopicSubscription all-email-people.b@example.com")).toEqual(["all-email-b@example.com"]);
        for (const key of [
            "Topic all-alerts-others",
            "Topic all-alerts-people_us-east-1",
            "Topic all-alerts-pager",
            "TopicSubscription all-email-others.a@example.com",
            "TopicSubscription all-email-people_us-east-1.a@example.com",
        ]) {
            expect([key, former(key)]).toEqual([key, []]);
        }
    });

    it("is PagerDuty, by an address that is a secret", () => {
        expect(stack.inputs("TopicSubscription all-pagerduty-pager")).toEqual({
            topic: topic("all-alerts-pager"),
            protocol: "https",
            endpoint: secret(),
            endpointAutoConfirms: true,
        });
        expect(JSON.stringify(stack.resources)).not.toContain("planted");
    });

    it("is Slack's channel, once for all regions, under a role that reads metrics", () => {
        const channels = stack.children("all").filter(child => child.startsWith("SlackChannelConfiguration "));
        expect(channels).toEqual(["SlackChannelConfiguration all-slack-board", "SlackChannelConfiguration all-slack-team"]);
        expect(stack.inputs("SlackChannelConfiguration all-slack-team")).toEqual({
            configurationName: expect.stringMatching(/^all-team-[0-9a-f]{8}$/) as string,
            iamRoleArn: stack.arn("Role all-chatbot-role"),
            guardrailPolicyArns: ["arn:aws:iam::aws:policy/CloudWatchReadOnlyAccess"],
            slackTeamId: "T07EA123LEP",
            slackChannelId: "C07EZ1ABC23",
            snsTopicArns: [topic("all-alerts-team"), topic("all-alerts-team_us-east-1")],
            loggingLevel: "ERROR",
            region: "us-east-2",
            tags: { Project: "shop", Component: "all", Name: "all-slack-team" },
        });
        expect(json(stack.inputs("Role all-chatbot-role").assumeRolePolicy)).toEqual({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { Service: "chatbot.amazonaws.com" }, Action: "sts:AssumeRole" }],
        });
        const { Statement } = json(stack.inputs("RolePolicy all-chatbot-reads").policy) as { Statement: { Action: string[] }[] };
        expect(Statement).toHaveLength(1);
        for (const action of Statement[0]!.Action) expect(action).toMatch(/^cloudwatch:(Describe|Get|List)[A-Za-z]+$/);
    });
});

describe("Alertmanager", () => {
    const pod = (name: string): unknown => dig(stack.inputs(`StatefulSet ${name}-alertmanager`), "spec.template.spec");
    const ports = (protocol: string, ...ports: number[]) => ports.map(port => ({ protocol, port }));
    const world = (...of: number[]) => ({ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: ports("TCP", ...of) });
    const gossip = [...ports("TCP", 9094), ...ports("UDP", 9094)];
    const peers = [{ podSelector: { matchLabels: selector("alertmanager") } }];
    const prometheus = { from: [{ podSelector: { matchLabels: selector("prometheus") } }], ports: ports("TCP", 9093) };

    it("is one, which talks to receivers alone", () => {
        expect(dig(stack.inputs("StatefulSet none-alertmanager"), "spec.replicas")).toBe(1);
        expect(dig(pod("none"), "containers.0.args")).toEqual([
            "--config.file=/etc/alertmanager/alertmanager.yml",
            "--storage.path=/alertmanager",
            "--cluster.listen-address=",
        ]);
        expect(dig(stack.inputs("NetworkPolicy none-alertmanager"), "spec.ingress")).toEqual([prometheus]);
        expect(dig(stack.inputs("NetworkPolicy none-alertmanager"), "spec.egress")).toEqual([dns, world(443, 9095)]);
        expect(stack.children("none").filter(child => child.startsWith("Service "))).toEqual(["Service none-alertmanager"]);
    });

    it("is a pair, each with a name, which agree on who tells people", () => {
        expect(dig(stack.inputs("StatefulSet all-alertmanager"), "spec.replicas")).toBe(2);
        expect(dig(pod("all"), "containers.0.args")).toEqual([
            "--config.file=/etc/alertmanager/alertmanager.yml",
            "--storage.path=/alertmanager",
            "--cluster.listen-address=[$(POD_IP)]:9094",
            "--cluster.peer=alertmanager-0.all.svc:9094",
            "--cluster.peer=alertmanager-1.all.svc:9094",
        ]);
        expect(dig(pod("all"), "containers.0.env")).toEqual([{ name: "POD_IP", valueFrom: { fieldRef: { fieldPath: "status.podIP" } } }]);
        expect(stack.inputs("Service all-alertmanager-1")).toMatchObject({
            metadata: { name: "alertmanager-1", namespace: "all", labels: labels("alertmanager", "all") },
            spec: {
                clusterIP: "None",
                publishNotReadyAddresses: true,
                selector: { "statefulset.kubernetes.io/pod-name": "alertmanager-1" },
                ports: [
                    { name: "http", port: 9093 },
                    { name: "cluster", port: 9094 },
                    { name: "cluster-udp", port: 9094, protocol: "UDP" },
                ],
            },
        });
        expect(dig(stack.inputs("NetworkPolicy all-alertmanager"), "spec.ingress")).toEqual([prometheus, { from: peers, ports: gossip }]);
        expect(dig(stack.inputs("NetworkPolicy all-alertmanager"), "spec.egress")).toEqual([
            dns,
            world(443),
            { to: peers, ports: gossip },
            { to: [{ ipBlock: { cidr: "169.254.170.23/32" } }], ports: ports("TCP", 80) },
        ]);
        expect(stack.children("all")).toContain("PodDisruptionBudget all-alertmanager");
    });

    it("has its secrets in a Secret, mounted beside its configuration", () => {
        expect(stack.inputs("Secret all-alertmanager-secrets-0")).toMatchObject({
            metadata: { name: "alertmanager-secrets-0" },
            stringData: secret(
                Object.fromEntries(["board.webhook-url", "pager.routing-key", "team.webhook-url"].map(name => [name, "[secret]"])),
            ),
        });
        expect(Object.keys(stack.inputs("ConfigMap all-alertmanager-files-0").data as object)).toEqual([
            "alertmanager.yml",
            "messages.tmpl",
        ]);
        expect(dig(pod("all"), "containers.0.volumeMounts")).toEqual([
            { name: "data", mountPath: "/alertmanager" },
            { name: "tmp", mountPath: "/tmp" },
            { name: "alertmanager-files-0", mountPath: "/etc/alertmanager", readOnly: true },
            { name: "alertmanager-secrets-0", mountPath: "/etc/alertmanager-secrets", readOnly: true },
        ]);
        expect(dig(pod("all"), "containers.1.args")).toContain("--reload-url=http://127.0.0.1:9093/-/reload");
        expect(stack.children("foreign").filter(child => child.startsWith("Secret "))).toEqual([]);
    });

    it("may publish to the topics of mails and text messages, and has its identity before it starts", () => {
        expect(json(stack.inputs("RolePolicy all-alertmanager-publishes").policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "sns:Publish",
                    Resource: ["alerts-people", "sms-people", "alerts-others"].map(name => topic(`all-${name}`)),
                },
                { Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: stack.arn("Key all-alerts-key") },
            ],
        });
        expect(json(stack.inputs("Role all-alertmanager-role").assumeRolePolicy)).toMatchObject({
            Statement: [
                {
                    Principal: { Service: "pods.eks.amazonaws.com" },
                    Action: ["sts:AssumeRole", "sts:TagSession"],
                    Condition: { StringEquals: { "aws:SourceAccount": account } },
                },
            ],
        });
        expect(stack.inputs("PodIdentityAssociation all-alertmanager")).toMatchObject({
            clusterName: "shop",
            namespace: "all",
            serviceAccount: "alertmanager",
            roleArn: stack.arn("Role all-alertmanager-role"),
        });
        expect(stack.waitsFor("StatefulSet all-alertmanager")).toContain("all-alertmanager");
        expect(stack.children("foreign").filter(child => /^(Role|PodIdentity)/.test(child))).toEqual([]);
    });
});
