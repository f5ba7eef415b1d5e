import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { letIn } from "../core/let-in";
import { poolOf } from "./common-args";
import { createLogin, storeLogin, type Login, type MadeLogin, type Server } from "./logins";
import type { RdsSettings } from "./rds-args";
import { proxyAuthority } from "./rds-authority";
import type { Basis } from "./rds-instance";
import type { Standing } from "./rds-instances";
import { port, type Place } from "./rds-place";
import type { ProxyParts } from "./rds-proxy";
import { appRole, readOnlyRole, verifiers } from "./roles-sql";

/** Who connects. The roles are there as soon as a job has made them, so only with a cluster. */
export interface RdsLogins {
    readonly owner: Login;
    readonly app: MadeLogin | undefined;
    readonly readOnly: MadeLogin | undefined;
    /** What the job makes, by the variable that it reads a verifier from. */
    readonly made: Readonly<Record<string, MadeLogin>>;
}

export function createLogins(self: Component, { settings, password }: Basis): RdsLogins {
    const { username, database, cluster } = settings;
    const ownMade = password ? undefined : createLogin(self, "owner", username);
    const owner = ownMade ?? { user: username, password: password! };
    if (!cluster) return { owner, app: undefined, readOnly: undefined, made: {} };
    const app = createLogin(self, "app", appRole(database));
    const readOnly = createLogin(self, "read-only", readOnlyRole(database));
    return {
        owner,
        app,
        readOnly,
        made: { ...(ownMade ? { [verifiers.owner]: ownMade } : {}), [verifiers.app]: app, [verifiers.readOnly]: readOnly },
    };
}

/** Keeps all of them in Secrets Manager; the owner's entry comes first. */
export function storeLogins(self: Component, home: Place, { owner, app, readOnly }: RdsLogins, server: Server): pulumi.Output<string>[] {
    return [
        storeLogin(self, "secret", `Owner of the database ${self.name}`, home.keyArn, owner, server),
        ...(app ? [storeLogin(self, "app-secret", `Services' role in the database ${self.name}`, home.keyArn, app, server)] : []),
        ...(readOnly
            ? [storeLogin(self, "read-only-secret", `Reading role in the database ${self.name}`, home.keyArn, readOnly, server)]
            : []),
    ];
}

/** An instance where it stands. */
export function serverOf(self: Component, settings: RdsSettings, { instance, place }: Pick<Standing, "instance" | "place">): Server {
    const { authority } = place;
    return {
        name: self.name,
        host: instance.address,
        port,
        database: settings.database,
        pool: poolOf(settings),
        ...(authority === undefined ? {} : { authority: pulumi.output(authority) }),
        target: { kind: "cidrs", cidrs: place.network.subnetCidrs.db },
        allowFrom: place.allowFrom,
    };
}

/** The same server behind a proxy. Who comes through it may also come without: jobs and people do. */
export function behindProxy(self: Component, server: Server, proxy: ProxyParts): Server {
    const throughProxy = letIn(self, { groupId: proxy.group.id, what: "PostgreSQL", port, prefix: "proxy-" });
    return {
        ...server,
        host: proxy.host,
        authority: pulumi.output(proxyAuthority()),
        allowFrom: (client, securityGroupId) => {
            throughProxy(client, securityGroupId);
            server.allowFrom(client, securityGroupId);
        },
    };
}
