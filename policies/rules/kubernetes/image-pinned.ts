import { isProduction } from "../../environment";
import { judgeOfKind } from "../../kubernetes";
import { containersOf, judgesOfPods, ofContainer, within, type PodTemplate } from "../../pods";
import { alone, demand, stackRule, type Verdict } from "../../rule";
import { at, isSet, type Field } from "../../values";

/** `name@sha256:…`; a tag before the digest is for readers, and is not looked up. */
const pinned = /^[^@\s]+@sha256:[0-9a-f]{64}$/;

const movable = "a tag can be moved, and then pods of one release run different code. Name the image by its digest.";

const judges = new Map(judgesOfPods(judgeImages));

/** A rule on the whole stack, since what runs on a laptop may follow a tag: whether this is production the stack tells. */
export const imagePinned = stackRule(
    {
        name: "image-pinned",
        group: "reliability",
        description: "In production every container's image is pinned by its digest.",
        why: "A tag can be moved: pods of one release then run different code, and nobody can say which.",
        severity: "medium",
        tags: ["kubernetes", "pods", "production"],
        url: "https://kubernetes.io/docs/concepts/containers/images/",
        examples: {
            fails: `containers: [{ name: "web", image: "registry.example.com/shop/web:1.2.0" }]`,
            passes: `containers: [{ name: "web", image: "registry.example.com/shop/web:1.2.0@sha256:<64 hexadecimal digits>" }]`,
        },
        controls: [],
        remediationSteps:
            "Write name:tag@sha256:digest. `docker buildx imagetools inspect name:tag` prints the digest; a build's own output does, too.",
    },
    all =>
        isProduction(all)
            ? all.flatMap(one => {
                  const judge = judgeOfKind(judges, one.type);
                  return judge ? [{ urn: one.urn, verdicts: judge(alone(one)) }] : [];
              })
            : [],
);

function judgeImages(pods: PodTemplate): readonly Verdict[] {
    const containers = containersOf(pods).flatMap(container => within(container, "image").map(image => ofContainer(container, image)));
    const volumes = within({ path: `${pods.path}spec`, value: at(pods.value, "spec") }, "volumes[*].image.reference");
    return [...containers, ...volumes.filter(({ value }) => isSet(value))].flatMap(image => judgeImage(image, pods.complete));
}

/** A patch may leave alone the image that is there. */
const judgeImage = (image: Field, complete: boolean): readonly Verdict[] =>
    demand(image, value => (value === undefined ? !complete : typeof value === "string" && pinned.test(value)), movable);
