import type { Rule } from "../../rule";
import { eksApiAccessMode } from "./eks-api-access-mode";
import { eksEndpointPrivate } from "./eks-endpoint-private";
import { eksSupportedVersion } from "./eks-supported-version";
import { iamNoAdminManaged } from "./iam-no-admin-managed";
import { iamNoStar } from "./iam-no-star";
import { noIamUsers } from "./no-iam-users";
import { podIdentityLeast } from "./pod-identity-least";
import { rdsIamAuth } from "./rds-iam-auth";
import { trustNarrow } from "./trust-narrow";

export const identityRules: readonly Rule[] = [
    eksApiAccessMode,
    eksEndpointPrivate,
    eksSupportedVersion,
    iamNoAdminManaged,
    iamNoStar,
    noIamUsers,
    podIdentityLeast,
    rdsIamAuth,
    trustNarrow,
];
