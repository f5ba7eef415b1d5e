import { under, type NetworkParts, type Problem, type Route } from "../components";
import { validateGatewayRoutes } from "../components/app-cluster/gateway/args";
import { validateRoutes } from "../components/app-cluster/ingress";
import { backendsOf } from "../components/app-cluster/service";
import { clusterArgs } from "./cluster-plan";
import type { ServiceSettings, Settings } from "./config";

/** What leads to a service from outside. */
export const routesTo = (service: Route["service"], { hosts, colorHosts, path }: ServiceSettings): Route[] => [
    ...hosts.map(host => ({ host, path, service })),
    ...(colorHosts ? (["blue", "green"] as const).map(color => ({ host: colorHosts[color], path, service, color })) : []),
];

/** Those that share the requests out, and those of each colour. */
export const hostsOfService = ({ hosts, colorHosts }: ServiceSettings): string[] => [
    ...hosts,
    ...(colorHosts ? [colorHosts.blue, colorHosts.green] : []),
];

/** What is wrong with the routes, under the keys of the stack file. */
export function routeProblems(settings: Settings): Problem[] {
    const all = settings.services.flatMap((service, index) =>
        routesTo(standIn(service), service.blueGreen ? service : { ...service, colorHosts: undefined }).map(route => ({ index, route })),
    );
    const routes = all.map(({ route }) => ({ ...route, path: route.path ?? "/" }));
    if (routes.length === 0) return [];
    const { ingress } = clusterArgs(settings, { network: {} as NetworkParts, allowedCidrs: [] });
    const problems = [...validateRoutes(routes, ingress.kind), ...(ingress.kind === "nginx" ? validateGatewayRoutes(ingress, routes) : [])];
    const keys: Readonly<Record<string, string>> = { host: "hosts", path: "path", color: "colorHosts", service: "blueGreen" };
    // Which services share a place is said where they stand.
    return under(
        "webstack:",
        problems.filter(({ path }) => path !== "routes"),
    ).map(problem => ({
        ...problem,
        path: problem.path
            .replace("webstack:.", "webstack:")
            .replace(
                /routes\.(\d+)\.(\w+)/,
                (_, index: string, key: string) => `services[${all[Number(index)]!.index}].${keys[key] ?? key}`,
            )
            .replace(/\.(\d+)(?=\.|$)/g, "[$1]"),
    }));
}

/** Stands for a service while settings are checked. */
const standIn = ({ name, port, blueGreen }: ServiceSettings): Route["service"] => ({
    name,
    port,
    backends: backendsOf(name, { port, blueGreen }),
    ready: [],
});
