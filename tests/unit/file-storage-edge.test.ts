import { eksCluster } from "./clusters";
import { account, dig, json, region, stackOf, type Stack } from "./support";

/** Static files of a private bucket, served by the cluster and kept by the CDN, as docs/file-storage.md has it. */
let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "file-storage-edge",
        `
${eksCluster}
const files = new webstack.FileStorage("files", { accountId: "${account}" }, { providers });
const edge = new webstack.EdgeCDN("edge", {
    kind: "cloudflare", zoneId: "0123456789abcdef0123456789abcdef", zoneName: "example.com", hosts: ["www.example.com"],
    caches: [{ name: "static", pathPrefix: "/static/", shared: true, edgeSeconds: 31536000 }],
}, { providers });
const web = eks.addService("web", { image: "x/web:1", port: 8000 });
const statics = eks.addService("statics", { image: "x/files:1", port: 8080, env: { FILES_BUCKET: files.bucketName } });
files.grantRead(statics, "static/");
edge.route("www.example.com", eks.expose([
    { host: "www.example.com", service: web },
    { host: "www.example.com", path: "/static/", service: statics },
]));
`,
    );
});

const name = "read-files-94824d";

describe("files behind the CDN", () => {
    it("lie in a bucket that stays private: it lets nobody in, and answers over TLS only", () => {
        expect(stack.inputs("BucketPublicAccessBlock files-private")).toMatchObject({
            blockPublicAcls: true,
            blockPublicPolicy: true,
            ignorePublicAcls: true,
            restrictPublicBuckets: true,
        });
        const { Statement } = json(stack.inputs("BucketPolicy files-tls-only").policy) as { Statement: { Effect: string }[] };
        expect(Statement.map(({ Effect }) => Effect)).toEqual(["Deny"]);
        expect(stack.children("files").filter(child => /Website|Acl|Cors/.test(child))).toEqual([]);
    });

    it("are read by one service, in their folder, under the identity of its pods", () => {
        expect(stack.ofType("RolePolicy").filter(({ urn }) => urn.includes("-may-read-"))).toHaveLength(1);
        expect(json(stack.inputs(`RolePolicy statics-may-${name}`).policy)).toEqual({
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: ["s3:ListBucket"],
                    Resource: [stack.arn("Bucket files-bucket")],
                    Condition: { StringLike: { "s3:prefix": "static/*" } },
                },
                { Effect: "Allow", Action: ["s3:GetObject"], Resource: [`${stack.arn("Bucket files-bucket")}/static/*`] },
                { Effect: "Allow", Action: ["kms:Decrypt"], Resource: [stack.arn("Key files-key")] },
            ],
        });
    });

    it("are reached over the network by that service, at the bucket's own host", () => {
        const bucketHost = `${stack.id("Bucket files-bucket")}.s3.${region}.amazonaws.com`;
        expect(JSON.stringify(stack.inputs(`ApplicationNetworkPolicy statics-network-${name}`))).toContain(bucketHost);
        expect(stack.children("web").filter(child => child.startsWith("ApplicationNetworkPolicy"))).toEqual([]);
    });

    it("are asked for by their path, at the site's own host", () => {
        const path = (at: string, service: string): unknown => ({
            path: at,
            pathType: "Prefix",
            backend: { service: { name: service, port: { name: "http" } } },
        });
        expect(dig(stack.inputs("Ingress app-ingress"), "spec.rules")).toEqual([
            { host: "www.example.com", http: { paths: [path("/static/", "statics"), path("/", "web")] } },
        ]);
        expect(stack.inputs("DnsRecord edge-www.example.com-record")).toMatchObject({
            name: "www.example.com",
            type: "CNAME",
            content: dig(stack.get("Ingress app-ingress").outputs, "status.loadBalancer.ingress.0.hostname"),
            proxied: true,
        });
    });

    it("are kept at the edge for a year, for everybody, but no errors; browsers do what the service says", () => {
        const never = (from: number, to: number) => ({ statusCodeRange: { from, to }, value: -1 });
        const [first, ...rules] = stack.inputs("Ruleset edge-cache").rules as { readonly ref: string }[];
        expect(first!.ref).toBe("private");
        expect(rules).toEqual([
            {
                ref: "cache-static",
                description: "Keep /static/ for 31536000 s",
                expression: 'lower(http.host) in {"www.example.com"} and starts_with(http.request.uri.path, "/static/")',
                action: "set_cache_settings",
                actionParameters: {
                    cache: true,
                    edgeTtl: { mode: "override_origin", default: 31536000, statusCodeTtls: [never(201, 599)] },
                    browserTtl: { mode: "respect_origin" },
                },
                enabled: true,
            },
        ]);
    });
});
