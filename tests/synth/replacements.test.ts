import * as fs from "node:fs";
import * as path from "node:path";
import { conditionallyReplacing, replacingProperties } from "../../synth/diff/replacements";
import { awsReplacing } from "../../synth/diff/replacements/aws";
import { awsMayReplace } from "../../synth/diff/replacements/aws-conditional";
import { cloudflareMayReplace, cloudflareReplacing } from "../../synth/diff/replacements/cloudflare";
import { randomReplacing } from "../../synth/diff/replacements/random";
import { foremost, losesData } from "../../synth/diff/stateful";
import { committedStack } from "../support/committed-stacks";
import { root } from "../support/synth";

describe("properties that replace", () => {
    it("are known of every type that the stacks use", async () => {
        const projects = [".", ...["websys", "wakeup", "koepon", "kasaneha", "testdata-buddy"].map(name => `examples/${name}`)];
        const used = new Set<string>();
        for (const directory of projects) {
            for (const stack of ["development", "production"]) {
                const { deployment } = await committedStack(directory, stack);
                const resources = deployment.deployment.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
                resources.forEach(({ type }) => used.add(type));
            }
        }
        expect(used.size).toBeGreaterThan(60);
        expect([...used].filter(type => replacingProperties(type) === undefined)).toEqual([]);
    });

    it.each([
        [
            "aws:rds/instance:Instance",
            ["storageEncrypted", "kmsKeyId", "username", "dbName", "engine", "snapshotIdentifier", "availabilityZone"],
        ],
        ["aws:rds/cluster:Cluster", ["storageEncrypted", "databaseName", "masterUsername", "engine", "dbSubnetGroupName"]],
        ["aws:elasticache/replicationGroup:ReplicationGroup", ["atRestEncryptionEnabled", "kmsKeyId", "subnetGroupName", "port"]],
        ["aws:s3/bucket:Bucket", ["bucket", "bucketPrefix"]],
        ["aws:dynamodb/table:Table", ["hashKey", "rangeKey", "name"]],
        ["aws:efs/fileSystem:FileSystem", ["encrypted", "kmsKeyId", "performanceMode"]],
        ["aws:ec2/subnet:Subnet", ["cidrBlock", "availabilityZone", "vpcId"]],
        ["aws:ec2/vpc:Vpc", ["cidrBlock"]],
        ["aws:eks/cluster:Cluster", ["name", "roleArn", "kubernetesNetworkConfig.serviceIpv4Cidr"]],
        ["aws:eks/nodeGroup:NodeGroup", ["instanceTypes", "subnetIds", "amiType"]],
        ["aws:secretsmanager/secret:Secret", ["name"]],
        ["aws:secretsmanager/secretVersion:SecretVersion", ["secretId", "secretString"]],
        ["aws:kms/key:Key", ["keyUsage", "multiRegion"]],
        ["aws:lb/targetGroup:TargetGroup", ["port", "protocol", "vpcId"]],
        ["cloudflare:index/dnsRecord:DnsRecord", ["type", "zoneId"]],
        ["cloudflare:index/zone:Zone", ["name"]],
        ["random:index/randomPassword:RandomPassword", ["length", "special", "keepers"]],
        ["kubernetes:apps/v1:StatefulSet", ["metadata.name", "spec.serviceName", "spec.volumeClaimTemplates"]],
        ["kubernetes:apps/v1:Deployment", ["metadata.name", "metadata.namespace", "spec.selector"]],
        ["kubernetes:core/v1:PersistentVolumeClaim", ["spec.storageClassName", "spec.accessModes"]],
        ["kubernetes:core/v1:Secret", ["data", "stringData", "type"]],
    ])("of %s are among others %j", (type, properties) => {
        expect(replacingProperties(type)).toEqual(expect.arrayContaining(properties));
    });

    it.each([
        ["aws:rds/instance:Instance", ["instanceClass", "allocatedStorage", "multiAz", "engineVersion", "identifier", "password", "tags"]],
        ["aws:elasticache/replicationGroup:ReplicationGroup", ["nodeType", "numCacheClusters", "authToken", "engineVersion"]],
        ["aws:s3/bucket:Bucket", ["forceDestroy", "tags"]],
        ["aws:eks/cluster:Cluster", ["version", "vpcConfig.subnetIds"]],
        ["aws:ec2/subnet:Subnet", ["mapPublicIpOnLaunch", "tags"]],
        ["aws:kms/key:Key", ["policy", "enableKeyRotation", "deletionWindowInDays"]],
        ["kubernetes:apps/v1:StatefulSet", ["spec.replicas", "spec.template"]],
        ["kubernetes:core/v1:PersistentVolumeClaim", ["spec.resources"]],
        ["kubernetes:networking.k8s.io/v1:NetworkPolicy", ["spec", "spec.podSelector"]],
    ])("of %s are not %j", (type, properties) => {
        expect(replacingProperties(type)?.filter(property => properties.includes(property))).toEqual([]);
    });

    it("of a custom object of Kubernetes are its name and its namespace; of a type that nobody knows, unknown", () => {
        expect(replacingProperties("kubernetes:eks.amazonaws.com/v1:IngressClassParams")).toEqual(["metadata.name", "metadata.namespace"]);
        expect(replacingProperties("kubernetes:core/v1:SecretPatch")).toEqual(["metadata.name", "metadata.namespace"]);
        expect(replacingProperties("kubernetes:helm.sh/v3:Release")).toBeUndefined();
        expect(replacingProperties("kubernetes:yaml/v2:ConfigGroup")).toBeUndefined();
        expect(replacingProperties("aws:sagemaker/domain:Domain")).toBeUndefined();
        expect(replacingProperties("constructor")).toBeUndefined();
        expect(replacingProperties("kubernetes:core/v1:constructor")).toEqual(["metadata.name", "metadata.namespace"]);
        expect(replacingProperties("aws:ec2/internetGateway:InternetGateway")).toEqual([]);
    });

    it("in some cases only say in which", () => {
        expect(conditionallyReplacing("aws:elasticache/replicationGroup:ReplicationGroup")).toMatchObject({
            engineVersion: "it is a downgrade",
            transitEncryptionEnabled: "the engine is older than 7.0.5",
        });
        expect(conditionallyReplacing("aws:sqs/queue:Queue")).toEqual({ region: "it is not the region that the provider works in anyway" });
        expect(conditionallyReplacing("cloudflare:index/dnsRecord:DnsRecord")).toEqual({
            includeShadowMetadata: "a property newer than the source of this table",
        });
        expect(conditionallyReplacing("kubernetes:apps/v1:Deployment")).toEqual({});
    });

    it("are properties of the installed SDKs", () => {
        const tables = { ...awsReplacing, ...cloudflareReplacing, ...randomReplacing };
        const listed = [
            ...Object.entries(tables).map(([type, paths]) => [type, paths.split(" ")] as const),
            ...Object.entries({ ...awsMayReplace, ...cloudflareMayReplace }).map(([type, cases]) => [type, Object.keys(cases)] as const),
        ].filter(([type, paths]) => !type.startsWith("tls:") && paths.join("") !== "");
        const wrong = listed.flatMap(([type, paths]) => {
            const inputs = inputsOf(type);
            return paths.filter(listedPath => !inputs.has(/^\w+/.exec(listedPath)![0])).map(listedPath => `${type} ${listedPath}`);
        });
        expect(wrong).toEqual([]);
        expect(listed.length).toBeGreaterThan(180);
    });
});

