import { binaryQuantity, distinct, dnsLabel, imageReference } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { pushgatewayDefaults, type PushgatewayArgs, type ZoneExporterArgs } from "./args";

export const validateExporters = ({
    cloudflare,
    pushgateway,
}: {
    readonly cloudflare?: ZoneExporterArgs;
    readonly pushgateway?: PushgatewayArgs;
}): Problem[] => [
    ...(cloudflare ? under("cloudflare", zoneProblems(cloudflare)) : []),
    ...(pushgateway ? under("pushgateway", pushProblems(pushgateway)) : []),
];

const zoneProblems = ({ apiToken, image }: ZoneExporterArgs): Problem[] => [
    ...(apiToken === "" ? [{ path: "apiToken", got: "nothing", allowed: "an API token" }] : []),
    ...(image === undefined ? [] : imageReference("image", image)),
];

function pushProblems(args: PushgatewayArgs): Problem[] {
    const { namespaces, storage } = withDefaults(pushgatewayDefaults, args);
    return [
        ...(namespaces.length > 0
            ? []
            : [{ path: "namespaces", got: [], allowed: "at least one namespace", fix: "Leave pushgateway out to have none." }]),
        ...namespaces.flatMap(namespace => dnsLabel("namespaces", namespace)),
        ...distinct("namespaces", namespaces),
        ...binaryQuantity("storage", storage),
    ];
}
