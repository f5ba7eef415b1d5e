import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import { mayPut } from "../core/backup-target";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { withDefaults } from "../core/defaults";
import { serviceTrust } from "../core/encryption";
import { images } from "../core/images";
import { identityEgress, labelsOf } from "../core/kubernetes";
import { dumpDefaults, rdsSettings, type DumpArgs, type RdsArgs } from "./args";
import { backupHours } from "./backup-plan";
import { createDumpJob } from "./dump-job";
import { dumpScript, uploadScript, writeChecksum } from "./dump-script";

/** Makes the job that dumps the database and copies the dumps away; tells where to. */
export function createRdsDumps(
    self: Component,
    args: RdsArgs,
    dumps: DumpArgs,
    connection: Connection,
    password: pulumi.Output<string>,
): pulumi.Output<string> {
    const settings = rdsSettings(args);
    const { to, cluster, prefix, extension, scratch, ...job } = withDefaults(dumpDefaults, dumps);
    const { namespace, provider } = cluster;
    const name = `${self.name}-dump`;
    const credentials = `${name}-credentials`;
    const metadata = { namespace, labels: labelsOf(name, namespace) };
    const place = { provider, dependsOn: [cluster.ready] };
    const destination = pulumi.interpolate`s3://${to.bucketName}/${prefix}`;

    connection.allowFrom(cluster.name, cluster.securityGroupId!);
    const identity = createIdentity(self, args.accountId, dumps, name, prefix);
    const account = self.child(
        k8s.core.v1.ServiceAccount,
        "dump",
        { metadata: { ...metadata, name }, automountServiceAccountToken: false },
        place,
    );
    const secret = self.child(
        k8s.core.v1.Secret,
        "dump-credentials",
        {
            metadata: { ...metadata, name: credentials },
            stringData: { POSTGRES_USER: settings.username, POSTGRES_DB: args.database, POSTGRES_PASSWORD: password },
        },
        place,
    );
    createDumpJob(
        self,
        {
            namespace,
            serviceAccountName: name,
            schedule: job.schedule ?? `0 ${backupHours(settings).dump} * * *`,
            timeoutMinutes: job.timeoutMinutes,
            image: images[`postgres:${settings.version}`],
            // Encrypted, but whose certificate it is goes unasked: the image has none of the authorities of RDS.
            server: { PGHOST: connection.host, PGPORT: String(connection.port), PGSSLMODE: "require" },
            credentials,
            script: dumpScript({ prefix: job.filePrefix ?? args.database, extension }, writeChecksum),
            resources: { ...job.resources, "ephemeral-storage": scratch },
            volume: { emptyDir: { sizeLimit: scratch } },
            egress: [
                {
                    to: args.network.subnetCidrs.db.map(cidr => ({ ipBlock: { cidr } })),
                    ports: [{ protocol: "TCP", port: connection.port }],
                },
                identityEgress,
                // S3: public addresses that change, also on the way through the VPC's own endpoint.
                { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port: 443 }] },
            ],
            then: {
                name: "upload",
                // It has bash, sha256sum and the command `aws`.
                image: images.awsCli,
                command: ["/bin/bash", "-c", uploadScript],
                env: [
                    { name: "TARGET", value: destination },
                    { name: "AWS_REGION", value: args.region },
                    // Only the pod's own identity counts, not the node's.
                    { name: "AWS_EC2_METADATA_DISABLED", value: "true" },
                    { name: "HOME", value: "/tmp" },
                ],
            },
        },
        { provider, dependsOn: [account, secret, ...identity] },
    );
    return destination;
}

/** A role that the job's pods take on, and no others. */
function createIdentity(self: Component, accountId: string, { to, cluster }: DumpArgs, serviceAccount: string, prefix: string) {
    const role = self.child(aws.iam.Role, "dump-role", {
        assumeRolePolicy: serviceTrust("pods.eks.amazonaws.com", ["sts:AssumeRole", "sts:TagSession"], {
            StringEquals: { "aws:SourceAccount": accountId },
        }),
        tags: self.tags("dump"),
    });
    const policy = self.child(aws.iam.RolePolicy, "dump-uploads", { role: role.id, policy: mayPut(to, prefix) });
    const association = self.child(aws.eks.PodIdentityAssociation, "dump", {
        clusterName: cluster.clusterName!,
        namespace: cluster.namespace,
        serviceAccount,
        roleArn: role.arn,
        tags: self.tags("dump"),
    });
    return [policy, association];
}
