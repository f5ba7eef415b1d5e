import { join, type Requirement } from "../../../traceability";
import requirementRows from "./requirements.json";
import { app } from "./app";
import { backups } from "./backups";
import { data } from "./data";
import { edge } from "./edge";
import { gateway } from "./gateway";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { parameters } from "./parameters";
import { release } from "./release";

/** What the document of TestData Buddy asks for. */
export const requirements = requirementRows as readonly Requirement[];

/** How each of it is met. */
export const table = join(app, network, gateway, edge, data, parameters, backups, monitoring, release);
