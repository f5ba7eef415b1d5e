import { parse } from "yaml";
import { dig, json, region, type Stack } from "../support";
import { logsStack } from "./logs-stacks";

let stack: Stack;
beforeAll(async () => {
    stack = await logsStack(
        "monitoring-logs-opensearch",
        `
const readerRoleArns = ["arn:aws:iam::123456789012:role/developers"];
exports.url = logsOf("open", { kind: "opensearch", readerRoleArns }, { aws: place }).url;
logsOf("inside", {
    kind: "opensearch", readerRoleArns, retentionDays: { access: 14 }, standby: false, deletionProtection: false,
    network: { vpcId: "vpc-1", subnetIds: ["subnet-a", "subnet-b"], readerSecurityGroupIds: ["sg-vpn"] },
}, { aws: place });
`,
    );
});

const nameOf = (component: string): string => stack.inputs(`ServerlessCollection ${component}-logs-collection`).name as string;
const policyOf = (key: string): unknown => json(stack.inputs(key).policy);

it("makes a collection of time series, with a key of its own", () => {
    expect(nameOf("open")).toMatch(/^logs-test-[0-9a-f]{8}$/);
    expect(nameOf("open")).not.toBe(nameOf("inside"));
    expect(stack.inputs("ServerlessCollection open-logs-collection")).toEqual({
        name: nameOf("open"),
        type: "TIMESERIES",
        standbyReplicas: "ENABLED",
        tags: { Project: "shop", Component: "open", Name: "open-logs" },
    });
    expect(stack.inputs("ServerlessCollection inside-logs-collection").standbyReplicas).toBe("DISABLED");
    expect(stack.waitsFor("ServerlessCollection open-logs-collection")).toEqual([
        "open-logs-encryption",
        "open-logs-reach",
        "open-logs-retention",
    ]);
    expect(policyOf("ServerlessSecurityPolicy open-logs-encryption")).toEqual({
        Rules: [{ ResourceType: "collection", Resource: [`collection/${nameOf("open")}`] }],
        AWSOwnedKey: false,
        KmsARN: stack.arn("Key open-logs-key"),
    });
    expect(["Key open-logs-key", "ServerlessCollection open-logs-collection"].map(key => stack.get(key).protect)).toEqual([true, true]);
    expect(stack.get("ServerlessCollection inside-logs-collection").protect ?? false).toBe(false);
    expect(stack.outputs.url).toBe(
        `https://${stack.id("ServerlessCollection open-logs-collection")}.${region}.aoss.amazonaws.com/_dashboards`,
    );
});

it("keeps an index for each class as long as that class", () => {
    const rules = (component: string): unknown => dig(policyOf(`ServerlessLifecyclePolicy ${component}-logs-retention`), "Rules");
    const rule = (component: string, index: string, days: number) => ({
        ResourceType: "index",
        Resource: [`index/${nameOf(component)}/${index}`],
        MinIndexRetention: `${days}d`,
    });
    expect(rules("open")).toEqual([rule("open", "access", 365), rule("open", "error", 731), rule("open", "audit", 1827)]);
    expect(rules("inside")).toEqual([rule("inside", "access", 14), rule("inside", "error", 731), rule("inside", "audit", 1827)]);
});

it("lets the agents add to these indexes, and readers read, and nobody do more", () => {
    const name = nameOf("open");
    expect(policyOf("ServerlessAccessPolicy open-logs-access-policy")).toEqual([
        {
            Description: "The agents add",
            Rules: [
                {
                    ResourceType: "index",
                    Resource: ["access", "error", "audit"].map(index => `index/${name}/${index}`),
                    Permission: ["aoss:CreateIndex", "aoss:UpdateIndex", "aoss:WriteDocument"],
                },
            ],
            Principal: [stack.arn("Role open-fluent-bit-role")],
        },
        {
            Description: "People look",
            Rules: [
                { ResourceType: "index", Resource: [`index/${name}/*`], Permission: ["aoss:DescribeIndex", "aoss:ReadDocument"] },
                {
                    ResourceType: "collection",
                    Resource: [`collection/${name}`],
                    Permission: ["aoss:DescribeCollectionItems", "aoss:CreateCollectionItems", "aoss:UpdateCollectionItems"],
                },
            ],
            Principal: ["arn:aws:iam::123456789012:role/developers"],
        },
    ]);
    expect(dig(policyOf("RolePolicy open-fluent-bit-writes"), "Statement")).toEqual([
        { Effect: "Allow", Action: "aoss:APIAccessAll", Resource: stack.arn("ServerlessCollection open-logs-collection") },
    ]);
});

