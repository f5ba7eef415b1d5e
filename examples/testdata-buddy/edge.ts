import type { EdgeCDNArgs } from "pulumi-webstack";
import type { Environment } from "./environment";
import { hstsSeconds, refusedExtensions, staticFiles } from "./gateway";
import { cloudflare } from "./settings";

/** Everything that is served: the site by two names, the API, pictures, and each colour by itself. */
export const hostsOf = ({ domain }: Environment): string[] => [
    domain,
    ...["www", "api", "cdn", "blue", "green"].map(part => `${part}.${domain}`),
];

/** Seconds that generated data is the same; the cache behind the back end keeps it as long. */
const generatedSeconds = 300;

/**
 * What stands before the gateway on AWS: Cloudflare, in the environment's own zone, on the smallest plan that has
 * managed rules. What its rules do not hold the Worker does: caches that tell successes from errors and what is private
 * from what is not, and the names of files in forms.
 */
export const edgeOf = (environment: Environment, tags: Readonly<Record<string, string>>): EdgeCDNArgs =>
    cloudflare
        ? {
              kind: "cloudflare",
              plan: "pro",
              zoneId: cloudflare.zoneId,
              accountId: cloudflare.accountId,
              zoneName: environment.domain,
              hosts: hostsOf(environment),
              hstsSeconds,
              caches: [
                  {
                      name: "static",
                      pathPrefix: staticFiles.path,
                      shared: true,
                      edgeSeconds: staticFiles.seconds,
                      browserSeconds: staticFiles.seconds,
                      immutable: true,
                  },
                  {
                      name: "generate",
                      pathPrefix: "/api/generate/",
                      edgeSeconds: generatedSeconds,
                      browserSeconds: generatedSeconds,
                      // An answer says which site may read it.
                      vary: { headers: ["Origin"] },
                  },
              ],
              // Ten seconds are the shortest that is counted. The gateway has the bursts.
              rateLimits: [
                  { name: "api", path: "/api/", requests: 100, periodSeconds: 10 },
                  { name: "web", path: "/", requests: 300, periodSeconds: 10 },
              ],
              waf: {
                  managed: true,
                  owasp: { paranoia: 1, sensitivity: "medium" },
                  sqlInjection: true,
                  crossSiteScripting: true,
                  // As large as what the gateway takes.
                  uploads: [{ name: "programs", path: "/api/", refusedExtensions, maxMegabytes: 1 }],
              },
              requestId: true,
              alerts: { emails: [contactOf(environment)] },
              tags,
          }
        : { kind: "none" };

/** Who hears of certificates, attacks and origins that do not answer, and of the rest too. */
export const contactOf = ({ domain }: Environment): string => `admin@${domain}`;
