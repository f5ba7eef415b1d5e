export { AppCluster } from "./app-cluster";
export type { AlbIngressArgs, AppClusterArgs, ClassIngressArgs, EksClusterArgs, ExistingClusterArgs } from "./args";
export type { Route } from "./ingress";
export { Service } from "./service";
export type { HealthArgs, ServiceArgs, ServiceRef } from "./service-args";
