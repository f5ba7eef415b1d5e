import { join, type Requirement } from "../../../traceability";
import requirementRows from "./requirements.json";
import { appCluster } from "./app-cluster";
import { backups } from "./backups";
import { dashboards } from "./dashboards";
import { edge } from "./edge";
import { reverseProxy } from "./ingress";
import { logs } from "./logs";
import { monitoring } from "./monitoring";
import { network } from "./network";
import { policies } from "./policies";
import { postgres } from "./postgres";
import { redis } from "./redis";
import { release } from "./release";
import { stacks } from "./stacks";

/** What the document of WebSys asks for. */
export const requirements = requirementRows as readonly Requirement[];

/** How each of it is met. */
export const table = join(
    stacks,
    appCluster,
    reverseProxy,
    edge,
    network,
    policies,
    postgres,
    backups,
    redis,
    monitoring,
    dashboards,
    logs,
    release,
);
