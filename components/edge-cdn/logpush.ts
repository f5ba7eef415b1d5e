import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import type { Component } from "../core/component";
import { withDefaults } from "../core/defaults";
import { logpushDefaults, type LogpushArgs } from "./logpush-args";

/** The log of all requests, a folder a day. */
export function createLogpush(self: Component, zoneId: string, args: LogpushArgs): void {
    const { bucket, region, prefix, ownershipChallenge } = withDefaults(logpushDefaults, args);
    self.child(cloudflare.LogpushJob, "logpush", {
        zoneId,
        name: self.name,
        dataset: "http_requests",
        destinationConf: pulumi.interpolate`s3://${bucket}/${prefix}/{DATE}?region=${region}`,
        ownershipChallenge: pulumi.secret(ownershipChallenge),
        enabled: true,
        outputOptions: { fieldNames: [...logFields], timestampFormat: "rfc3339" },
    });
}

/** Who asked for what, and what came of it: no cookie, no header, no parameter. */
const logFields = [
    "EdgeStartTimestamp",
    "RayID",
    "ClientIP",
    "ClientCountry",
    "ClientRequestHost",
    "ClientRequestMethod",
    "ClientRequestPath",
    "ClientRequestUserAgent",
    "EdgeResponseStatus",
    "EdgeResponseBytes",
    "OriginResponseStatus",
    "OriginResponseDurationMs",
    "CacheCacheStatus",
    "SecurityAction",
    "SecurityRuleID",
];
