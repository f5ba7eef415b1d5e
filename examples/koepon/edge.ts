import type { EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { kept, staticPath } from "./gateway";
import { zoneId } from "./settings";

/** The hosts of the colours, and of the one that was live before. */
export const colorHosts = ["blue", "green", "blue-prev"] as const;

/** What stands before the gateway on AWS: Cloudflare, in the environment's own zone. */
export const edgeOf = ({ domain }: Environment, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    zoneId
        ? {
              kind: "cloudflare",
              zoneId,
              zoneName: domain,
              hosts: [domain, ...colorHosts.map(part => `${part}.${domain}`)],
              minTls: "1.3",
              // Of several rules for a request the last one counts: the closest comes last. Pages and answers are kept
              // for the site alone, so that each colour's own host shows what runs now.
              caches: [
                  { name: "html", pathPrefix: "/", host: domain, edgeSeconds: kept.html, browserSeconds: "origin" },
                  { name: "api", pathPrefix: "/api/", host: domain, edgeSeconds: kept.api, browserSeconds: "origin" },
                  { name: "static", pathPrefix: staticPath, shared: true, edgeSeconds: kept.staticFiles, browserSeconds: "origin" },
              ],
              tags,
          }
        : { kind: "none" };
