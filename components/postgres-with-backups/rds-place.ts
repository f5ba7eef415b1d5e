import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { keyArgs } from "../core/encryption";
import type { Connection } from "../core/connection";
import { letIn } from "../core/let-in";
import type { NetworkParts } from "../core/network";
import { rdsParameters } from "./parameters";
import type { RdsSettings } from "./rds-args";
import { rdsAuthority } from "./rds-authority";

/** Where instances stand: all that one needs to be there. */
export interface Place {
    /** Of another region; `undefined` at home, where resources go by themselves. */
    readonly region: string | undefined;
    /** What stands before the logical names. */
    readonly prefix: string;
    readonly network: NetworkParts;
    readonly keyArn: pulumi.Output<string>;
    readonly group: aws.ec2.SecurityGroup;
    readonly subnets: aws.rds.SubnetGroup;
    readonly parameters: aws.rds.ParameterGroup;
    /** Who vouches for the servers there; `undefined` where nobody is known to. */
    readonly authority: string | undefined;
    /** Opens the group to clients, each once, whatever instance there they ask for. */
    readonly allowFrom: Connection["allowFrom"];
}

/** The port of PostgreSQL. */
export const port = 5432;

/** Where a place is. */
export interface PlaceArgs {
    readonly prefix: string;
    readonly region?: string;
    readonly network: NetworkParts;
    /** Made where there is none. */
    readonly keyArn?: pulumi.Output<string>;
}

/** Makes key, network and parameters. */
export function createPlace(self: Component, settings: RdsSettings, { prefix, region, network, keyArn }: PlaceArgs): Place {
    const { version, deletionProtection } = settings;
    const elsewhere = region ? { region } : {};
    const key = (): aws.kms.Key =>
        self.child(
            aws.kms.Key,
            `${prefix}key`,
            { ...keyArgs(`Data of ${self.name}`, settings.accountId, [], self.tags()), ...elsewhere },
            { protect: deletionProtection || undefined },
        );
    const group = self.child(aws.ec2.SecurityGroup, `${prefix}group`, {
        vpcId: network.vpcId,
        description: `PostgreSQL ${self.name}: its port, from named groups only`,
        tags: self.tags(),
        ...elsewhere,
    });
    const subnets = self.child(aws.rds.SubnetGroup, `${prefix}subnets`, {
        subnetIds: [...network.subnetIds.db],
        description: `Private subnets of ${self.name}`,
        tags: self.tags(),
        ...elsewhere,
    });
    // A group of its own for each major version: an instance moves from one to the other, and both exist meanwhile.
    const parameters = self.child(aws.rds.ParameterGroup, `${prefix}parameters-${version}`, {
        family: `postgres${version}`,
        description: `PostgreSQL ${version} for ${self.name}`,
        parameters: rdsParameters(settings.parameters),
        tags: self.tags(),
        ...elsewhere,
    });
    const allowFrom = letIn(self, { groupId: group.id, what: "PostgreSQL", port, prefix, region });
    const authority = rdsAuthority(region ?? settings.region);
    return { region, prefix, network, keyArn: keyArn ?? key().arn, group, subnets, parameters, authority, allowFrom };
}
