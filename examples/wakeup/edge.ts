import type { EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { hstsSeconds, staticFiles } from "./gateway";
import { zoneId } from "./settings";

/** What stands before the gateway on AWS: Cloudflare, in the environment's own zone. */
export const edgeOf = ({ domain }: Environment, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    zoneId
        ? {
              kind: "cloudflare",
              zoneId,
              zoneName: domain,
              hosts: [domain, ...["api", "monitoring", "blue", "green"].map(part => `${part}.${domain}`)],
              hstsSeconds,
              // Cloudflare would write a header of its own for browsers. The gateway's says `immutable` too.
              caches: [
                  {
                      name: "static",
                      pathPrefix: staticFiles.path,
                      shared: true,
                      edgeSeconds: staticFiles.seconds,
                      browserSeconds: "origin",
                  },
              ],
              tags,
          }
        : { kind: "none" };
