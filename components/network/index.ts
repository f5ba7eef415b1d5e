export { Network } from "./network";
export type { CreateNetworkArgs, ExistingNetworkArgs, NetworkArgs } from "./args";
export { planSubnets, type SubnetPlan } from "./subnets";
