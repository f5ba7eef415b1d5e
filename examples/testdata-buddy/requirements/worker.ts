import { is, resources, type Check, type Path } from "../../../traceability";
import { workerConfig } from "../../../traceability/worker";
import { environmentsOnAws, type Stack } from "./parts";

const script = resources("cloudflare:index/workersScript:WorkersScript", "edge-worker");

/** The Worker is told this. */
export const worker = (stack: Stack, path: Path, expected: unknown): Check =>
    stack.input(script, ["content", workerConfig, ...path], is(expected));

/** It sees every request of these hosts, by the part before the domain. */
export const workerSees = (...hosts: readonly string[]): Check[] =>
    environmentsOnAws.flatMap(({ stack, domain }) =>
        hosts.flatMap(host => {
            const route = resources("cloudflare:index/workersRoute:WorkersRoute", `edge-${host}${domain}-worker`);
            return [stack.input(route, ["pattern"], is(`${host}${domain}/*`)), stack.after(route, script)];
        }),
    );
