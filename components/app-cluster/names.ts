import { colors, gatewayName, tunnelName } from "./backends";
import type { NginxIngressArgs } from "./gateway/args";

/** What gives a workload further objects. */
export interface NamedParts {
    readonly blueGreen?: object;
    readonly migration?: object;
}

/** The pods of a workload's migrations. */
export const migrationOf = (name: string): string => `${name}-migrate`;

/** What the objects of a workload are called. */
export const namesOf = (name: string, args: NamedParts): string[] => [
    name,
    `${name}-hosts`,
    `${name}-pods`,
    ...(args.blueGreen ? colors.flatMap(color => [`${name}-${color}`, `${name}-${color}-pods`]) : []),
    ...(args.migration ? [migrationOf(name), `${migrationOf(name)}-hosts`] : []),
];

/**
 * What objects of the cluster's own are called.
 *
 * @param entrance how requests reach the gateway of ingress nginx
 */
export const reservedNames = (ingress: "alb" | "class" | "nginx", entrance?: NginxIngressArgs["entrance"]["kind"]): string[] => [
    "deny-all",
    ...(ingress === "nginx" ? [gatewayName] : []),
    ...(ingress === "nginx" && entrance === "tunnel" ? [tunnelName] : []),
];
