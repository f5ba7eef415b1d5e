export { AppCluster } from "./app-cluster";
export type { AppClusterArgs, ExistingClusterArgs } from "./args";
export type { EksClusterArgs } from "./eks-args";
export type { AlbIngressArgs, ClassIngressArgs } from "./ingress-args";
export type { Route } from "./ingress";
export { Service } from "./service";
export type { HealthArgs, ServiceArgs, ServiceRef } from "./service-args";
