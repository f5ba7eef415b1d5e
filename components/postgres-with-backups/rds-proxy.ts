import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { serviceTrust } from "../core/encryption";
import { mayReadSecrets } from "./job-identity";
import { port, type Place } from "./rds-place";

/** Who may pass: entries of Secrets Manager with `username` and `password`. */
export interface ProxyArgs {
    readonly accountId: string;
    readonly instance: aws.rds.Instance;
    readonly place: Place;
    readonly secretArns: readonly pulumi.Input<string>[];
}

export interface ProxyParts {
    readonly host: pulumi.Output<string>;
    /** Lets clients in. */
    readonly group: aws.ec2.SecurityGroup;
}

/** RDS Proxy with TLS on both sides, in a group of its own: from it only its port on the database is open. */
export function createProxy(self: Component, { accountId, instance, place, secretArns }: ProxyArgs): ProxyParts {
    const { network } = place;
    const tags = self.tags("proxy");
    const group = self.child(aws.ec2.SecurityGroup, "proxy-group", {
        vpcId: network.vpcId,
        description: `RDS Proxy of ${self.name}: the port of PostgreSQL, from named groups only`,
        tags,
    });
    const rule = { ipProtocol: "tcp", fromPort: port, toPort: port };
    const out = self.child(aws.vpc.SecurityGroupEgressRule, "proxy-to-database", {
        ...rule,
        securityGroupId: group.id,
        referencedSecurityGroupId: place.group.id,
        description: "The proxy to the database",
        tags,
    });
    const into = self.child(aws.vpc.SecurityGroupIngressRule, "from-proxy", {
        ...rule,
        securityGroupId: place.group.id,
        referencedSecurityGroupId: group.id,
        description: "PostgreSQL from its proxy",
        tags,
    });
    const role = self.child(aws.iam.Role, "proxy-role", {
        assumeRolePolicy: serviceTrust("rds.amazonaws.com", undefined, { StringEquals: { "aws:SourceAccount": accountId } }),
        tags,
    });
    const rights = self.child(aws.iam.RolePolicy, "proxy-secrets", { role: role.id, policy: mayReadSecrets(secretArns, place.keyArn) });
    const proxy = self.child(
        aws.rds.Proxy,
        "proxy",
        {
            engineFamily: "POSTGRESQL",
            requireTls: true,
            roleArn: role.arn,
            vpcSubnetIds: [...network.subnetIds.db],
            vpcSecurityGroupIds: [group.id],
            auths: secretArns.map(secretArn => ({
                authScheme: "SECRETS",
                iamAuth: "DISABLED",
                clientPasswordAuthType: "POSTGRES_SCRAM_SHA_256",
                secretArn,
            })),
            tags,
        },
        { dependsOn: [rights] },
    );
    const targets = self.child(aws.rds.ProxyDefaultTargetGroup, "proxy", {
        dbProxyName: proxy.name,
        // The rest stays for jobs and people, who do not come through the proxy.
        connectionPoolConfig: { maxConnectionsPercent: 90, maxIdleConnectionsPercent: 50, connectionBorrowTimeout: 120 },
    });
    self.child(
        aws.rds.ProxyTarget,
        "proxy",
        { dbProxyName: proxy.name, targetGroupName: targets.name, dbInstanceIdentifier: instance.identifier },
        // A proxy has one instance behind it.
        { dependsOn: [out, into], deleteBeforeReplace: true },
    );
    return { host: proxy.endpoint, group };
}
