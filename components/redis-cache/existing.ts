import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import type { Connection } from "../core/connection";
import { withDefaults } from "../core/defaults";
import { urlOf } from "./access";
import { ttlSecondsOf } from "./common-args";
import { existingDefaults, type ExistingCacheArgs } from "./existing-args";

/** How a server is reached that is there already. */
export function existingConnection(self: Component, args: ExistingCacheArgs): Connection {
    const { host, port, username, password, authority } = withDefaults(existingDefaults, args);
    return {
        kind: "redis",
        name: self.name,
        host: pulumi.output(host),
        port,
        url: urlOf({ user: username, password: pulumi.secret(password) }, host, port),
        ...(authority === undefined ? {} : { authority: pulumi.output(authority) }),
        ttlSeconds: ttlSecondsOf(args),
        target: { kind: "host", host },
        allowFrom: () => undefined,
    };
}
