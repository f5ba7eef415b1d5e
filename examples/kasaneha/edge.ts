import type { EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { hstsSeconds, year } from "./gateway";
import { cloudflare } from "./settings";

/** Everything that is served: the site by two names, and the API. */
export const hostsOf = ({ domain }: Environment): string[] => [domain, `www.${domain}`, `api.${domain}`];

/** What nginx keeps for a year in the document, by the ends of names. */
export const staticExtensions = ["js", "css", "png", "jpg", "jpeg", "gif", "ico", "svg"];

/** What stands before the gateway on AWS: Cloudflare, in the environment's own zone, on the plan that costs nothing. */
export const edgeOf = (environment: Environment, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    cloudflare
        ? {
              kind: "cloudflare",
              plan: "free",
              zoneId: cloudflare.zoneId,
              accountId: cloudflare.accountId,
              zoneName: environment.domain,
              hosts: hostsOf(environment),
              hstsSeconds,
              hstsPreload: true,
              caches: [
                  {
                      name: "static",
                      pathPrefix: "/",
                      // The same for everybody, with a cookie or without. Only the Worker can tell browsers `immutable`.
                      shared: true,
                      extensions: staticExtensions,
                      edgeSeconds: year,
                      browserSeconds: year,
                      immutable: true,
                  },
              ],
              alerts: { emails: [contactOf(environment)] },
              tags,
          }
        : { kind: "none" };

/** Who hears of certificates, attacks and origins that do not answer, and of the rest too. */
export const contactOf = ({ domain }: Environment): string => `admin@${domain}`;
