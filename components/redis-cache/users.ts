import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { accessString, type CacheUser } from "./auth-args";
import type { Engine } from "./engines";
import { createRotatedSecret } from "./rotation";

/** A group of users, and what each of them gives at the door. */
export interface CacheUsers {
    readonly groupId: pulumi.Output<string>;
    readonly credentials: readonly Credentials[];
}

export interface Credentials {
    /** Absent where there is a password for all. */
    readonly user?: string;
    readonly password: pulumi.Output<string>;
}

/** Makes the users and their group. */
export function createUsers(self: Component, engine: Engine, users: readonly CacheUser[]): CacheUsers {
    // Ids of users and groups are one list for the whole account and region, and Pulumi does not name them.
    const { hex } = self.child(random.RandomId, "users-id", { byteLength: 6 });
    const made = users.map(user => {
        const { current, valid } = createRotatedSecret(self, `password-${user.name}`, user);
        const { userId } = self.child(aws.elasticache.User, `user-${user.name}`, {
            userId: pulumi.interpolate`${user.name}-${hex}`,
            userName: user.name,
            engine,
            accessString: accessString(user),
            authenticationMode: { type: "password", passwords: [...valid] },
            tags: self.tags(`user-${user.name}`),
        });
        return { userId, user: user.name, password: current };
    });
    const everyone = [...made.map(({ userId }) => userId), ...(engine === "redis" ? [createNobody(self, hex)] : [])];
    const group = self.child(aws.elasticache.UserGroup, "users", {
        userGroupId: pulumi.interpolate`${self.name}-${hex}`,
        engine,
        userIds: everyone,
        tags: self.tags("users"),
    });
    return { groupId: group.userGroupId, credentials: made };
}

/** Groups of Redis need a user `default`, whom a connection is before it says who it is: this one may do nothing. */
function createNobody(self: Component, hex: pulumi.Output<string>): pulumi.Output<string> {
    const password = self.child(random.RandomPassword, "password-default", { length: 64, special: false });
    return self.child(aws.elasticache.User, "user-default", {
        userId: pulumi.interpolate`default-${hex}`,
        userName: "default",
        engine: "redis",
        accessString: "off -@all",
        authenticationMode: { type: "password", passwords: [password.result] },
        tags: self.tags("user-default"),
    }).userId;
}
