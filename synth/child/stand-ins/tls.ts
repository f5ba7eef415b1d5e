import type { PropertyMap } from "../../types";
import { hash, type StandIn, type Subject } from "./index";

/** Stands for keys and certificates: of the right form, derived from the URN, and of no use to anybody. */
export function tlsStandIn({ type, urn, inputs }: Subject): StandIn {
    const pem = (label: string): string => `-----BEGIN ${label}-----\n${hash(urn + label, 64)}\n-----END ${label}-----\n`;
    const outputs: Record<string, PropertyMap> = {
        PrivateKey: {
            privateKeyPem: pem("STAND-IN PRIVATE KEY"),
            privateKeyPemPkcs8: pem("STAND-IN PRIVATE KEY"),
            privateKeyOpenssh: pem("STAND-IN PRIVATE KEY"),
            publicKeyPem: pem("PUBLIC KEY"),
            publicKeyOpenssh: `ssh-stand-in ${hash(urn, 64)}`,
        },
        CertRequest: { certRequestPem: pem("CERTIFICATE REQUEST"), keyAlgorithm: keyAlgorithm(inputs) },
        SelfSignedCert: { certPem: pem("CERTIFICATE"), keyAlgorithm: keyAlgorithm(inputs) },
        LocallySignedCert: { certPem: pem("CERTIFICATE"), keyAlgorithm: keyAlgorithm(inputs) },
    };
    return { id: hash(urn, 40), outputs: outputs[type.split(":")[2]!] ?? {} };
}

/** The provider reads it out of the key, which is not one here. */
const keyAlgorithm = (inputs: PropertyMap): unknown => inputs.keyAlgorithm ?? "ECDSA";
