import * as pulumi from "@pulumi/pulumi";
import type { AlarmDescription } from "../core/alarms";
import { Component } from "../core/component";
import type { NetworkParts, Tier } from "../core/network";
import { validateNetwork, type NetworkArgs } from "./args";
import { createVpc } from "./create";

/**
 * The network of a system: a public tier for load balancers and NAT, and three private ones for workloads,
 * databases and caches. Databases and caches have no route to the internet.
 *
 * Costs about 33 USD a month for each NAT gateway and 7 USD for each interface endpoint and zone (eu-west-1, 2026).
 */
export class Network extends Component implements NetworkParts {
    readonly vpcId: pulumi.Output<string>;
    readonly cidr: string;
    readonly subnetIds: NetworkParts["subnetIds"];
    readonly subnetCidrs: NetworkParts["subnetCidrs"];
    /** For MonitoringStack: NAT gateways that turn connections away. None of a network that was there before. */
    readonly alarms: readonly AlarmDescription[];

    constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
        super("Network", name, args, validateNetwork(args), opts);
        const { parts, alarms } = args.kind === "create" ? createVpc(this, args) : { parts: existingVpc(args), alarms: [] };
        this.vpcId = parts.vpcId;
        this.cidr = parts.cidr;
        this.subnetIds = parts.subnetIds;
        this.subnetCidrs = parts.subnetCidrs;
        this.alarms = alarms;
        this.registerOutputs({ vpcId: this.vpcId, cidr: this.cidr, subnetIds: this.subnetIds });
    }

    /** What is wrong with the arguments; makes nothing. */
    static validate = validateNetwork;
}

function existingVpc({ vpcId, cidr, subnetIds, subnetCidrs }: Extract<NetworkArgs, { kind: "existing" }>): NetworkParts {
    const outputs = (tier: Tier): pulumi.Output<string>[] => subnetIds[tier].map(id => pulumi.output(id));
    return {
        vpcId: pulumi.output(vpcId),
        cidr,
        subnetIds: { public: outputs("public"), app: outputs("app"), db: outputs("db"), cache: outputs("cache") },
        subnetCidrs,
    };
}
