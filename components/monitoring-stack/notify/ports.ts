import * as pulumi from "@pulumi/pulumi";
import type { NotifyArgs, ReceiverArgs } from "./args";

interface Port {
    readonly protocol: "TCP";
    readonly port: number;
}

/** Ports that Alertmanager calls to reach everybody, in order. An address may be secret; its port is not. */
export const egressPorts = (notify: NotifyArgs): pulumi.Output<Port[]> =>
    pulumi
        .unsecret(
            pulumi.all([...Object.values(notify.receivers).map(portOf), ...(notify.watchdog ? [portOfUrl(notify.watchdog.url)] : [])]),
        )
        .apply(ports => [...new Set(ports)].sort((a, b) => a - b).map(port => ({ protocol: "TCP" as const, port })));

function portOf(receiver: ReceiverArgs): pulumi.Input<number> {
    switch (receiver.kind) {
        case "email":
            return Number(receiver.smarthost.slice(receiver.smarthost.lastIndexOf(":") + 1));
        case "webhook":
            return portOfUrl(receiver.url);
        case "slack":
            return portOfUrl(receiver.webhookUrl);
        case "sns":
        case "pagerduty":
            return 443;
    }
}

const portOfUrl = (url: pulumi.Input<string>): pulumi.Output<number> =>
    pulumi.output(url).apply(address => {
        if (!URL.canParse(address)) return 443;
        const { port, protocol } = new URL(address);
        return port === "" ? (protocol === "http:" ? 80 : 443) : Number(port);
    });
