import { join, type Requirement } from "../../../traceability";
import requirementRows from "./requirements.json";
import { app } from "./app";
import { edge } from "./edge";
import { gateway } from "./gateway";
import { limits } from "./limits";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { policies } from "./policies";
import { release } from "./release";
import { stores } from "./stores";
import { variables } from "./variables";

/** What the document of WakeUp asks for. */
export const requirements = requirementRows as readonly Requirement[];

/** How each of it is met. */
export const table = join(app, variables, gateway, limits, edge, network, stores, policies, monitoring, release);
