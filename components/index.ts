/** Pulumi components for a whole production topology. Each is also importable alone: `pulumi-webstack/network`. */
export * from "./core";
export * from "./network";
export * from "./app-cluster";
export * from "./postgres-with-backups";
export * from "./redis-cache";
export * from "./file-storage";
export * from "./edge-cdn";
export * from "./monitoring-stack";
