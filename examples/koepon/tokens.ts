import * as tls from "@pulumi/tls";
import type * as pulumi from "@pulumi/pulumi";
import { accountId } from "./settings";

/** The API signs access tokens by RS256; the front end and the edge check them with the public half of the key. */
export const createTokenKey = (provider: pulumi.ProviderResource): tls.PrivateKey =>
    new tls.PrivateKey("jwt", { algorithm: "RSA", rsaBits: 3072 }, { provider, protect: accountId !== undefined });
