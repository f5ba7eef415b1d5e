import * as aws from "../core/aws";
import type { Component } from "../core/component";
import type { AddOnVersions } from "./eks-args";

/**
 * Seconds after which a changed secret is mounted anew at the latest. Every look costs a call of Secrets Manager for
 * each secret of each pod; an hour is what the provider's README recommends.
 */
const rotationPollInterval = "3600s";

/**
 * What Auto Mode does not bring. Returns what mounts entries of Secrets Manager as files: pods that have such files must
 * go before it does.
 *
 * @param tainted whether there are nodes that keep pods off which do not ask for them
 */
export function createAddOns(
    self: Component,
    clusterName: aws.eks.Cluster["name"],
    versions: AddOnVersions,
    tainted: boolean,
): aws.eks.Addon {
    const addOn = (suffix: string, addonName: string, addonVersion: string | undefined, configuration?: object): aws.eks.Addon =>
        self.child(aws.eks.Addon, suffix, {
            clusterName,
            addonName,
            addonVersion,
            ...(configuration ? { configurationValues: JSON.stringify(configuration) } : {}),
            // What is declared here is what runs. Otherwise a field that somebody set by hand would fail an update.
            resolveConflictsOnCreate: "OVERWRITE",
            resolveConflictsOnUpdate: "OVERWRITE",
            tags: self.tags(suffix),
        });
    // Autoscalers read it.
    addOn("metrics-server", "metrics-server", versions.metricsServer);
    return addOn("secrets-store", "aws-secrets-store-csi-driver-provider", versions.secretsStore, {
        "secrets-store-csi-driver": { syncSecret: { enabled: true }, enableSecretRotation: true, rotationPollInterval },
        // Its chart tolerates nothing by default, and would be missing on those nodes.
        ...(tainted ? { tolerations: [{ operator: "Exists" }] } : {}),
    });
}
