import { at, is, outputOf, resources, where, type Check, type Path } from "../../../traceability";
import { workerConfig } from "../../../traceability/worker";
import { environments, hostsOf, onAws, type Stack } from "./parts";

export const script = resources("cloudflare:index/workersScript:WorkersScript", "edge-worker");

/** The Worker is told this. */
export const worker = (stack: Stack, path: Path, expected: unknown): Check =>
    stack.input(script, ["content", workerConfig, ...path], is(expected));

/** It sees every request of every host. */
const sees: Check[] = environments.flatMap(({ stack, domain }) =>
    hostsOf(domain).flatMap(host => {
        const route = resources("cloudflare:index/workersRoute:WorkersRoute", `edge-${host}-worker`);
        return [stack.input(route, ["pattern"], is(`${host}/*`)), stack.input(route, ["script"], outputOf(script, "scriptName"))];
    }),
);

/** It counts requests below a path, on every host, by what is told of the limit. */
export const counts = (name: string, prefix: string, told: Readonly<Record<string, unknown>>): Check[] => [
    ...environments.flatMap(({ stack, domain }) => {
        const limit = (...path: Path): Path => ["limits", where("name", name), ...path];
        return [
            worker(stack, limit("when"), {
                kind: "all",
                of: [
                    { kind: "host", in: hostsOf(domain) },
                    { kind: "path", prefix },
                ],
            }),
            ...Object.entries(told).map(([property, value]) => worker(stack, limit(property), value)),
        ];
    }),
    ...sees,
];

/** It keeps answers to whoever has neither a cookie nor a token, of the site's own host below a path, for so long. */
export const keepsFor = (name: string, prefix: string, seconds: number): Check[] => [
    ...environments.flatMap(({ stack, domain }) => {
        const cache = (...path: Path): Path => ["caches", where("name", name), ...path];
        return [
            // What is left to other rules comes after.
            worker(stack, cache("when", "of", at(0)), {
                kind: "all",
                of: [
                    { kind: "host", in: [domain] },
                    { kind: "path", prefix },
                ],
            }),
            worker(stack, cache("edgeSeconds"), seconds),
            worker(stack, cache("shared"), false),
            worker(stack, cache("sessionCookies"), "any"),
        ];
    }),
    ...sees,
];

/** It knows a user by the token that the API signs, and believes no other. */
export const knowsUsers: Check[] = onAws.flatMap(stack => [
    worker(stack, ["identity", "from"], { header: "Authorization" }),
    worker(stack, ["identity", "algorithm"], "RS256"),
    stack.after(script, resources("tls:index/privateKey:PrivateKey", "jwt")),
]);
