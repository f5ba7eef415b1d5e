import type { ResourceState } from "../../synth/types";
import { atLeast, each, family, includes, is, matches, objects, on, outputOf, resources, where, type Check } from "../../traceability";
import { resource } from "./state";

const bucket = resource("aws:s3/bucket:Bucket", "files", {
    inputs: { sizes: [10, 20], rules: [{ id: "a", days: 30 }] },
    outputs: { arn: "arn:files" },
    protect: true,
});
const policy = resource("aws:s3/bucketPolicy:BucketPolicy", "private", { inputs: { bucket: "arn:files" }, dependencies: [bucket.urn] });
const service = (name: string): ResourceState =>
    resource("kubernetes:core/v1:Service", `${name}-service`, {
        inputs: { kind: "Service", metadata: { name }, spec: { type: "ClusterIP" } },
        dependencies: [policy.urn],
    });
const outputs = { url: "https://example.com" };
const state = [resource("pulumi:pulumi:Stack", "system-test", { outputs }), bucket, policy, service("app"), service("api")];

const stack = on("test");
const buckets = resources("aws:s3/bucket:Bucket");
const policies = resources("aws:s3/bucketPolicy:BucketPolicy");

const good: Record<string, Check> = {
    "a property": stack.input(objects("Service", "app"), ["spec", "type"], is("ClusterIP")),
    "a property of several": stack.input(objects("Service"), ["spec", "type"], is("ClusterIP")),
    "every member": stack.input(buckets, ["sizes", each], atLeast(10)),
    "a member by its key": stack.input(buckets, ["rules", where("id", "a"), "days"], is(30)),
    "a pattern": stack.input(policies, ["bucket"], matches(/^arn:/, "files")),
    "a part": stack.input(policies, ["bucket"], includes("files")),
    "a reference": stack.input(policies, ["bucket"], outputOf(buckets, "arn")),
    "an option": stack.option(buckets, "protect", is(true)),
    "an output of the stack": stack.output("url", is("https://example.com")),
    "the names of objects": stack.names(objects("Service"), "app", "api"),
    "the names of resources": stack.names(buckets, "files"),
    "the names of a family": stack.names(family("aws:s3/"), "Bucket files", "BucketPolicy private"),
    "an order": stack.after(policies, buckets),
    "an order by way of others": stack.after(objects("Service"), buckets),
};

describe.each(Object.entries(good))("a check of %s", (_name, check) => {
    it("holds, names its stack, and fails on no state at all", () => {
        expect(check.problems(state)).toEqual([]);
        expect(check.stack).toBe("test");
        expect(check.problems([])).toHaveLength(1);
    });

    // `every member` is the exception: a list may lose one and still have only such members.
    it("fails in every way it can be broken", () => {
        const survivors = check.mutants(state).filter(mutant => check.problems(mutant.resources).length === 0);
        expect(survivors.map(({ text }) => text)).toEqual(
            check === good["every member"]
                ? [0, 1].map(place => `Bucket: sizes[*] is at least 10: removed at ${bucket.urn}, place ${place}`)
                : [],
        );
        expect(check.mutants(state).length).toBeGreaterThan(1);
    });
});

describe("a check", () => {
    it("fails where a property is not there, and says whose", () => {
        expect(stack.input(objects("Service", "app"), ["spec", "none"], is(1)).problems(state)).toEqual([
            `Service app: spec.none is 1: ${service("app").urn} has nothing there`,
        ]);
    });

    it("fails where one of several is wrong, and names it", () => {
        expect(stack.input(buckets, ["sizes", each], atLeast(15)).problems(state)).toEqual([
            `Bucket: sizes[*] is at least 15: ${bucket.urn} has 10`,
        ]);
    });

    it("fails where nothing is selected", () => {
        const text = 'Service none: spec.type is "ClusterIP": there is no such resource';
        expect(stack.input(objects("Service", "none"), ["spec", "type"], is("ClusterIP")).problems(state)).toEqual([text]);
        expect(stack.names(objects("Deployment")).problems(state)).toEqual(["Deployment: named , and no others: there are none"]);
        expect(stack.after(policies, resources("aws:none")).problems(state)).toEqual([
            "BucketPolicy: after none: there is no such resource",
        ]);
    });

    it("fails where there are others than those that are named", () => {
        expect(stack.names(objects("Service"), "app").problems(state)).toEqual(["Service: named app, and no others: there are api, app"]);
    });

    it("fails where the one does not wait for the other", () => {
        expect(stack.after(buckets, policies).problems(state)).toEqual([
            `Bucket: after BucketPolicy: ${bucket.urn} does not wait for ${policy.urn}`,
        ]);
    });

    it("ends where resources wait for each other", () => {
        const one = resource("a:b:One", "one", { dependencies: ["urn:pulumi:test::system::a:b:Two::two"] });
        const two = resource("a:b:Two", "two", { dependencies: [one.urn] });
        expect(stack.after(resources("a:b:One"), resources("a:b:Two")).problems([one, two])).toEqual([]);
    });
});
