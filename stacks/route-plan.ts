import type { Problem, Route } from "../components";
import { colors } from "../components/app-cluster/backends";
import { validateGatewayRoutes } from "../components/app-cluster/gateway/args";
import { validateRoutes } from "../components/app-cluster/ingress";
import { backendsOf } from "../components/app-cluster/service";
import { absentNetwork, clusterArgs } from "./cluster-plan";
import type { ServiceSettings, Settings } from "./config";
import { inStackFile } from "./setting-paths";

/** What leads to a service from outside. */
export const routesTo = (service: Route["service"], { hosts, colorHosts, path }: ServiceSettings): Route[] => [
    ...hosts.map(host => ({ host, path, service })),
    ...(colorHosts ? colors.map(color => ({ host: colorHosts[color], path, service, color })) : []),
];

/** Those that share the requests out, and those of each colour. */
export const hostsOfService = ({ hosts, colorHosts }: ServiceSettings): string[] => [
    ...hosts,
    ...(colorHosts ? colors.map(color => colorHosts[color]) : []),
];

/** What is wrong with the routes, under the keys of the stack file. */
export function routeProblems(settings: Settings): Problem[] {
    const all = settings.services.flatMap((service, index) =>
        routesTo(standIn(service), service.blueGreen ? service : { ...service, colorHosts: undefined }).map(route => ({ index, route })),
    );
    const routes = all.map(({ route }) => ({ ...route, path: route.path ?? "/" }));
    if (routes.length === 0) return [];
    const { ingress } = clusterArgs(settings, { network: absentNetwork, allowedCidrs: [] });
    const problems = [...validateRoutes(routes, ingress.kind), ...(ingress.kind === "nginx" ? validateGatewayRoutes(ingress, routes) : [])];
    const keys: Readonly<Record<string, string>> = { host: "hosts", path: "path", color: "colorHosts", service: "blueGreen" };
    const serviceAt = (_: string, index: string, key: string): string => `services.${all[Number(index)]!.index}.${keys[key] ?? key}`;
    // Which services share a place is said where they stand.
    return inStackFile(
        problems
            .filter(({ path }) => path !== "routes")
            .map(problem => ({ ...problem, path: problem.path.replace(/^routes\.(\d+)\.(\w+)/, serviceAt) })),
    );
}

/** Stands for a service while settings are checked. */
const standIn = ({ name, port, blueGreen }: ServiceSettings): Route["service"] => ({
    name,
    port,
    backends: backendsOf(name, { port, blueGreen }),
    ready: [],
});
