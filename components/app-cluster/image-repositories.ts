import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { keyArgs } from "../core/encryption";

export interface ImageRepositoriesArgs {
    readonly accountId: string;
    /** `wakeup/app` */
    readonly names: readonly string[];
    readonly unusedImageDays: number;
    readonly deletionProtection: boolean;
}

/** Days after which an image without a tag is deleted, unless an index of platforms names it. */
const untaggedDays = 14;
/** Days that an unused image lies in the archive before it is deleted. */
const archivedDays = 365;

/**
 * Private repositories for images; returns their addresses by name. A tag names one image for ever, each image is
 * scanned as it comes, and all are encrypted with a key of their own: one that went with a cluster would take the
 * images along.
 */
export function createImageRepositories(self: Component, args: ImageRepositoriesArgs): Record<string, pulumi.Output<string>> {
    if (args.names.length === 0) return {};
    const protect = args.deletionProtection || undefined;
    const key = self.child(aws.kms.Key, "images-key", keyArgs(`Images of ${self.name}`, args.accountId, [], self.tags("images")), {
        protect,
    });
    return Object.fromEntries(
        args.names.map(name => {
            const suffix = `repository-${name}`;
            const repository = self.child(
                aws.ecr.Repository,
                suffix,
                {
                    name,
                    imageTagMutability: "IMMUTABLE",
                    imageScanningConfiguration: { scanOnPush: true },
                    encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: key.arn }],
                    forceDelete: false,
                    tags: self.tags(suffix),
                },
                { protect },
            );
            self.child(aws.ecr.LifecyclePolicy, suffix, { repository: repository.name, policy: lifecycle(args.unusedImageDays) });
            return [name, repository.repositoryUrl];
        }),
    );
}

/**
 * An image that runs is never deleted. Counting images would not hold that: a hundred builds may be pushed while one
 * runs on. Nodes live 21 days at most and each new one pulls what it runs, so that what nobody pulled for longer runs
 * nowhere. It goes to the archive first, from where it can be restored.
 */
function lifecycle(unusedImageDays: number): string {
    const rule = (description: string, countNumber: number, selection: object, action: object = { type: "expire" }) => ({
        description,
        selection: { ...selection, countUnit: "days", countNumber },
        action,
    });
    const rules = [
        rule("Images without a tag", untaggedDays, { tagStatus: "untagged", countType: "sinceImagePushed" }),
        rule(
            "Images that nobody pulls",
            unusedImageDays,
            { tagStatus: "tagged", tagPatternList: ["*"], countType: "sinceImagePulled" },
            { type: "transition", targetStorageClass: "archive" },
        ),
        rule("Images in the archive", archivedDays, { tagStatus: "any", storageClass: "archive", countType: "sinceImageTransitioned" }),
    ];
    return JSON.stringify({ rules: rules.map((each, index) => ({ rulePriority: index + 1, ...each })) });
}
