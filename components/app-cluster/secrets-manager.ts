import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import type { Statement } from "../core/grants";
import { shortHash } from "../core/hash";
import { allow, type Identity } from "./identity";
import type { PodSecrets, SecretArgs } from "./secrets";
import { bySource, type SecretsManagerPlace } from "./secret-values";
import { secretsFile } from "./workload-args";
import type { EksParts } from "./workload-cluster";

/** Where the driver finds what becomes a file, as its provider for AWS reads it. */
interface DriverObject {
    readonly objectName: pulumi.Input<string>;
    readonly objectType: "secretsmanager";
    readonly objectAlias: string;
    readonly jmesPath?: readonly { readonly path: string; readonly objectAlias: string }[];
}

/**
 * One entry for all that Pulumi knows of a workload's secrets, mounted by the Secrets Store CSI driver with the pod's
 * own identity. The driver looks for new values by itself; it also makes the Kubernetes Secret that variables are read
 * from, for as long as a pod mounts the files.
 */
export function createSecretsManagerSecrets(
    self: Component,
    eks: EksParts,
    identity: Identity,
    { namespace, labels, secrets, secretEnv }: SecretArgs,
): PodSecrets {
    const files = bySource(secrets);
    const variables = bySource(secretEnv);
    const known = { files: files.known, env: variables.known };
    const keys = [
        ...Object.keys(known.files).map(name => ({ path: `files.${JSON.stringify(name)}`, objectAlias: name })),
        ...Object.keys(known.env).map(name => ({ path: `env.${JSON.stringify(name)}`, objectAlias: envAlias(name) })),
    ];
    const entry = keys.length > 0 ? createEntry(self, eks, known) : undefined;
    const places = [
        ...Object.entries(files.references).map(([name, { at }]) => ({ alias: name, ...(at as SecretsManagerPlace) })),
        ...Object.entries(variables.references).map(([name, { at }]) => ({ alias: envAlias(name), ...(at as SecretsManagerPlace) })),
    ];
    const objects: DriverObject[] = [
        ...(entry ? [{ objectName: entry.arn, ...wholeEntry(secretsFile), jmesPath: keys }] : []),
        ...byEntry(places).map(referencedObject),
    ];
    const variableNames = Object.keys(secretEnv ?? {}).sort();
    const text = pulumi.jsonStringify(objects);
    // The id of an entry's version says nothing of what is in it.
    const revision = pulumi.all([text, entry?.version.id]).apply(([list, version]) => shortHash(`${list} ${version}`, 8));
    // Names of their own for each revision. The driver makes Secrets of what a class says now, out of the files that a
    // pod mounted then, and leaves one that is there as it is for a while: pods of before would give new ones old values.
    const className = pulumi.interpolate`${self.name}-${revision}`;
    const envSecret = pulumi.interpolate`${self.name}-env-${revision}`;
    const provider = self.child(k8s.apiextensions.CustomResource, "secrets", {
        apiVersion: "secrets-store.csi.x-k8s.io/v1",
        kind: "SecretProviderClass",
        metadata: { name: className, namespace, labels },
        spec: {
            provider: "aws",
            parameters: { region: eks.region, usePodIdentity: "true", objects: text },
            ...(variableNames.length > 0
                ? {
                      secretObjects: [
                          { secretName: envSecret, type: "Opaque", data: variableNames.map(key => ({ objectName: envAlias(key), key })) },
                      ],
                  }
                : {}),
        },
    });
    const policy = allow(self, identity, "read-secrets", [
        ...(entry ? readOf(entry.arn, eks.keyArn, eks.region) : []),
        ...byEntry(places).flatMap(all => readOf(all[0].arn, all.find(({ kmsKeyArn }) => kmsKeyArn !== undefined)?.kmsKeyArn, eks.region)),
    ]);
    return {
        volume: { csi: { driver: "secrets-store.csi.k8s.io", readOnly: true, volumeAttributes: { secretProviderClass: className } } },
        env: variableNames.map(name => ({ name, valueFrom: { secretKeyRef: { name: envSecret, key: name } } })),
        annotations: { "webstack/secrets-revision": revision },
        ready: [provider, policy, ...(entry ? [entry.version] : [])],
    };
}

/** What a variable is made from is a hidden file: a file of the same name may be asked for too. */
const envAlias = (name: string): string => `.env.${name}`;

function createEntry(self: Component, eks: EksParts, values: object) {
    const secret = self.child(aws.secretsmanager.Secret, "secrets", {
        description: `Secrets of ${self.name}, by Pulumi`,
        kmsKeyId: eks.keyArn,
        recoveryWindowInDays: eks.deletionProtection ? 30 : 7,
        tags: self.tags("secrets"),
    });
    const version = self.child(aws.secretsmanager.SecretVersion, "secrets", {
        secretId: secret.id,
        secretString: pulumi.secret(pulumi.jsonStringify(values)),
    });
    return { arn: secret.arn, version };
}

/** The driver leaves the entry as a whole too, under this name. */
const wholeEntry = (objectAlias: string) => ({ objectType: "secretsmanager", objectAlias }) as const;

/** A secret that is kept elsewhere, and the file that it becomes. */
type Place = SecretsManagerPlace & { readonly alias: string };

/** What several secrets share is read once: those with a key each of the same entry. */
function byEntry(places: readonly Place[]): readonly (readonly [Place, ...Place[]])[] {
    const whole = places.filter(({ jsonKey }) => jsonKey === undefined).map((place): [Place] => [place]);
    const parts = new Map<pulumi.Input<string>, [Place, ...Place[]]>();
    for (const place of places.filter(({ jsonKey }) => jsonKey !== undefined)) {
        const known = parts.get(place.arn);
        if (known) known.push(place);
        else parts.set(place.arn, [place]);
    }
    return [...whole, ...parts.values()];
}

const referencedObject = ([first, ...others]: readonly [Place, ...Place[]]): DriverObject =>
    first.jsonKey === undefined
        ? { objectName: first.arn, ...wholeEntry(first.alias) }
        : {
              objectName: first.arn,
              ...wholeEntry(`.whole.${first.alias}`),
              // In quotes, as JMESPath wants names with a dot or a dash.
              jmesPath: [first, ...others].map(({ jsonKey, alias }) => ({ path: JSON.stringify(jsonKey), objectAlias: alias })),
          };

/** What the driver needs to read an entry; the key opens to nothing but Secrets Manager. */
const readOf = (arn: pulumi.Input<string>, key: pulumi.Input<string> | undefined, region: string): Statement[] => [
    { actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"], resources: [arn] },
    ...(key === undefined
        ? []
        : [
              {
                  actions: ["kms:Decrypt"],
                  resources: [key],
                  condition: { StringEquals: { "kms:ViaService": `secretsmanager.${region}.amazonaws.com` } },
              },
          ]),
];
