import { secret, unknown, type Proof } from "../proof";

const record = (props: object = {}) => ({
    type: "cloudflare:index/dnsRecord:DnsRecord",
    props: { zoneId: "zone-1", name: "www.example.com", type: "CNAME", content: "web.example.net", proxied: true, ttl: 1, ...props },
});
const bare = (props: object = {}) => record({ name: "api.example.com", proxied: false, ...props });
const balancer = {
    type: "aws:lb/loadBalancer:LoadBalancer",
    props: { name: "web" },
    answers: { arn: "arn:web", dnsName: "web.example.net" },
};
const listener = (port: number) => ({ type: "aws:lb/listener:Listener", props: { loadBalancerArn: "arn:web", port, protocol: "TCP" } });
const group = (port: number) => ({
    type: "aws:ec2/securityGroup:SecurityGroup",
    props: { ingress: [{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: ["10.0.0.0/8"] }] },
    answers: { id: "sg-1" },
});
const machine = {
    type: "aws:ec2/instance:Instance",
    props: { vpcSecurityGroupIds: ["sg-1"] },
    answers: { id: "i-1", publicIp: "203.0.113.9" },
};
const address = {
    type: "aws:ec2/eip:Eip",
    props: { instance: "i-1" },
    from: { instance: "machine" },
    answers: { publicIp: "203.0.113.7" },
};
const toAddress = bare({ type: "A", content: "203.0.113.7" });
const ingress = {
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    props: { spec: { ingressClassName: "alb" } },
    answers: { status: { loadBalancer: { ingress: [{ hostname: "web.example.net" }] } } },
};

const cdn = (domainName: unknown) => ({
    type: "aws:cloudfront/distribution:Distribution",
    props: { origins: [{ domainName, originId: "o" }] },
});

export const proof: Proof = {
    fails: {
        "a name beside an origin of CloudFront": {
            stack: { balancer, www: record(), api: bare(), cdn: cdn("origin.example.com") },
            says: { api: "proxied is false" },
        },
        "a name that leads straight to the load balancer": {
            stack: { balancer, www: record(), api: bare() },
            says: { api: "proxied is false: everyone who asks" },
        },
        "one that says nothing, of a record of the old type": {
            stack: { ingress, www: record(), api: { ...bare({ proxied: undefined }), type: "cloudflare:index/record:Record" } },
            says: { api: "proxied is not set" },
        },
        "a load balancer that is made elsewhere": {
            stack: { www: record(), api: bare({ content: "web-123.eu-west-1.elb.amazonaws.com" }) },
            says: { api: "proxied is false" },
        },
        "the address of a machine that serves the web": {
            stack: { group: group(443), machine, address, www: record(), api: toAddress },
            says: { api: "proxied is false" },
        },
        "a name that is made from the load balancer": {
            stack: {
                balancer: { ...balancer, answers: {} },
                www: record(),
                api: { ...bare({ content: unknown }), from: { content: "balancer" } },
            },
            says: { api: "proxied is false" },
        },
    },
    passes: {
        "names that are all proxied": { balancer, www: record(), api: bare({ proxied: true }) },
        "a zone that proxies nothing": { balancer, www: bare(), api: bare({ name: "www.example.com" }) },
        "another zone": { balancer, www: record(), api: bare({ zoneId: "zone-2" }) },
        "a balancer of other ports": { balancer, listener: listener(5432), www: record({ content: "a.example.net" }), api: bare() },
        "a bastion": { group: group(22), machine, address, www: record(), api: toAddress },
        "an origin of CloudFront": {
            balancer,
            www: record(),
            api: bare(),
            cdn: cdn("api.example.com"),
            short: bare({ name: "static" }),
            other: cdn("static.example.com"),
        },
    },
    unknowns: {
        "whom CloudFront asks": {
            stack: {
                ...{ balancer, www: record(), api: bare(), elsewhere: { type: "pulumi:pulumi:StackReference" } },
                cdn: { ...cdn(unknown), from: { origins: "elsewhere" } },
            },
            of: { api: "origins.0.domainName" },
        },
        "whether it is proxied": {
            stack: {
                balancer,
                www: record(),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                api: { ...bare({ proxied: unknown }), from: { proxied: "elsewhere" } },
                other: bare({ name: "other.example.com" }),
            },
            of: ["api"],
            says: { other: "proxied is false" },
        },
        "which zone it is in": {
            stack: {
                balancer,
                www: record(),
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                api: { ...bare({ zoneId: unknown }), from: { zoneId: "elsewhere" } },
                other: bare({ name: "other.example.com" }),
            },
            of: ["api"],
            says: { other: "proxied is false" },
        },
    },
    secrets: { balancer, www: record(), api: bare({ comment: secret("hunter2-comment"), content: secret("hunter2.elb.amazonaws.com") }) },
    ignores: {
        balancer,
        www: record(),
        elsewhere: bare({ content: "shop.example.org" }),
        proof: bare({ name: "_1f.api.example.com" }),
        mail: bare({ name: "mail.example.com" }),
        dkim: bare({ name: "s1._domainkey.example.com" }),
        mx: bare({ type: "MX" }),
        inside: bare({ type: "A", content: "10.0.0.7" }),
        internal: bare({ content: "internal-web-1.eu-west-1.elb.amazonaws.com" }),
    },
    breaks: one =>
        one.type === "cloudflare:index/dnsRecord:DnsRecord" && one.inputs.name === "api.example.com"
            ? { ...one, inputs: { ...one.inputs, proxied: false } }
            : one,
    // Which judges the records of load balancers too.
    alsoBreaks: ["origin-only-via-cdn"],
};
