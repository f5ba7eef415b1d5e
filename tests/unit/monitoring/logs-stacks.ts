import { account, region, stackOf, type Stack } from "../support";

/** Runs statements that make logs: `logsOf(name, logs, aws, cluster)` makes a component of them and no more. */
export const logsStack = (name: string, statements: string): Promise<Stack> =>
    stackOf(
        name,
        `
const { createLogs } = require("../../../dist/components/monitoring-stack/logs/logs");
const place = { accountId: "${account}", region: "${region}" };
const eks = { name: "shop", clusterName: pulumi.output("shop-cluster"), securityGroupId: "sg-pods" };
class Box extends webstack.Component {
    constructor(name, logs, { aws, cluster = eks, namespace = name, ...args } = {}) {
        super("Box", name, { tags: { Project: "shop" }, ...args }, [], { providers });
        const made = this.child(k8s.core.v1.Namespace, "namespace", { metadata: { name: namespace } });
        this.made = createLogs(this, namespace, { logs, aws, cluster }, { dependsOn: [made] });
        this.registerOutputs({});
    }
}
const logsOf = (name, logs, more) => new Box(name, logs && { namespaces: ["shop", "batch"], ...logs }, more).made;
${statements}`,
    );
