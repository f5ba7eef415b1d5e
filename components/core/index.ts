export type { AlarmDescription } from "./alarms";
export type { BackupTarget } from "./backup-target";
export type { ClusterRef } from "./cluster";
export { Component, type ComponentArgs } from "./component";
export type { Connection, NetworkTarget } from "./connection";
export { refuse, under, WebstackError, type Problem } from "./errors";
export type { MetricsTarget } from "./metrics";
export type { NetworkParts, Tier } from "./network";
export type { Transform, Transforms } from "./transform";
