import * as pulumi from "@pulumi/pulumi";
import type { ChildOptions, Component } from "../../core/component";
import { authorityPath } from "../../core/connection";
import { images } from "../../core/images";
import type { StoreMetrics } from "../../core/metrics";
import type { MonitoredCluster } from "../args";
import type { Exporter } from "./exporter";
import { createStoreExporter, credentialsFolder, partsOf } from "./stores";

const port = 9121;
const passwords = "passwords.json";

/** A user as Go writes it into an address; the exporter looks its password up by that. */
const inAddress = (user: string): string =>
    user.replace(/[^\w.~$&+,;=-]/g, sign => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

/** The exporter's file of passwords, by the addresses they are for. */
export const passwordsFile = (address: string, { user, password }: { readonly user: string; readonly password: string }): string =>
    JSON.stringify({ [user ? address.replace("://", `://${inAddress(user)}@`) : address]: password });

/** What a server that speaks Redis tells of itself: by INFO alone, which every user of RedisCache that may be asked with has. */
export function createRedisExporter(
    self: Component,
    namespace: string,
    cluster: MonitoredCluster,
    store: StoreMetrics,
    opts: ChildOptions,
): Exporter {
    const { connection } = store;
    const parts = partsOf(connection);
    const address = pulumi.interpolate`rediss://${connection.host}:${connection.port}`;
    return createStoreExporter(
        self,
        namespace,
        cluster,
        store,
        {
            image: images.redisExporter,
            uid: 59000,
            port,
            args: [
                `--redis.password-file=${credentialsFolder}/${passwords}`,
                // ElastiCache has no CONFIG, and what it would tell stands in INFO too.
                "--config-command=-",
                "--disable-scrape-endpoint",
                "--log-format=json",
                ...(connection.authority ? [`--tls-ca-cert-file=${authorityPath(connection.name)}`] : []),
            ],
            env: [
                { name: "REDIS_ADDR", value: address },
                // A name is no secret.
                { name: "REDIS_USER", value: pulumi.unsecret(parts.apply(({ user }) => user)) },
            ],
            credentials: { [passwords]: pulumi.all([address, parts]).apply(([known, login]) => passwordsFile(known, login)) },
            healthPath: "/health",
        },
        opts,
    );
}
