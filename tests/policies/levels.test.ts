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
    await host.configure(rule, "mandatory");
    expect(await saidBy(rule)).toEqual([
        'The rule has not looked: give it the level "remediate", at which alone the SDK lets it. It changes nothing.',
    ]);
    await host.configure();
    expect(await saidBy(rule)).toEqual([]);
});

test("counts are told to who asks for them, and not because all rules are mandatory", async () => {
    await host.configure("counts", "mandatory");
    expect(await saidBy("counts")).toEqual([]);
    await host.configure("counts", "advisory", { asked: true });
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
