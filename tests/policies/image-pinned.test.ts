import { imagePinned } from "../../policies/rules/kubernetes/image-pinned";
import { judge, provesRule } from "./judge";
import { provesInPreviews } from "./preview";

const container = (path: string): string[] => [`${path}spec.containers[0].image (container web)`];

const judging = provesRule("image-pinned", {
    "fail-tag": container(""),
    "fail-no-tag": container(""),
    "fail-latest": container(""),
    "fail-empty": container(""),
    "fail-unset": container(""),
    "fail-number": container(""),
    "fail-digest-alone": container(""),
    "fail-digest-without-name": container(""),
    "fail-digest-as-tag": container(""),
    "fail-digest-short": container(""),
    "fail-digest-long": container(""),
    "fail-digest-of-another-kind": container(""),
    "fail-digest-not-hex": container(""),
    "fail-two": ["spec.initContainers[0].image (container migrate)", ...container("")],
    "fail-ephemeral": ["spec.ephemeralContainers[0].image (container debug)"],
    "fail-volume": ["spec.volumes[0].image.reference"],
    "fail-beside-unknown": ["spec.initContainers[0].image (container migrate)"],
    "fail-deployment": container("spec.template."),
    "fail-stateful-set": container("spec.template."),
    "fail-daemon-set": container("spec.template."),
    "fail-replica-set": container("spec.template."),
    "fail-replication-controller": container("spec.template."),
    "fail-job": container("spec.template."),
    "fail-cron-job": container("spec.jobTemplate.spec.template."),
    "fail-pod-template": container("template."),
    "fail-list": container("items[1].spec.template."),
    "fail-list-of-any": container("items[1]."),
    "fail-patch": container("spec.template."),
});

provesInPreviews(imagePinned, judging);

test("names the container and its image", async () => {
    const { violations, unknowns } = await judging;
    expect(violations["fail-deployment"]).toEqual([
        'spec.template.spec.containers[0].image (container web) is "ghcr.io/shop/web:1.4.2": a tag can be moved, and then pods of one release run different code. Name the image by its digest.',
    ]);
    expect(Object.values(unknowns).flat()).toContainEqual(expect.stringContaining(".image can't be known during preview"));
});

test("lets a stack that is not production follow tags", async () => {
    const { names, violations, unknowns } = await judge("image-pinned", "development");
    expect(names).toContain("fail-tag");
    expect([violations, unknowns]).toEqual([{}, {}]);
});
