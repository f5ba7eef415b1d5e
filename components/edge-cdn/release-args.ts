import { distinct, oneOf, wholeNumber } from "../core/checks";
import { withDefaults } from "../core/defaults";
import { under, type Problem } from "../core/errors";
import { validateNamed, type Named } from "./place-args";

/** Two releases side by side behind one host; which of them answers is one setting, and so is the way back. */
export type EdgeRelease = DnsRelease | LoadBalancerRelease | WorkerRelease;

interface Colored extends Named {
    /** What people ask for, one of `hosts`. It gets no `route` of its own. */
    readonly host: string;
    /** The colours' own hosts, two of `hosts`; each has a `route`. */
    readonly colors: { readonly blue: string; readonly green: string };
}

/**
 * The host's record points at the colour's host, and is changed in place. The origin sees the host that was asked for: the
 * colours must be different origins, or it cannot tell them apart.
 */
export interface DnsRelease extends Colored {
    readonly by: "dns";
    readonly active: "blue" | "green";
}

/** Whole percent for each colour; they add up to 100. */
export interface ColorWeights {
    readonly blue: number;
    readonly green: number;
}

/**
 * Cloudflare Load Balancing, a paid add-on of every plan: a pool for each colour, asked for its health; requests come with the
 * colour's host. A client stays with its colour.
 */
export interface LoadBalancerRelease extends Colored {
    readonly by: "load-balancer";
    readonly weights: ColorWeights;
    /** What is asked for health: answers 200. */
    readonly healthPath: string;
    /** Seconds between two questions, 15–3600. @default 60 */
    readonly intervalSeconds?: number;
    /** Who is told of a sick colour, by mail. @default nobody */
    readonly notifyEmail?: string;
}

/** The Worker asks the colour's host, and a cookie keeps a client with its colour. */
export interface WorkerRelease extends Colored {
    readonly by: "worker";
    readonly weights: ColorWeights;
    /**
     * Its name. A client stays while its colour has a weight, so that nobody is left behind on the way back; one that sets
     * `<name>-look` to `blue` or `green` looks at that colour, whatever the weights.
     * @default "webstack-release"
     */
    readonly cookie?: string;
}

export const releaseDefaults = { intervalSeconds: 60, cookie: "webstack-release" } as const;

export const validateReleases = (releases: readonly EdgeRelease[], hosts: readonly string[]): Problem[] => [
    ...validateNamed("releases", releases, release => releaseProblems(release, hosts)),
    ...distinct(
        "releases",
        releases.map(({ host }) => host),
    ),
];

function releaseProblems(release: EdgeRelease, hosts: readonly string[]): Problem[] {
    const { host, colors } = release;
    return [
        ...oneOf("host", host, hosts),
        ...oneOf("colors.blue", colors.blue, hosts),
        ...oneOf("colors.green", colors.green, hosts),
        ...distinct("colors", [host, colors.blue, colors.green]),
        ...oneOf<string>("by", release.by, ["dns", "load-balancer", "worker"]),
        ...(release.by === "dns" ? oneOf<string>("active", release.active, ["blue", "green"]) : weightProblems(release.weights)),
        ...(release.by === "load-balancer" ? monitorProblems(release) : []),
        ...(release.by === "worker" && !/^[A-Za-z0-9_-]{1,60}$/.test(withDefaults(releaseDefaults, release).cookie)
            ? [{ path: "cookie", got: release.cookie, allowed: "letters, digits, '-' and '_'" }]
            : []),
    ];
}

function weightProblems({ blue, green }: ColorWeights): Problem[] {
    const each = [...wholeNumber("blue", blue, 0, 100), ...wholeNumber("green", green, 0, 100)];
    const sum = each.length === 0 && blue + green !== 100 ? [{ path: "", got: blue + green, allowed: "weights that add up to 100" }] : [];
    return under("weights", [...each, ...sum]);
}

const monitorProblems = (release: LoadBalancerRelease): Problem[] => [
    ...(/^\/[\w./~-]*$/.test(release.healthPath)
        ? []
        : [{ path: "healthPath", got: release.healthPath, allowed: "a path such as /health" }]),
    ...wholeNumber("intervalSeconds", withDefaults(releaseDefaults, release).intervalSeconds, 15, 3600),
    ...(release.notifyEmail === undefined || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(release.notifyEmail)
        ? []
        : [{ path: "notifyEmail", got: release.notifyEmail, allowed: "a mail address" }]),
];
