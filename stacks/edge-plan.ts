import * as pulumi from "@pulumi/pulumi";
import type { CloudflareArgs, EdgeCDNArgs, Problem } from "../components";
import { EdgeCDN } from "../components";
import { later } from "./cluster-plan";
import type { Settings } from "./config";
import { mailAddresses } from "./monitoring-plan";
import { hostsOfService } from "./route-plan";
import { part } from "./setting-paths";

type CloudflareSettings = Extract<Settings["edge"], { kind: "cloudflare" }>;

/** Hosts that services answer for. */
export const hostsOf = ({ services }: Settings): string[] => [...new Set(services.flatMap(hostsOfService))];

/** Those, and those that are only sent elsewhere. */
export function edgeHosts(settings: Settings): string[] {
    const { edge } = settings;
    const redirected = edge.kind === "cloudflare" ? (edge.redirects ?? []).map(({ host }) => host) : [];
    return [...new Set([...hostsOf(settings), ...redirected])];
}

/** Those that lead to the cluster; where the others lead their release says. */
export function routedHosts(settings: Settings): string[] {
    const { edge } = settings;
    const balanced = edge.kind === "cloudflare" ? (edge.releases ?? []).filter(({ by }) => by === "load-balancer") : [];
    return edgeHosts(settings).filter(host => !balanced.some(release => release.host === host));
}

/** The generated secret that users are known by. */
export const identitySecret = ({ edge }: Settings): string | undefined =>
    edge.kind === "cloudflare" ? edge.identity?.generatedSecret : undefined;

/** @param generatedKey the secret that `identity.generatedSecret` names */
export function edgeArgs(settings: Settings, generatedKey: pulumi.Input<string> = later): EdgeCDNArgs {
    const { edge, monitoring, region = "" } = settings;
    if (edge.kind === "none") return edge;
    const { identity, store, alerts, logpush, ...rest } = edge;
    return {
        ...rest,
        hosts: edgeHosts(settings),
        ...(identity ? { identity: identityArgs(identity, generatedKey) } : {}),
        ...(store ? { store: store.kind === "redis" ? { ...store, token: pulumi.secret(store.token) } : store } : {}),
        ...(alerts ? { alerts: alertArgs(alerts, mailAddresses(monitoring)) } : {}),
        ...(logpush ? { logpush: { ...logpush, region: logpush.region ?? region } } : {}),
    } satisfies CloudflareArgs;
}

function identityArgs({ generatedSecret, key = "", ...identity }: Identity, generatedKey: pulumi.Input<string>) {
    return { ...identity, key: generatedSecret === undefined ? key : generatedKey };
}

type Identity = NonNullable<CloudflareSettings["identity"]>;

/** The webhook's address lets whoever has it write: it is a secret, and in no message. */
const alertArgs = ({ emails, webhook }: NonNullable<CloudflareSettings["alerts"]>, ours: readonly string[] = []) => ({
    emails: emails ?? ours,
    ...(webhook ? { webhook: { ...webhook, url: pulumi.secret(webhook.url) } } : {}),
});

/** What is wrong with the edge, under the keys of the stack file. */
export function edgeProblems(settings: Settings): Problem[] {
    const { edge } = settings;
    if (edge.kind === "none") return [];
    const own = [...identityProblems(settings, edge), ...releaseProblems(edge)];
    // What is missing is not to be judged as well.
    const said = new Set(own.map(({ path }) => path));
    const problems = part("edge", EdgeCDN.validate(edgeArgs(settings)));
    return [...own, ...problems.filter(({ path }) => !said.has(path)).flatMap(problem => inTheirPlace(problem, settings, edge))];
}

/** Hosts are those of services and redirects, addresses may be those of monitoring: that is where they are set right. */
function inTheirPlace(problem: Problem, settings: Settings, { alerts, redirects = [] }: CloudflareSettings): Problem[] {
    const { services, monitoring, cluster } = settings;
    const { path, got } = problem;
    if (path === "webstack:edge.alerts.emails" && alerts?.emails === undefined) {
        // MonitoringStack says the same of them.
        if (cluster.kind === "eks") return [];
        return [{ ...problem, path: mailAddresses(monitoring).length > 0 ? "webstack:monitoring.receivers" : path }];
    }
    if (!path.startsWith("webstack:edge.hosts")) return [problem];
    const index = services.findIndex(service => hostsOfService(service).some(host => host === got));
    if (index >= 0) return [{ ...problem, path: `webstack:services[${index}].hosts` }];
    return redirects.some(({ host }) => host === got) ? [] : [{ ...problem, path: "webstack:services" }];
}

/** The key stands here, or it is one that services sign with. */
function identityProblems({ services, workers, cronJobs, jobs }: Settings, { identity }: CloudflareSettings): Problem[] {
    if (!identity) return [];
    const { key, generatedSecret, algorithm } = identity;
    const path = "webstack:edge.identity.key";
    const allowed = "a key, or generatedSecret with the name of a generated secret";
    if (generatedSecret === undefined) return key === undefined ? [{ path, got: key, allowed }] : [];
    if (key !== undefined) return [{ path, got: "a secret", allowed }];
    const at = "webstack:edge.identity.generatedSecret";
    if (algorithm !== "HS256") return [{ path: at, got: generatedSecret, allowed: `nothing, with ${algorithm}: that wants a public key` }];
    const known = Object.assign(
        {},
        ...[services, workers, cronJobs, jobs].flat().map(({ generatedSecrets }) => generatedSecrets),
    ) as Record<string, number>;
    const length = known[generatedSecret];
    if (length === undefined) {
        return [{ path: at, got: generatedSecret, allowed: Object.keys(known).join(", ") || "nothing: no workload has generatedSecrets" }];
    }
    return length >= 32 ? [] : [{ path: at, got: `${length} characters`, allowed: "a secret of 32 or more, as RFC 7518 wants for HS256" }];
}

/** All hosts lead to one entrance, which knows the colours by the host that it is asked for. */
const releaseProblems = ({ releases = [] }: CloudflareSettings): Problem[] =>
    releases.flatMap(({ by }, index) =>
        by === "dns"
            ? [
                  {
                      path: `webstack:edge.releases[${index}].by`,
                      got: by,
                      allowed: "load-balancer, worker",
                      fix: "Both colours are behind one entrance here, which is asked for the same host whatever the record says: change activeColor of the service, or write a program.",
                  },
              ]
            : [],
    );
