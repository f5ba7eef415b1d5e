import type { MayReplace, Replacing } from "./table";

/**
 * Read from the source of terraform-provider-cloudflare v5.22.0 (`RequiresReplace` and `RequiresReplaceIfConfigured`
 * in internal/services/<name>/schema.go), which @pulumi/cloudflare 6 bridges and changes in none of them. To check
 * again: in the same files of the version that the SDK in package-lock.json bridges.
 */
export const cloudflareReplacing: Replacing = {
    "cloudflare:index/accessRule:AccessRule": "accountId zoneId",
    "cloudflare:index/accountToken:AccountToken": "accountId",
    "cloudflare:index/apiToken:ApiToken": "",
    "cloudflare:index/argoSmartRouting:ArgoSmartRouting": "zoneId",
    "cloudflare:index/argoTieredCaching:ArgoTieredCaching": "zoneId",
    "cloudflare:index/authenticatedOriginPulls:AuthenticatedOriginPulls": "zoneId",
    "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate": "certificate zoneId",
    "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate":
        "certificate privateKey zoneId",
    "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings": "zoneId",
    "cloudflare:index/botManagement:BotManagement": "zoneId",
    "cloudflare:index/certificatePack:CertificatePack":
        "certificateAuthority cloudflareBranding hosts type validationMethod validityDays zoneId",
    "cloudflare:index/customHostname:CustomHostname": "hostname zoneId",
    "cloudflare:index/d1Database:D1Database": "accountId jurisdiction name primaryLocationHint",
    "cloudflare:index/dnsRecord:DnsRecord": "type zoneId",
    "cloudflare:index/hyperdriveConfig:HyperdriveConfig": "accountId",
    "cloudflare:index/list:List": "accountId kind name",
    "cloudflare:index/loadBalancer:LoadBalancer": "zoneId",
    "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor": "accountId",
    "cloudflare:index/loadBalancerPool:LoadBalancerPool": "accountId",
    "cloudflare:index/logpushJob:LogpushJob": "accountId dataset zoneId",
    "cloudflare:index/notificationPolicy:NotificationPolicy": "accountId",
    "cloudflare:index/notificationPolicyWebhooks:NotificationPolicyWebhooks": "accountId",
    "cloudflare:index/originCaCertificate:OriginCaCertificate": "csr hostnames requestType requestedValidity",
    "cloudflare:index/pagesDomain:PagesDomain": "accountId name projectName",
    "cloudflare:index/pagesProject:PagesProject": "accountId name",
    "cloudflare:index/queue:Queue": "accountId",
    "cloudflare:index/r2Bucket:R2Bucket": "accountId location name",
    "cloudflare:index/r2BucketCors:R2BucketCors": "accountId bucketName",
    "cloudflare:index/r2BucketLifecycle:R2BucketLifecycle": "accountId bucketName",
    "cloudflare:index/r2BucketLock:R2BucketLock": "accountId bucketName",
    "cloudflare:index/r2CustomDomain:R2CustomDomain": "accountId bucketName domain zoneId",
    "cloudflare:index/r2ManagedDomain:R2ManagedDomain": "accountId bucketName",
    "cloudflare:index/ruleset:Ruleset": "accountId kind name phase zoneId",
    "cloudflare:index/secretsStore:SecretsStore": "accountId name",
    "cloudflare:index/secretsStoreSecret:SecretsStoreSecret": "accountId name storeId",
    "cloudflare:index/tieredCache:TieredCache": "zoneId",
    "cloudflare:index/urlNormalizationSettings:UrlNormalizationSettings": "zoneId",
    "cloudflare:index/workersCronTrigger:WorkersCronTrigger": "accountId scriptName",
    "cloudflare:index/workersCustomDomain:WorkersCustomDomain": "accountId environment hostname service zoneId zoneName",
    "cloudflare:index/workersKv:WorkersKv": "accountId keyName namespaceId",
    "cloudflare:index/workersKvNamespace:WorkersKvNamespace": "accountId",
    "cloudflare:index/workersRoute:WorkersRoute": "zoneId",
    "cloudflare:index/workersScript:WorkersScript": "accountId scriptName",
    "cloudflare:index/zeroTrustAccessPolicy:ZeroTrustAccessPolicy": "accountId",
    "cloudflare:index/zeroTrustAccessServiceToken:ZeroTrustAccessServiceToken": "accountId zoneId",
    "cloudflare:index/zeroTrustTunnelCloudflared:ZeroTrustTunnelCloudflared": "accountId configSrc",
    "cloudflare:index/zeroTrustTunnelCloudflaredConfig:ZeroTrustTunnelCloudflaredConfig": "accountId tunnelId",
    "cloudflare:index/zeroTrustTunnelCloudflaredRoute:ZeroTrustTunnelCloudflaredRoute": "accountId",
    "cloudflare:index/zone:Zone": "account name",
    "cloudflare:index/zoneCacheReserve:ZoneCacheReserve": "zoneId",
    "cloudflare:index/zoneDnssec:ZoneDnssec": "zoneId",
    "cloudflare:index/zoneLockdown:ZoneLockdown": "description paused priority zoneId",
    "cloudflare:index/zoneSetting:ZoneSetting": "settingId zoneId",
};

const newer = "a property newer than the source of this table";

export const cloudflareMayReplace: MayReplace = {
    "cloudflare:index/d1Database:D1Database": { fields: newer },
    "cloudflare:index/dnsRecord:DnsRecord": { includeShadowMetadata: newer },
    "cloudflare:index/hyperdriveConfig:HyperdriveConfig": { integration: newer },
    "cloudflare:index/queue:Queue": { jurisdiction: newer },
    "cloudflare:index/secretsStore:SecretsStore": { force: newer },
    "cloudflare:index/workersKv:WorkersKv": { expiration: newer, expirationTtl: newer },
    "cloudflare:index/workersKvNamespace:WorkersKvNamespace": { jurisdiction: newer },
    "cloudflare:index/workersScript:WorkersScript": { files: newer, force: newer },
    "cloudflare:index/zeroTrustAccessServiceToken:ZeroTrustAccessServiceToken": { enabled: newer },
};
