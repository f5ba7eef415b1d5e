import { binaryQuantity, cpuQuantity, imageReference, wholeNumber } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import type { Problem } from "../../core/errors";
import { authorityProblems } from "../authority-pem";
import type { NginxIngressArgs, TunnelEntrance } from "./args";
import { tunnelDefaults } from "./defaults";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is wrong with a tunnel, as far as it is known before the update. */
export function tunnelProblems(entrance: TunnelEntrance, tls: NginxIngressArgs["tls"]["kind"]): Problem[] {
    const { tunnelId, credentials, authority, image } = entrance;
    const { replicas, resources } = withDefaults(tunnelDefaults, entrance);
    return [
        ...(typeof tunnelId !== "string" || uuid.test(tunnelId)
            ? []
            : [{ path: "tunnelId", got: tunnelId, allowed: "the UUID of a tunnel, in lower case" }]),
        ...(typeof credentials === "string" ? credentialProblems(credentials, tunnelId) : []),
        ...(authority !== undefined && tls === "self-signed"
            ? [{ path: "authority", got: "certificates", allowed: "nothing, with a self-signed certificate: that vouches for itself" }]
            : authorityProblems("authority", authority)),
        // Cloudflare takes 100 connections a tunnel; each pod has four.
        ...wholeNumber("replicas", replicas, 1, 25),
        ...cpuQuantity("resources.cpu", resources.cpu),
        ...binaryQuantity("resources.memory", resources.memory),
        ...(image === undefined ? [] : imageReference("image", image)),
    ];
}

/** The text is a secret, and stands in no message. */
function credentialProblems(text: string, tunnelId: TunnelEntrance["tunnelId"]): Problem[] {
    const path = "credentials";
    const keys = ["AccountTag", "TunnelSecret", "TunnelID"];
    const parsed = parse(text);
    if (keys.some(key => typeof parsed[key] !== "string" || parsed[key] === "")) {
        return [
            {
                path,
                got: "something else",
                allowed: `JSON with ${keys.join(", ")}`,
                fix: "Take `edge.tunnel().credentials`, or the file that `cloudflared tunnel create` wrote; a token is none.",
            },
        ];
    }
    return typeof tunnelId === "string" && parsed.TunnelID !== tunnelId
        ? [{ path, got: "those of another tunnel", allowed: "the credentials of tunnelId" }]
        : [];
}

function parse(text: string): Readonly<Record<string, unknown>> {
    try {
        const value: unknown = JSON.parse(text);
        return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
    } catch {
        return {};
    }
}