/** The inputs of a resource, from the declarations of its SDK; file names differ from tokens in their case. */
function inputsOf(type: string): Set<string> {
    const [provider, module, name] = type.split(":") as [string, string, string];
    const [folder, file] = provider === "aws" ? module.split("/") : [".", module.slice("index/".length)];
    const directory = path.join(root, "node_modules", "@pulumi", provider, folder!);
    const found = fs.readdirSync(directory).find(entry => entry.toLowerCase() === `${file!.toLowerCase()}.d.ts`)!;
    const declarations = fs.readFileSync(path.join(directory, found), "utf8");
    const args = declarations.slice(declarations.indexOf(`export interface ${name}Args {`));
    return new Set([...args.matchAll(/^ {4}(\w+)\??:/gm)].map(([, property]) => property!));
}

describe("what is lost with a resource", () => {
    it.each([
        ["aws:rds/instance:Instance", "database"],
        ["aws:elasticache/replicationGroup:ReplicationGroup", "cache"],
        ["aws:s3/bucket:Bucket", "bucket"],
        ["aws:efs/fileSystem:FileSystem", "file system"],
        ["aws:kms/key:Key", "key"],
        ["aws:secretsmanager/secret:Secret", "secret"],
        ["aws:backup/vault:Vault", "backup vault"],
        ["aws:cloudwatch/logGroup:LogGroup", "log group"],
        ["kubernetes:core/v1:PersistentVolumeClaim", "volume"],
        ["kubernetes:core/v1:Namespace", "namespace with all in it"],
        ["cloudflare:index/r2Bucket:R2Bucket", "bucket"],
        ["cloudflare:index/zone:Zone", "DNS zone"],
        ["random:index/randomPassword:RandomPassword", "password"],
    ])("is of %s: %s", (type, what) => {
        expect(losesData(type)).toEqual({ what });
    });

    it("comes first where it is a database, a cache or a bucket", () => {
        expect(foremost).toEqual(["database", "cache", "bucket"]);
    });

    it("is nothing of what another update brings back", () => {
        expect(losesData("kubernetes:apps/v1:Deployment")).toBeUndefined();
        expect(losesData("aws:ec2/route:Route")).toBeUndefined();
        expect(losesData("constructor")).toBeUndefined();
    });

    it("is no database where it is a replica of one", () => {
        const [instance, cluster] = ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"];
        expect(losesData(instance, { replicateSourceDb: "primary" })).toEqual({ what: "read replica" });
        expect(losesData(cluster, { replicationSourceIdentifier: "arn" })).toEqual({ what: "read replica" });
        expect(losesData(instance, { replicateSourceDb: "" })).toEqual({ what: "database" });
    });

    it("is the volume of a StatefulSet only where its claims go with it", () => {
        const set = "kubernetes:apps/v1:StatefulSet";
        const retention = (whenDeleted: string) => ({ spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted } } });
        expect(losesData(set)).toBeUndefined();
        expect(losesData(set, { spec: { replicas: 1 } })).toBeUndefined();
        expect(losesData(set, retention("Retain"))).toBeUndefined();
        expect(losesData(set, retention("Delete"))).toEqual({ what: "volume" });
    });
});
