import type * as pulumi from "@pulumi/pulumi";
import * as aws from "./aws";
import type { Component } from "./component";
import { oncePerClient, type Connection } from "./connection";

/** The door of a store on AWS. */
export interface Door {
    readonly groupId: pulumi.Input<string>;
    /** What is behind it: `PostgreSQL`. */
    readonly what: string;
    readonly port: number;
    /** What stands before the logical names. @default nothing */
    readonly prefix?: string;
    /** Where the group is, if not at home. */
    readonly region?: string;
}

/** Opens the group of a store to clients, each once and on its port alone. */
export const letIn = (self: Component, { groupId, what, port, prefix = "", region }: Door): Connection["allowFrom"] =>
    oncePerClient((client, securityGroupId) => {
        self.child(aws.vpc.SecurityGroupIngressRule, `${prefix}from-${client}`, {
            ...(region ? { region } : {}),
            securityGroupId: groupId,
            referencedSecurityGroupId: securityGroupId,
            description: `${what} from ${client}`,
            ipProtocol: "tcp",
            fromPort: port,
            toPort: port,
            tags: self.tags(`${prefix}from-${client}`),
        });
    });
