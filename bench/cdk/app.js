// A CDK app of exactly RESOURCES resources: a system like the production stack's, as many services as fit, and log
// groups for the rest. CDK_NAG=1 has cdk-nag judge it.
"use strict";
const { App, Aspects, CfnResource, Stack } = require("aws-cdk-lib");
const logs = require("aws-cdk-lib/aws-logs");
const { createService, createSystem } = require("./system");

const wanted = Number(process.env.RESOURCES);
const app = new App();
const stack = new Stack(app, "production");
const made = () => stack.node.findAll().filter(CfnResource.isCfnResource).length;

const system = createSystem(stack);
const before = made();
createService(stack, "service-0", system);
const each = made() - before;
const services = Math.floor((wanted - before) / each);
for (let index = 1; index < services; index++) createService(stack, `service-${index}`, system);
for (let index = made(); index < wanted; index++) {
    new logs.LogGroup(stack, `Logs${index}`, { retention: logs.RetentionDays.ONE_YEAR, encryptionKey: system.key });
}

if (process.env.CDK_NAG) {
    const { AwsSolutionsChecks, NagSuppressions } = require("cdk-nag");
    Aspects.of(app).add(new AwsSolutionsChecks());
    NagSuppressions.addStackSuppressions(
        stack,
        ["AwsSolutions-IAM4", "AwsSolutions-RDS11", "AwsSolutions-SMG4"].map(id => ({ id, reason: "as in the production stack" })),
    );
}
