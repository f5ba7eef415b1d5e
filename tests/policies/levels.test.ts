import { Host, type Shown } from "./proofs/host";
import { secret } from "./proofs/proof";

const topic: Shown = {
    urn: "urn:pulumi:test::proof::aws:sns/topic:Topic::topic",
    type: "aws:sns/topic:Topic",
    props: { displayName: "shop" },
};

let host: Host;
beforeEach(async () => {
    host = await Host.start();
});
afterEach(() => host.stop());

const saidBy = async (rule: string): Promise<string[]> =>
    (await host.judge([topic])).filter(remark => remark.rule === rule).map(({ message }) => message);

test.each(["secret-inputs-are-secret", "hpa-owns-replicas"])("fails %s where its level keeps it from looking", async rule => {
    await host.configure({ [rule]: { level: "mandatory" } });
    expect(await saidBy(rule)).toEqual([
        'The rule has not looked: give it the level "remediate", at which alone the SDK lets it. It changes nothing.',
    ]);
    await host.configure();
    expect(await saidBy(rule)).toEqual([]);
});

test("counts are told to who asks for them, and not because all rules are mandatory", async () => {
    await host.configure({ counts: { level: "mandatory" } });
    expect(await saidBy("counts")).toEqual([]);
    await host.configure({ counts: { level: "advisory", settings: { asked: true } } });
    expect((await saidBy("counts")).map(text => JSON.parse(text) as { rule: string }).map(({ rule }) => rule)).toContain("kms-rotation");
});

test("no form of a secret is told, of a text or of a number", async () => {
    const said = async (value: string | number): Promise<string> => {
        const props = {
            engine: "postgres",
            backupRetentionPeriod: secret(value),
            instanceClass: secret(value),
            caCertIdentifier: secret(value),
        };
        const urn = "urn:pulumi:production::proof::aws:rds/instance:Instance::db";
        return JSON.stringify(await host.judge([{ urn, type: "aws:rds/instance:Instance", props }]));
    };
    expect(await said('pa"ss\\word-9981\nand more')).not.toMatch(/9981|and more/);
    expect(await said(424242)).not.toContain("424242");
    expect(await said("[plain]")).toContain("[secret]");
});

test("no secret is told, whatever else is disabled", async () => {
    await host.configure({ "secret-inputs-are-secret": { level: "disabled" }, "hpa-owns-replicas": { level: "disabled" } });
    const urn = "urn:pulumi:production::proof::aws:rds/instance:Instance::db";
    const props = { engine: "postgres", caCertIdentifier: secret("rds-ca-hunter2") };
    const remarks = await host.judge([{ urn, type: "aws:rds/instance:Instance", props }]);
    expect(remarks.find(({ rule }) => rule === "rds-modern-ca")?.message).toMatch(/^caCertIdentifier is "\[secret\]"/);
});

test("fails closed: no message is shown where the pack may not see what is marked", async () => {
    await host.configure({ "inputs-seen": { level: "mandatory" } });
    expect(await saidBy("logs-sns-vault-secret-cmk")).toEqual([
        'Not shown, as there may be a secret in it: give inputs-seen the level "remediate", at which alone the SDK shows a pack what is marked as one.',
    ]);
});
