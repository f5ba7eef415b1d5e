import { X509Certificate } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import type { Problem } from "../core/errors";

const certificates = /^-----BEGIN CERTIFICATE-----\n[\s\S]+?\n-----END CERTIFICATE-----$/gm;

/** What is wrong with the certificates of authorities, as far as they are known before the update. */
export function authorityProblems(path: string, pem: pulumi.Input<string> | undefined): Problem[] {
    if (typeof pem !== "string") return [];
    const found = pem.match(certificates) ?? [];
    const others = pem.replace(certificates, "").trim();
    if (found.length > 0 && others === "" && found.every(isAuthority)) return [];
    return [
        {
            path,
            got: "something else",
            allowed: "certificates of authorities, in PEM",
            fix: "Give what signed the certificate that is shown, not that one, and no key: `openssl x509 -noout -ext basicConstraints` says CA:TRUE.",
        },
    ];
}

function isAuthority(pem: string): boolean {
    try {
        return new X509Certificate(pem).ca;
    } catch {
        return false;
    }
}
