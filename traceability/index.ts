export { on, type Check, type Mutant } from "./checks";
export * from "./expectations";
export { traceabilityPage } from "./markdown";
export { milestones, type Milestone } from "./milestones";
export { codeOf, sectionOf, unknownNames } from "./runbooks";
export { family, objects, resources, type Selection } from "./selections";
export { at, commas, each, json, secret, where, yaml, type Path, type Step } from "./steps";
export * from "./table";
