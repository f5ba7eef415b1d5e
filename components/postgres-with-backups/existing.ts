import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { images } from "../core/images";
import { createBucketDumps, type DumpParts } from "./bucket-dumps";
import { commonDefaults, poolOf } from "./common-args";
import { createAuthorityMap, createCredentials, credentialsOf, type ServerAccess } from "./database-pod";
import type { ExistingArgs } from "./existing-args";
import { connectionOf, type Login, type Server } from "./logins";
import type { PostgresParts } from "./parts";
import { nightly } from "./recovery-facts";

/** The connection to a database that is there, and dumps of it. */
export function createExisting(self: Component, args: ExistingArgs): PostgresParts {
    const { host, port, database, username, password, authority } = withDefaults({ ...commonDefaults, port: 5432 }, args);
    const server: Server = {
        name: self.name,
        host: pulumi.output(host),
        port,
        database,
        pool: poolOf(args),
        ...(authority === undefined ? {} : { authority: pulumi.output(authority) }),
        target: { kind: "host", host },
        allowFrom: () => undefined,
    };
    const owner = { user: username, password: pulumi.secret(password) };
    const dumps = args.dumps && createDumps(self, args.dumps, server, owner);
    return {
        connection: connectionOf(server, owner),
        connections: {
            app: args.app && connectionOf(server, { user: args.app.username, password: pulumi.secret(args.app.password) }),
            readOnly: undefined,
        },
        secretArn: undefined,
        appSecretArn: undefined,
        replicaHosts: [],
        replicas: [],
        regionReplicas: {},
        alarms: dumps?.alarms ?? [],
        backups: dumps ? [dumps.metrics] : [],
        dumpLocation: dumps?.location,
        dumpBefore: dumps?.before,
    };
}

function createDumps(self: Component, dumps: NonNullable<ExistingArgs["dumps"]>, server: Server, owner: Login): DumpParts {
    const { accountId, region, cluster, version, ...args } = dumps;
    const { namespace, provider, ready } = cluster;
    const { host, port, authority, database } = server;
    const opts = { provider, dependsOn: [ready] };
    const secret = createCredentials(self, namespace, database, owner, opts);
    const access: ServerAccess = {
        namespace,
        host,
        port,
        authority,
        image: images[`postgres:${version}`],
        credentials: credentialsOf(self),
        // Network policies know no names: its port, at any public address.
        egress: [{ to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ protocol: "TCP", port }] }],
    };
    return createBucketDumps(self, {
        accountId,
        region,
        cluster,
        access,
        args,
        database,
        schedule: nightly,
        identifier: `${namespace}/${self.name}`,
        dependsOn: [secret, ...createAuthorityMap(self, access, opts)],
    });
}
