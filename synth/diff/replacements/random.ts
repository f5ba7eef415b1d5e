import type { MayReplace, Replacing } from "./table";

const characters = "length lower minLower minNumeric minSpecial minUpper number numeric overrideSpecial special upper";
const certificate = "allowedUses isCaCertificate maxPathLength setSubjectKeyId validityPeriodHours";

/**
 * Random values and keys: nothing about them can change in place but how long before its end a certificate is
 * renewed. Read from `RequiresReplace` in internal/provider of terraform-provider-random v3.9.0 (@pulumi/random 4)
 * and terraform-provider-tls v4.2.1 (@pulumi/tls 5), which is also where to check again.
 */
export const randomReplacing: Replacing = {
    "random:index/randomBytes:RandomBytes": "keepers length",
    "random:index/randomId:RandomId": "byteLength keepers prefix",
    "random:index/randomInteger:RandomInteger": "keepers max min seed",
    "random:index/randomPassword:RandomPassword": `keepers ${characters}`,
    "random:index/randomPet:RandomPet": "keepers length prefix separator",
    "random:index/randomShuffle:RandomShuffle": "inputs keepers resultCount seed",
    "random:index/randomString:RandomString": `keepers ${characters}`,
    "random:index/randomUuid:RandomUuid": "keepers",
    "tls:index/certRequest:CertRequest": "dnsNames ipAddresses privateKeyPem subject uris",
    "tls:index/locallySignedCert:LocallySignedCert": `${certificate} caCertPem caPrivateKeyPem certRequestPem`,
    "tls:index/privateKey:PrivateKey": "algorithm ecdsaCurve rsaBits",
    "tls:index/selfSignedCert:SelfSignedCert": `${certificate} dnsNames ipAddresses privateKeyPem setAuthorityKeyId subject uris`,
};

const expired = "the certificate is within that time of its end";

export const randomMayReplace: MayReplace = {
    "tls:index/locallySignedCert:LocallySignedCert": { earlyRenewalHours: expired },
    "tls:index/selfSignedCert:SelfSignedCert": { earlyRenewalHours: expired },
};
