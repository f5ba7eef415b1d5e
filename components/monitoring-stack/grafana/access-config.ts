import { stringify } from "yaml";
import { withDefaults } from "../../core/defaults";
import { accessDefaults, type CloudflareAccess } from "./args";

/** Where cloudflared finds its files. */
export const tunnelFolders = { config: "/etc/cloudflared/config", credentials: "/etc/cloudflared/credentials" } as const;
export const tunnelFiles = { config: "config.yaml", credentials: "credentials.json" } as const;

export interface TunnelSettings {
    readonly tunnelId: string;
    /** The application's audience tag; not known before it exists. */
    readonly audience: string | undefined;
    /** Where Grafana answers, in the cluster. */
    readonly service: string;
    readonly access: Pick<CloudflareAccess, "host" | "teamDomain">;
}

/** cloudflared's own configuration: the one host leads to Grafana, for requests with Access's proof alone. */
export const tunnelConfig = (
    { tunnelId, audience, service, access: { host, teamDomain } }: TunnelSettings,
    folder: string = tunnelFolders.credentials,
): string =>
    stringify(
        {
            tunnel: tunnelId,
            "credentials-file": `${folder}/${tunnelFiles.credentials}`,
            ingress: [
                {
                    hostname: host,
                    service,
                    originRequest: { access: { required: true, teamName: teamDomain.split(".")[0], audTag: [audience] } },
                },
                { service: "http_status:404" },
            ],
        },
        { lineWidth: 0 },
    );

/** How Grafana comes to know who it is that Access has let in: by the proof that it sends along. */
export const proofSettings = ({ teamDomain, admins = accessDefaults.admins }: CloudflareAccess): Record<string, string> => ({
    GF_AUTH_JWT_ENABLED: "true",
    GF_AUTH_JWT_HEADER_NAME: "Cf-Access-Jwt-Assertion",
    GF_AUTH_JWT_EMAIL_CLAIM: "email",
    GF_AUTH_JWT_USERNAME_CLAIM: "email",
    GF_AUTH_JWT_JWK_SET_URL: `https://${teamDomain}/cdn-cgi/access/certs`,
    GF_AUTH_JWT_CACHE_TTL: "60m",
    GF_AUTH_JWT_AUTO_SIGN_UP: "true",
    GF_AUTH_JWT_ROLE_ATTRIBUTE_PATH:
        admins.length > 0 ? `contains([${admins.map(email => `'${email}'`).join(", ")}], email) && 'Admin' || 'Viewer'` : "'Viewer'",
});

/** What a proof must say to be one for this application, and not for another of the same organisation. */
export const claimsOf = ({ teamDomain }: Pick<CloudflareAccess, "teamDomain">, audience: string | undefined): string =>
    JSON.stringify({ iss: `https://${teamDomain}`, aud: [audience] });

/** What an address of its own, over HTTPS, asks for besides. */
export const hostSettings = ({ host }: Pick<CloudflareAccess, "host">): Record<string, string> => ({
    GF_SERVER_ROOT_URL: `https://${host}/`,
    GF_SERVER_DOMAIN: host,
    GF_SECURITY_COOKIE_SECURE: "true",
    GF_SECURITY_STRICT_TRANSPORT_SECURITY: "true",
});

/** `24h`, as Access has it. */
export const sessionDuration = (access: CloudflareAccess): string => `${withDefaults(accessDefaults, access).sessionHours}h`;
