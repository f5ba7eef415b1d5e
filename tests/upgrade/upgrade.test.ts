import type { Deployment, ResourceState } from "../../synth/types";
import { committedStack } from "../support/committed-stacks";
import { baselineOf, losses, namesChanged, readBaseline, stacks } from "./baseline";

describe.each(stacks)("an upgrade of %s", stack => {
    const synthesizing = committedStack(".", stack).then(({ deployment }) => deployment);
    synthesizing.catch(() => undefined);

    test("keeps every name and type; where a change is meant, give the former name as an alias and run npm run baseline", async () => {
        expect(namesChanged(readBaseline(stack), await synthesizing)).toEqual([]);
    });

    test("neither replaces nor deletes anything that holds data", async () => {
        expect(losses(readBaseline(stack), await synthesizing)).toEqual([]);
    });
});

describe("the guard of the upgrade", () => {
    const synthesizing = committedStack(".", "production");
    synthesizing.catch(() => undefined);
    const changed = async (change: (state: ResourceState) => ResourceState | undefined): Promise<Deployment> => {
        const { deployment } = await synthesizing;
        const resources = deployment.deployment.resources.flatMap(state => change(state) ?? []);
        return { ...deployment, deployment: { ...deployment.deployment, resources } };
    };
    const baseline = readBaseline("production");
    const isDatabase = ({ urn }: ResourceState): boolean => urn.endsWith("aws:rds/instance:Instance::postgres-instance");
    const isKey = ({ urn }: ResourceState): boolean => urn.endsWith("aws:kms/key:Key::postgres-key");

    test("fails a database that is renamed", async () => {
        const now = await changed(state => (isDatabase(state) ? { ...state, urn: `${state.urn}-main` } : state));
        expect(namesChanged(baseline, now)).toEqual([
            expect.stringMatching(/^created .*::postgres-instance-main$/),
            expect.stringMatching(/^deleted .*::postgres-instance$/),
        ]);
        expect(losses(baseline, now)).toEqual([expect.stringMatching(/^deleted .*::postgres-instance: loses the database$/)]);
    });

    test("lets an alias carry it, once the baseline is renewed", async () => {
        const now = await changed(state => (isDatabase(state) ? { ...state, urn: `${state.urn}-main`, aliases: [state.urn] } : state));
        expect(namesChanged(baseline, now)).toEqual([expect.stringMatching(/^renamed .*::postgres-instance to .*-main, by an alias$/)]);
        expect(losses(baseline, now)).toEqual([]);
        const renewed = baselineOf(now.deployment.resources) as ResourceState[];
        expect(namesChanged({ ...now, deployment: { ...now.deployment, resources: renewed } }, now)).toEqual([]);
    });

    test("fails an input that replaces a database, though no name changes", async () => {
        const now = await changed(state => (isDatabase(state) ? { ...state, inputs: { ...state.inputs, username: "other" } } : state));
        expect(namesChanged(baseline, now)).toEqual([]);
        expect(losses(baseline, now)).toEqual([expect.stringMatching(/^replaced .*::postgres-instance: loses the database \(username\)$/)]);
    });

    test("fails a key whose replacement takes the database along", async () => {
        const now = await changed(state => (isKey(state) ? { ...state, inputs: { ...state.inputs, multiRegion: true } } : state));
        expect(losses(baseline, now)).toEqual(
            expect.arrayContaining([
                expect.stringMatching(/^replaced .*::postgres-key: loses the key \(multiRegion\)$/),
                expect.stringMatching(/^replaced .*::postgres-instance: loses the database \(kmsKeyId, made from postgres-key\)$/),
            ]),
        );
    });

    test("fails a component that is renamed with all its children", async () => {
        const now = await changed(state => ({ ...state, urn: state.urn.replace(/::files(?=-|$)/, "::storage") }));
        expect(losses(baseline, now)).toEqual(
            expect.arrayContaining([expect.stringMatching(/^deleted .*::files-bucket: loses the bucket$/)]),
        );
    });

    test("leaves alone what changes in place", async () => {
        const now = await changed(state =>
            isDatabase(state) ? { ...state, inputs: { ...state.inputs, instanceClass: "db.m7g.xlarge" } } : state,
        );
        expect([...namesChanged(baseline, now), ...losses(baseline, now)]).toEqual([]);
    });
});
