import { join, type Requirement } from "../../../traceability";
import requirementRows from "./requirements.json";
import { app } from "./app";
import { backups } from "./backups";
import { data } from "./data";
import { edge } from "./edge";
import { gateway } from "./gateway";
import { logs } from "./logs";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { release } from "./release";
import { stacks } from "./stacks";

/** What the document of Kasaneha asks for. */
export const requirements = requirementRows as readonly Requirement[];

/** How each of it is met. */
export const table = join(stacks, app, network, gateway, edge, data, backups, logs, monitoring, release);
