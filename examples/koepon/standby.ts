import { Network } from "pulumi-webstack";
import { elsewhere, otherRegion } from "./providers";

/** A network in the other region: for the copy of the database, and for the application when the first region fails. */
export const createStandby = (accountId: string, cidr: string, tags: Readonly<Record<string, string>>): Network =>
    new Network(
        "elsewhere",
        { kind: "create", accountId, region: otherRegion, cidr, zoneCount: 2, nat: "single", interfaceEndpoints: [], tags },
        { providers: elsewhere(accountId) },
    );
