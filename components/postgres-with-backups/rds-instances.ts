import type * as pulumi from "@pulumi/pulumi";
import type * as aws from "../core/aws";
import type { Component } from "../core/component";
import { shortHash } from "../core/hash";
import type { RestoreSource } from "./restore-args";
import { createEmptyInstance, createPromotedReplica, createReplica, createRestoredInstance, type Basis } from "./rds-instance";
import type { RegionReplicaArgs } from "./rds-args";
import { createPlace, type Place } from "./rds-place";

/** An instance that takes writes. */
export interface Standing {
    /** By which `active` names it; `undefined` for the first. */
    readonly name: string | undefined;
    readonly instance: aws.rds.Instance;
    readonly place: Place;
}

/** Everything that runs. */
export interface Instances {
    readonly standing: readonly Standing[];
    /** The one that `connection` leads to. */
    readonly active: Standing;
    /** Of the active one. */
    readonly replicas: readonly aws.rds.Instance[];
    readonly regionReplicas: readonly { readonly region: string; readonly instance: aws.rds.Instance; readonly place: Place }[];
}

/** Where what was copied to the other region is encrypted with. */
type CopiesKey = pulumi.Output<string> | undefined;

/** The first instance, those beside it, and the replicas of the one that is in use. */
export function createInstances(self: Component, basis: Basis, home: Place, copiesKey: CopiesKey): Instances {
    const { settings } = basis;
    const { firstInstance, active, replicas } = settings;
    const basisOfFirst = guarded(basis, { unprotected: firstInstance !== "kept" });
    const first = firstInstance === "removed" ? undefined : createEmptyInstance(self, "instance", basisOfFirst, home);
    const regionReplicas = settings.regionReplicas.map(args => createRegionReplica(self, basis, args, first));
    const standing: Standing[] = [
        ...(first ? [{ name: undefined, instance: first, place: home }] : []),
        ...createAllRestored(self, basis, home, copiesKey, first),
        ...regionReplicas
            .filter((_, index) => settings.regionReplicas[index]!.promoted)
            .map(({ region, instance, place }) => ({ name: region, instance, place })),
    ];
    const used = standing.find(({ name }) => name === active)!;
    const count = Array.from({ length: replicas }, (_, index) => index);
    // Those of an instance that is no longer in use stay with it: they go when it goes.
    const replicasOf = ({ identifier }: aws.rds.Instance, prefix: string, own: Basis, place: Place): aws.rds.Instance[] =>
        count.map(index => createReplica(self, `${prefix}replica-${index}`, own, place, { replicateSourceDb: identifier }));
    const ofFirst = first ? replicasOf(first, "", basisOfFirst, home) : [];
    return {
        standing,
        active: used,
        replicas: used.name === undefined ? ofFirst : replicasOf(used.instance, `${used.name}-`, basis, used.place),
        regionReplicas,
    };
}

/** The same without protection, for what is to go. */
const guarded = (basis: Basis, { unprotected }: { readonly unprotected?: boolean }): Basis =>
    unprotected ? { ...basis, settings: { ...basis.settings, deletionProtection: false } } : basis;

/** What stands before the logical names of what belongs to an instance. */
export const suffixOf = ({ name }: Pick<Standing, "name">): string => (name === undefined ? "instance" : `restored-${name}`);

function createRegionReplica(self: Component, common: Basis, args: RegionReplicaArgs, primary: aws.rds.Instance | undefined) {
    const { region, network, instanceClass, promoted } = args;
    const basis = guarded(common, args);
    const place = createPlace(self, basis.settings, { prefix: `${region}-`, region, network });
    const suffix = `replica-${region}`;
    const instance = promoted
        ? createPromotedReplica(self, suffix, basis, place, { instanceClass })
        : createReplica(self, suffix, basis, place, { replicateSourceDb: primary!.arn, instanceClass, acrossRegions: true });
    return { region, instance, place };
}

/** In the order in which they stand: one may have its data from another before it. */
function createAllRestored(
    self: Component,
    basis: Basis,
    home: Place,
    copiesKey: CopiesKey,
    first: aws.rds.Instance | undefined,
): Standing[] {
    const made = new Map<string | undefined, aws.rds.Instance | undefined>([[undefined, first]]);
    return Object.entries(basis.settings.restores ?? {}).map(([name, { from, unprotected }]) => {
        const source = from.kind === "point-in-time" ? made.get(from.of) : undefined;
        const restored = createRestored(self, guarded(basis, { unprotected }), home, copiesKey, name, from, source);
        made.set(name, restored.instance);
        return restored;
    });
}

/** Another source under the same name would be another instance: its logical name says where it has its data from. */
function createRestored(
    self: Component,
    basis: Basis,
    home: Place,
    copiesKey: CopiesKey,
    name: string,
    from: RestoreSource,
    source: aws.rds.Instance | undefined,
): Standing {
    const { network: _, ...said } = { network: undefined, ...from };
    // In the order of the alphabet: to write the same in another order must make no other instance.
    const sorted = Object.entries(said).sort(([one], [other]) => (one < other ? -1 : 1));
    const suffix = `restored-${name}-${shortHash(JSON.stringify(Object.fromEntries(sorted)), 6)}`;
    if (from.kind === "dump") return { name, instance: createEmptyInstance(self, suffix, basis, home), place: home };
    if (from.kind === "other-region") {
        const { region, network } = from;
        const place = createPlace(self, basis.settings, { prefix: `restored-${name}-`, region, network, keyArn: copiesKey });
        return { name, instance: createRestoredInstance(self, suffix, basis, place, elsewhere(from)), place };
    }
    const origin =
        from.kind === "snapshot"
            ? { snapshotIdentifier: from.snapshotId }
            : { restoreToPointInTime: { sourceDbInstanceIdentifier: source?.identifier, ...moment(from.time) } };
    return { name, instance: createRestoredInstance(self, suffix, basis, home, origin), place: home };
}

const moment = (time: string) => (time === "latest" ? { useLatestRestorableTime: true } : { restoreTime: time });

const elsewhere = ({ snapshotId, automatedBackupsArn, time }: Extract<RestoreSource, { kind: "other-region" }>) =>
    snapshotId === undefined
        ? { restoreToPointInTime: { sourceDbInstanceAutomatedBackupsArn: automatedBackupsArn, ...moment(time ?? "latest") } }
        : { snapshotIdentifier: snapshotId };
