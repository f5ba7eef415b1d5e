import type { Rule } from "../../rule";
import { cacheTlsRequired } from "./cache-tls-required";
import { clientsVerifyTls } from "./clients-verify-tls";
import { ingressTls } from "./ingress-tls";
import { rdsForceSsl } from "./rds-force-ssl";
import { rdsModernCa } from "./rds-modern-ca";
import { s3DenyHttp } from "./s3-deny-http";
import { snsDenyHttp } from "./sns-deny-http";

export const transitRules: readonly Rule[] = [
    cacheTlsRequired,
    clientsVerifyTls,
    ingressTls,
    rdsForceSsl,
    rdsModernCa,
    s3DenyHttp,
    snsDenyHttp,
];
