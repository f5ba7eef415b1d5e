import * as pulumi from "@pulumi/pulumi";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { letIn } from "../core/let-in";
import type { NetworkParts } from "../core/network";
import { port } from "./engines";
import type { Credentials } from "./users";

/** The group that guards a cache on AWS, and how to open it to a client. */
export interface CacheAccess {
    readonly groupId: pulumi.Output<string>;
    readonly allowFrom: Connection["allowFrom"];
}

export function createAccess(self: Component, { vpcId }: NetworkParts): CacheAccess {
    const group = self.child(aws.ec2.SecurityGroup, "group", {
        vpcId,
        description: `Redis ${self.name}: its port, from named groups only`,
        tags: self.tags(),
    });
    return { groupId: group.id, allowFrom: letIn(self, { groupId: group.id, what: "Redis", port }) };
}

/** The address with user and password; TLS, always. */
export const urlOf = ({ user = "", password }: Credentials, host: pulumi.Input<string>, at: number): pulumi.Output<string> =>
    pulumi.secret(
        pulumi.interpolate`rediss://${encodeURIComponent(user)}:${pulumi.output(password).apply(encodeURIComponent)}@${host}:${at}`,
    );

/** One connection for each of those who may come in: to the same server, by the same way. */
export function connectionsOf(
    credentials: readonly Credentials[],
    common: Omit<Connection, "kind" | "port" | "url">,
): { connection: Connection; connections: Readonly<Record<string, Connection>> } {
    const all = credentials.map(one => ({
        one,
        connection: { ...common, kind: "redis", port, url: urlOf(one, common.host, port) } as const,
    }));
    return {
        connection: all[0]!.connection,
        connections: Object.fromEntries(all.flatMap(({ one, connection }) => (one.user === undefined ? [] : [[one.user, connection]]))),
    };
}
