import { is, isSecret, met, objects, outputOf, resources, type Table } from "../../../traceability";
import { cluster, development, everywhere, given, generated, key, onAws } from "./parts";

/** Where secrets are kept, and who gets in. */
export const policies: Table = {
    "000-116": met(
        ...["ENCRYPTION_KEY", "JWT_SECRET", "REDIS_PASSWORD", "REDIS_URL", "SESSION_SECRET"].flatMap(name => generated(name)),
        ...["DATABASE_URL", "MONITORING_API_KEY", "SMTP_PASS", "SMTP_USER", "SUPABASE_SERVICE_ROLE_KEY"].flatMap(given),
        ...onAws.flatMap(stack => [
            stack.input(objects("SecretProviderClass"), ["spec", "provider"], is("aws")),
            stack.input(objects("SecretProviderClass"), ["spec", "parameters", "usePodIdentity"], is("true")),
            stack.input(resources("aws:secretsmanager/secret:Secret", "wakeup-app-secrets"), ["kmsKeyId"], outputOf(key("app-key"), "arn")),
            stack.input(cluster, ["encryptionConfig", "resources"], is(["secrets"])),
            stack.input(cluster, ["encryptionConfig", "provider", "keyArn"], outputOf(key("app-key"), "arn")),
        ]),
        development.input(objects("Secret", "wakeup-app-env"), ["stringData"], isSecret),
    ),
    "000-117": met(
        ...onAws.flatMap(stack => [
            stack.input(cluster, ["accessConfig"], is({ authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false })),
            stack.names(
                resources("aws:eks/accessEntry:AccessEntry"),
                "app-access-wakeup-deploy",
                "app-access-wakeup-break-glass",
                "app-access-wakeup-read-only",
            ),
            stack.input(
                resources("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "app-viewer-wakeup-read-only"),
                ["policyArn"],
                is("arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"),
            ),
            stack.input(
                resources("aws:eks/accessPolicyAssociation:AccessPolicyAssociation", "app-admin-wakeup-deploy"),
                ["policyArn"],
                is("arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"),
            ),
        ]),
        // Pods themselves have no way to the API.
        ...everywhere.map(stack =>
            stack.input(objects("ServiceAccount", "wakeup-app", "gateway"), ["automountServiceAccountToken"], is(false)),
        ),
    ),
};
