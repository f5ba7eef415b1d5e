import type { EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { hstsSeconds, staticFiles } from "./gateway";
import { zoneId } from "./settings";

/** What stands before the gateway on AWS: Cloudflare, in the environment's own zone, on the plan that costs nothing. */
export const edgeOf = ({ domain }: Environment, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    zoneId
        ? {
              kind: "cloudflare",
              zoneId,
              zoneName: domain,
              hosts: [domain, ...["api", "monitoring", "blue", "green"].map(part => `${part}.${domain}`)],
              hstsSeconds,
              // Browsers hear from the gateway for how long, and that what is there never changes.
              caches: [{ name: "static", pathPrefix: staticFiles.path, shared: true, edgeSeconds: staticFiles.seconds }],
              tags,
          }
        : { kind: "none" };
