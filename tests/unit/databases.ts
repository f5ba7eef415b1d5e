import { changesBetween, type Change } from "../../synth/diff/changes";
import { account, existingNetwork, parts, region, type Stack } from "./support";

/** Databases for programs that are about one, and what their tests read. */

/** What databases on RDS are made with, as statements of a program: `rds`, and `cluster` and `target` for jobs. */
export const rdsPlace = `
${existingNetwork}
const place = { accountId: "${account}", region: "${region}", network };
const rds = { kind: "rds", ...place, database: "shop", instanceClass: "db.t4g.medium" };
const ready = new k8s.core.v1.Namespace("namespace", { metadata: { name: "shop" } }, { provider: providers.kubernetes });
const cluster = {
    name: "app", provider: providers.kubernetes, namespace: "shop", ready, clusterName: "shop-eks", securityGroupId: "sg-0123456789abcdef0",
};
const target = {
    bucketName: "dumps", bucketArn: "arn:aws:s3:::dumps", keyArn: "arn:aws:kms:${region}:${account}:key/dumps", keptDays: 30, lockedDays: 30,
};
const networkIn = region => ({
    ...network, vpcId: "vpc-" + region, subnetIds: { ...network.subnetIds, db: ["subnet-" + region + "-a", "subnet-" + region + "-b"] },
    subnetCidrs: { ...network.subnetCidrs, db: ["10.8.4.0/24", "10.8.5.0/24"] },
});
/** Whatever is deleted before another takes its place: type and name. */
exports.deletedFirst = [];
pulumi.runtime.registerStackTransformation(({ name, type, opts }) => {
    if (opts.deleteBeforeReplace) exports.deletedFirst.push(type.split(":").at(-1) + " " + name);
    return undefined;
});
/** What a test can read of a connection: the document hides its address. */
const open = output => pulumi.unsecret(output).apply(text => [...text].reverse().join(""));
const about = connection => connection && {
    ...connection, url: undefined, allowFrom: undefined, ready: undefined, reversedUrl: open(connection.url), isSecret: pulumi.isSecret(connection.url),
    waitsFor: pulumi.all((connection.ready ?? []).map(resource => resource.urn)).apply(urns => urns.map(urn => urn.split("::").at(-1))),
};
`;

/** For checks that make nothing. */
export const rdsArgs = {
    kind: "rds",
    accountId: account,
    region,
    network: parts,
    instanceClass: "db.t4g.medium",
    database: "shop",
} as const;

export const clusterRef = { name: "app", namespace: "shop", clusterName: "eks", securityGroupId: "sg" } as never;

export const backupTarget = { bucketName: "b", bucketArn: "a", keyArn: "k", keptDays: 30, lockedDays: 30 };

/** The address of a connection that a program exported by `about`. */
export const urlOf = (connection: unknown): URL =>
    new URL([...(connection as { readonly reversedUrl: string }).reversedUrl].reverse().join(""));

export const nameOf = (urn: string): string => urn.split("::").at(-1)!;

/** A change of one resource: `Type suffix: properties`, `+` and `-` before what is made and deleted. */
export function shown(component: string, { kind, type, urn, properties }: Change): string {
    const child = `${type.split(":").at(-1)!} ${nameOf(urn).slice(component.length + 1)}`;
    if (kind === "created") return `+ ${child}`;
    if (kind === "deleted") return `- ${child}`;
    const paths = properties.map(({ path }) => path).sort();
    return `${kind === "replaced" ? "replaced " : ""}${child}: ${paths.join(" ")}`;
}

const compared = new WeakMap<Stack, WeakMap<Stack, readonly Change[]>>();

/** What an update from one stack to the other changes: worked out once, for all tests that ask. */
function changesBetweenStacks(before: Stack, after: Stack): readonly Change[] {
    const those = compared.get(before) ?? new WeakMap<Stack, readonly Change[]>();
    compared.set(before, those);
    const changes = those.get(after) ?? changesBetween(before.result.deployment, after.result.deployment);
    those.set(after, changes);
    return changes;
}

/** The same, of a component. */
export const changesOf = (component: string, before: Stack, after: Stack): Change[] =>
    changesBetweenStacks(before, after).filter(({ urn }) => nameOf(urn).startsWith(`${component}-`));
