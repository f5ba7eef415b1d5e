export { on, type Check, type Mutant } from "./checks";
export * from "./expectations";
export { traceabilityPage } from "./markdown";
export { milestones, type Milestone } from "./milestones";
export { codeOf, sectionOf, unknownNames } from "./runbooks";
export { fromSecretsManager, sourceOf } from "./secrets";
export { family, objects, resources, type Selection } from "./selections";
export { at, commas, directive, each, json, nginx, secret, where, yaml, type Path, type Step } from "./steps";
export * from "./table";
