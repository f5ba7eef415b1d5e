import type { GatewayPlace } from "./nginx-config";

/** Hours after which a certificate that others renew is read again. */
const reloadHours = 12;

/**
 * What a container runs: nginx asks DNS servers by itself, and must be told which. It takes the place of the shell, so
 * that it gets the order to stop.
 */
export function startScript(
    place: Pick<GatewayPlace, "scratch">,
    config: string,
    { rereads = false, resolvConf = "/etc/resolv.conf" } = {},
): string {
    return [
        "set -eu",
        `awk '$1 == "nameserver" { list = list " " (index($2, ":") ? "[" $2 "]" : $2) } END { print "resolver" list " valid=5s;" }' ${resolvConf} > ${place.scratch}/resolver.conf`,
        ...(rereads ? [`(while sleep ${reloadHours * 3600}; do nginx -e stderr -c ${config} -s reload; done) &`] : []),
        `exec nginx -e stderr -c ${config}`,
    ].join("\n");
}
