import { answered, directive, is, matches, met, type Check, type Table } from "../../../traceability";
import { api, development, environments, everywhere, gateway as pods, http, line, login, nginxConfig, onAws, serverOf } from "./parts";

/** Of two pods each has its share; on a laptop there is one, with all of it. */
const limited = (zone: string, rate: { readonly one: string; readonly half: string }): Check[] => [
    development.input(pods, ["spec", "replicas"], is(1)),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.one}`, http, [development]),
    ...onAws.map(stack => stack.input(pods, ["spec", "replicas"], is(2))),
    ...line(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m rate=${rate.half}`, http, onAws),
];
const burst = (zone: string, location: ReturnType<typeof directive>, sizes: { readonly one: number; readonly half: number }): Check[] =>
    environments.flatMap(({ stack, domain }) =>
        ["", "api.", "monitoring."].map(part =>
            stack.input(
                nginxConfig,
                serverOf(part + domain, location, directive("limit_req")),
                is(`limit_req zone=limit_${zone} burst=${stack === development ? sizes.one : sizes.half} nodelay`),
            ),
        ),
    );
const counted = {
    api: [...limited("api", { one: "10r/s", half: "5r/s" }), ...burst("api", api, { one: 20, half: 9 })],
    login: [...limited("login", { one: "5r/m", half: "2r/m" }), ...burst("login", login, { one: 5, half: 2 })],
};
const shared =
    "Each pod of the gateway counts for itself, and a client's connections come to all of them: of two pods each lets half through, " +
    "and both together no more than the document says. One pod, on a laptop, has its figures.";

/** How many requests a client may make. */
export const limits: Table = {
    "000-062": met(
        ...["api", "login"].flatMap(zone =>
            everywhere.map(stack =>
                stack.input(
                    nginxConfig,
                    http(directive(`limit_req_zone $binary_remote_addr zone=limit_${zone}:10m`)),
                    matches(/ rate=\d+r\/[sm]$/, "limit_req_zone $server_name zone=api:10m rate=10r/s"),
                ),
            ),
        ),
        ...line("real_ip_header CF-Connecting-IP", http, onAws),
    ),
    "000-063": answered(shared, ...counted.api),
    "000-064": answered(shared, ...counted.login),
    "000-065": met(...burst("api", api, { one: 20, half: 9 }), ...burst("login", login, { one: 5, half: 2 })),
    "000-109": answered(shared, ...counted.api, ...counted.login),
};
