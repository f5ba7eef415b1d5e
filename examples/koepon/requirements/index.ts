import { join, type Requirement } from "../../../traceability";
import requirementRows from "./requirements.json";
import { app } from "./app";
import { cost } from "./cost";
import { data } from "./data";
import { defence } from "./defence";
import { edge } from "./edge";
import { files } from "./files";
import { monitoring } from "./monitoring";
import { release } from "./release";

/** What the document of Koepon asks for. */
export const requirements = requirementRows as readonly Requirement[];

/** How each of it is met. */
export const table = join(app, data, files, edge, defence, monitoring, cost, release);
