import * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { Component } from "../../core/component";
import { serviceTrust } from "../../core/encryption";
import type { AwsPlace, MonitoredCluster } from "../args";
import type { AmpRemoteWrite, OtherRemoteWrite, RemoteWriteArgs } from "./args";

/** Where Prometheus finds what it shows at the doors of others. */
const secretsFolder = "/etc/prometheus-secrets";

const isAmp = (to: RemoteWriteArgs): to is AmpRemoteWrite => to.kind === "amp";

/** As Prometheus has it. @param url known by now */
export function remoteWriteConfig(to: RemoteWriteArgs, index: number, url: string, region: string | undefined): object {
    const common = { name: `remote-${index}`, url };
    if (isAmp(to)) return { ...common, sigv4: { region: to.region ?? region } };
    const file = `${secretsFolder}/${secretName(index)}`;
    switch (to.login?.kind) {
        case "basic":
            return { ...common, basic_auth: { username: to.login.username, password_file: file } };
        case "bearer":
            return { ...common, authorization: { credentials_file: file } };
        case undefined:
            return common;
    }
}

const secretName = (index: number): string => `remote-${index}`;

/** Passwords and tokens, as `secretFiles`. */
export function remoteWriteSecrets(
    remoteWrite: readonly RemoteWriteArgs[],
): Readonly<Record<string, Record<string, pulumi.Input<string>>>> {
    const secrets = remoteWrite.flatMap((to, index) => {
        if (isAmp(to) || !to.login) return [];
        return [[secretName(index), to.login.kind === "basic" ? to.login.password : to.login.token] as const];
    });
    return secrets.length > 0 ? { [secretsFolder]: Object.fromEntries(secrets) } : {};
}

/** Ports to open, beside HTTPS. */
export const remoteWritePorts = (remoteWrite: readonly RemoteWriteArgs[]): number[] =>
    remoteWrite
        .filter((to): to is OtherRemoteWrite => !isAmp(to))
        .map(({ url }) => new URL(url))
        .map(({ port, protocol }) => Number(port || (protocol === "https:" ? 443 : 80)));

/** Lets Prometheus' pod write to the workspaces of AMP, and to nothing else. Returns what it waits for. */
export function mayWrite(
    self: Component,
    namespace: string,
    remoteWrite: readonly RemoteWriteArgs[],
    { clusterName }: MonitoredCluster,
    place: AwsPlace | undefined,
): pulumi.Resource[] {
    const workspaces = remoteWrite.filter(isAmp).map(({ workspaceArn }) => workspaceArn);
    if (workspaces.length === 0 || !place || clusterName === undefined) return [];
    const tags = self.tags("prometheus");
    const role = self.child(aws.iam.Role, "prometheus-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": place.accountId },
        }),
        tags,
    });
    const policy = self.child(aws.iam.RolePolicy, "prometheus-writes", {
        role: role.id,
        policy: pulumi.jsonStringify({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "aps:RemoteWrite", Resource: workspaces }],
        }),
    });
    const identity = self.child(aws.eks.PodIdentityAssociation, "prometheus", {
        clusterName,
        namespace,
        serviceAccount: "prometheus",
        roleArn: role.arn,
        tags,
    });
    return [policy, identity];
}