describe("who reaches it", () => {
    const both = (component: string) => [
        { ResourceType: "collection", Resource: [`collection/${nameOf(component)}`] },
        { ResourceType: "dashboard", Resource: [`collection/${nameOf(component)}`] },
    ];

    it("is everybody with a signed request", () => {
        expect(policyOf("ServerlessSecurityPolicy open-logs-reach")).toEqual([{ Rules: both("open"), AllowFromPublic: true }]);
        expect(stack.children("open").filter(child => /Endpoint|SecurityGroup/.test(child))).toEqual([]);
    });

    it("or only who is in the network, and there the cluster's pods and the readers", () => {
        expect(policyOf("ServerlessSecurityPolicy inside-logs-reach")).toEqual([
            {
                Rules: both("inside"),
                AllowFromPublic: false,
                SourceVPCEs: [stack.id("ServerlessVpcEndpoint inside-logs-endpoint")],
            },
        ]);
        expect(stack.inputs("ServerlessVpcEndpoint inside-logs-endpoint")).toEqual({
            name: nameOf("inside"),
            vpcId: "vpc-1",
            subnetIds: ["subnet-a", "subnet-b"],
            securityGroupIds: [stack.id("SecurityGroup inside-logs-endpoint")],
        });
        expect([0, 1].map(index => stack.inputs(`SecurityGroupIngressRule inside-logs-endpoint-${index}`))).toEqual(
            [
                ["sg-pods", "Pods of the cluster"],
                ["sg-vpn", "People who look at logs"],
            ].map(([caller, description]) => ({
                securityGroupId: stack.id("SecurityGroup inside-logs-endpoint"),
                referencedSecurityGroupId: caller,
                ipProtocol: "tcp",
                fromPort: 443,
                toPort: 443,
                description,
                tags: { Project: "shop", Component: "inside", Name: "inside-logs-endpoint" },
            })),
        );
    });
});

it("has agents that send documents, signed, to an index for each class", () => {
    const files = stack.inputs("ConfigMap open-fluent-bit-files").data as Record<string, string>;
    const { filters, outputs } = (parse(files["fluent-bit.yaml"]!) as { pipeline: Record<string, Record<string, unknown>[]> }).pipeline;
    expect(outputs).toEqual(
        ["access", "error", "audit"].map(name => ({
            name: "opensearch",
            alias: name,
            match: "*",
            host: `${stack.id("ServerlessCollection open-logs-collection")}.${region}.aoss.amazonaws.com`,
            port: 443,
            tls: true,
            "tls.verify": true,
            aws_auth: "On",
            aws_region: region,
            aws_service_name: "aoss",
            index: name,
            suppress_type_name: true,
            trace_error: true,
            retry_limit: 20,
            "storage.total_limit_size": "768M",
            processors: {
                logs: [
                    { name: "grep", regex: `class ^${name}$` },
                    {
                        name: "record_modifier",
                        allowlist_key: ["line", "namespace", "pod", "container", "texts", "numbers", "flags"],
                    },
                ],
            },
        })),
    );
    expect(filters!.slice(-3)).toEqual([
        { match: "*", name: "lua", script: "/etc/fluent-bit/redact.lua", call: "redact" },
        { match: "*", name: "parser", key_name: "line", parser: "line", reserve_data: true },
        { match: "*", name: "lua", script: "/etc/fluent-bit/shape.lua", call: "shape" },
    ]);
    expect(Object.keys(files).sort()).toEqual(["fluent-bit.yaml", "redact.lua", "shape.lua"]);
    expect(stack.waitsFor("DaemonSet open-fluent-bit")).toEqual(
        expect.arrayContaining(["open-fluent-bit-identity", "open-fluent-bit-writes", "open-logs-access-policy"]),
    );
});
