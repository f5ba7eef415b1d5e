export * from "./checks";
export * from "./expectations";
export { traceabilityPage } from "./markdown";
export { milestones, type Milestone } from "./milestones";
export { commas, each, json, where, yaml, type Path, type Step } from "./steps";
export * from "./table";
