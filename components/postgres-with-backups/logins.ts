import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as aws from "../core/aws";
import type { Component } from "../core/component";
import { authorityPath, type Connection, type Pool } from "../core/connection";
import { scramVerifier } from "./scram";

/** Who connects, and as what the server knows the password. */
export interface Login {
    readonly user: string;
    readonly password: pulumi.Output<string>;
}

/** A login whose role is made here: the server gets to see the verifier, and nobody's log the password. */
export interface MadeLogin extends Login {
    /** A secret. */
    readonly verifier: pulumi.Output<string>;
}

/** A password, and the salt that its verifier is made with: both lasting. */
export function createLogin(self: Component, prefix: string, user: string): MadeLogin {
    const { result: password } = self.child(random.RandomPassword, `${prefix}-password`, { length: 40, special: false });
    const { b64Std: salt } = self.child(random.RandomId, `${prefix}-salt`, { byteLength: 16 });
    const verifier = pulumi.all([password, salt]).apply(([text, base64]) => scramVerifier(text, Buffer.from(base64, "base64")));
    return { user, password, verifier: pulumi.secret(verifier) };
}

/** Where a server answers, for all who connect to it. */
export interface Server extends Pick<Connection, "host" | "port" | "authority" | "ready" | "target" | "allowFrom"> {
    /** The logical name of the store. */
    readonly name: string;
    readonly database: string;
    readonly pool: Pool;
}

/**
 * What a workload needs to connect. With an authority the server's certificate is compared, name and all; without, the
 * connection is encrypted and whose it is goes unasked, by libpq at least.
 */
export function connectionOf({ database, ...server }: Server, { user, password }: Login): Connection {
    const { name, host, port, authority } = server;
    const tls = authority ? `sslmode=verify-full&sslrootcert=${encodeURIComponent(authorityPath(name))}` : "sslmode=require";
    const login = pulumi.secret(password).apply(text => `${encodeURIComponent(user)}:${encodeURIComponent(text)}`);
    const url = pulumi.interpolate`postgresql://${login}@${host}:${port}/${database}?${tls}`;
    return { kind: "postgres", ...server, url: pulumi.secret(url) };
}

/** Keeps a login in Secrets Manager, as the drivers of AWS and RDS Proxy read it. */
export function storeLogin(
    self: Component,
    suffix: string,
    description: string,
    keyArn: pulumi.Input<string>,
    { user, password }: Login,
    { host, port, database }: Pick<Server, "host" | "port" | "database">,
): pulumi.Output<string> {
    const secret = self.child(aws.secretsmanager.Secret, suffix, {
        description,
        kmsKeyId: keyArn,
        recoveryWindowInDays: 30,
        tags: self.tags(suffix === "secret" ? undefined : suffix),
    });
    const credentials = { username: user, password, host, port, dbname: database };
    self.child(aws.secretsmanager.SecretVersion, suffix, {
        secretId: secret.id,
        secretString: pulumi.secret(pulumi.jsonStringify(credentials)),
    });
    return secret.arn;
}
