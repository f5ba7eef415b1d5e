import { secret, unknown, type Proof } from "../proof";

const type = "aws:lb/listener:Listener";
const forward = { type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/web/1" };
const redirect = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
const http = { type, props: { port: 80, protocol: "HTTP", defaultActions: [redirect] }, answers: { arn: "listener-1" } };
const tls = { certificateArn: "arn:aws:acm:eu-west-1:1:certificate/1", sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" };
const https = { type, props: { port: 443, protocol: "HTTPS", defaultActions: [forward], ...tls } };
const but = (listener: { readonly type: string; readonly props: object }, props: object) => ({
    type: listener.type,
    props: { ...listener.props, ...props },
});
const rule = (action: object) => ({
    type: "aws:lb/listenerRule:ListenerRule",
    props: { listenerArn: "listener-1", actions: [action], conditions: [] },
});
const classic = (...listeners: readonly object[]) => ({ type: "aws:elb/loadBalancer:LoadBalancer", props: { listeners } });

const kind = "kubernetes:networking.k8s.io/v1:Ingress";
const alb = (key: string): string => `alb.ingress.kubernetes.io/${key}`;
const ingress = (annotations: object, spec: object = { ingressClassName: "alb" }) => ({
    type: kind,
    props: { kind: "Ingress", metadata: { name: "shop", annotations }, spec },
});
const both = { [alb("listen-ports")]: '[{"HTTP":80},{"HTTPS":443}]' };
const redirected = { [alb("ssl-redirect")]: "443" };
const policy = { [alb("ssl-policy")]: tls.sslPolicy };
const annotationOf = (key: string): string => `metadata.annotations["${alb(key)}"]`;
const nginx = { ingressClassName: "nginx" };

export const proof: Proof = {
    fails: {
        "a listener that forwards HTTP, and one that says no protocol": {
            stack: {
                web: but(http, { defaultActions: [forward] }),
                twin: { type: "aws:alb/listener:Listener", props: { port: 80, defaultActions: forward } },
            },
            says: { web: 'defaultActions[0].type is "forward"', twin: 'defaultActions[0].type is "forward"' },
        },
        "a redirect from HTTP to HTTP": {
            stack: {
                web: but(http, { defaultActions: [{ type: "redirect", redirect: { host: "www.example.com", statusCode: "HTTP_301" } }] }),
            },
            says: { web: "defaultActions[0].redirect.protocol is not set" },
        },
        "a rule of a listener that else redirects": {
            stack: { web: http, api: rule(forward) },
            says: { api: 'actions[0].type is "forward"' },
        },
        "HTTPS as it was in 2016, and by AWS's default": {
            stack: {
                old: but(https, { sslPolicy: "ELBSecurityPolicy-2016-08" }),
                wide: but(https, { sslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06", protocol: "TLS" }),
                none: but(https, { sslPolicy: null }),
            },
            says: { old: 'sslPolicy is "ELBSecurityPolicy-2016-08"', wide: "sslPolicy is", none: "sslPolicy is not set" },
        },
        "HTTPS without a certificate": {
            stack: { web: but(https, { certificateArn: null }) },
            says: { web: "certificateArn is not set" },
        },
        "nginx behind Cloudflare": {
            stack: { shop: ingress({}, { ingressClassName: "nginx-cloudflare" }) },
            says: { shop: "spec.tls is not set" },
        },
        "load balancers of the first generation": {
            stack: {
                web: classic({ lbPort: 80, lbProtocol: "http" }, { lbPort: 443, lbProtocol: "https" }),
                negotiation: {
                    type: "aws:elb/sslNegotiationPolicy:SslNegotiationPolicy",
                    props: {
                        attributes: [
                            { name: "Protocol-TLSv1", value: "true" },
                            { name: "Protocol-TLSv1.2", value: "true" },
                        ],
                    },
                },
            },
            says: {
                web: ['listeners[0].lbProtocol is "http"', "listeners[1].sslCertificateId is not set"],
                negotiation: 'attributes[0].value is "true"',
            },
        },
        "an Ingress that makes an ALB as the controller does": {
            stack: { web: ingress({}) },
            says: { web: `${annotationOf("listen-ports")} is not set` },
        },
        "one that answers both, by any policy": {
            stack: { web: ingress(both) },
            says: { web: [`${annotationOf("ssl-redirect")} is not set`, `${annotationOf("ssl-policy")} is not set`] },
        },
        "one of a class of the stack, in a list": {
            stack: {
                public: {
                    type: "kubernetes:networking.k8s.io/v1:IngressClass",
                    props: { metadata: { name: "public" }, spec: { controller: "eks.amazonaws.com/alb" } },
                },
                all: {
                    type: `${kind}List`,
                    props: { items: [ingress({ ...both, ...redirected }, { ingressClassName: "public" }).props] },
                },
            },
            says: { all: `items[0].${annotationOf("ssl-policy")} is not set` },
        },
        "one of nginx without TLS, and with TLS that is optional": {
            stack: {
                none: ingress({}, nginx),
                optional: ingress({ "nginx.ingress.kubernetes.io/ssl-redirect": "false" }, { ...nginx, tls: [{ secretName: "shop" }] }),
            },
            says: {
                none: "spec.tls is not set",
                optional: 'metadata.annotations["nginx.ingress.kubernetes.io/ssl-redirect"] is "false"',
            },
        },
    },
    passes: {
        "a redirect, its rules, and HTTPS": { http, api: rule(redirect), https, tls: but(https, { protocol: "TLS" }) },
        "a fixed answer to HTTP": {
            web: but(http, { defaultActions: [{ type: "fixed-response", fixedResponse: { statusCode: "403" } }] }),
        },
        "a certificate that has no ARN yet": {
            certificate: { type: "aws:acm/certificate:Certificate" },
            https: { ...but(https, { certificateArn: unknown }), from: { certificateArn: "certificate" } },
        },
        "what is passed on as it comes": { nlb: but(https, { protocol: "TCP", certificateArn: null, sslPolicy: null }) },
        "a classic load balancer": { web: classic({ lbPort: 443, lbProtocol: "https", sslCertificateId: tls.certificateArn }) },
        "an Ingress of an ALB, whose certificate is found by its hosts": { web: ingress({ ...both, ...redirected, ...policy }) },
        "one of a group, whose other says it": {
            web: ingress({ ...both, ...redirected, ...policy, [alb("group.name")]: "shop" }),
            api: ingress({ [alb("group.name")]: "shop" }),
        },
        "one whose class says it": {
            class: {
                type: "kubernetes:networking.k8s.io/v1:IngressClass",
                props: { metadata: { name: "alb" }, spec: { controller: "ingress.k8s.aws/alb", parameters: { name: "alb" } } },
            },
            parameters: {
                type: "kubernetes:elbv2.k8s.aws/v1beta1:IngressClassParams",
                props: { metadata: { name: "alb" }, spec: { sslPolicy: tls.sslPolicy, certificateArn: [tls.certificateArn] } },
            },
            web: ingress({}),
        },
        "Ingresses of others": {
            nginx: ingress({}, { ...nginx, tls: [{ secretName: "shop" }] }),
            traefik: ingress({ "traefik.ingress.kubernetes.io/router.tls": "true" }, { ingressClassName: "traefik" }),
            tunnel: ingress({}, { ingressClassName: "cloudflare-tunnel" }),
            own: ingress({}, { ingressClassName: "inside" }),
            inside: {
                type: "kubernetes:networking.k8s.io/v1:IngressClass",
                props: { kind: "IngressClass", metadata: { name: "inside" }, spec: { controller: "tailscale.com/ts-ingress" } },
            },
        },
        "a patch that says nothing of it": { web: { ...ingress({}), type: `${kind}Patch` } },
    },
    unknowns: {
        "protocol, action, policy and ports": {
            stack: {
                elsewhere: { type: "pulumi:pulumi:StackReference" },
                protocol: { ...but(https, { protocol: unknown }), from: { protocol: "elsewhere" } },
                action: but(http, { defaultActions: [unknown, forward] }),
                policy: { ...but(https, { sslPolicy: unknown }), from: { sslPolicy: "elsewhere" } },
                ports: ingress({ [alb("listen-ports")]: unknown }),
            },
            of: ["action", "policy", "ports", "protocol"],
            says: { action: "defaultActions[1].type is" },
        },
    },
    secrets: {
        web: but(http, {
            defaultActions: [{ type: "authenticate-oidc", authenticateOidc: { clientSecret: secret("hunter2-client") } }, forward],
        }),
        ingress: ingress({ [alb("auth-idp-oidc")]: secret("hunter2-idp") }),
    },
    ignores: {
        gateway: { type, props: { loadBalancerArn: "gwlb", defaultActions: [forward] } },
        elsewhere: { ...rule(forward), props: { listenerArn: "listener-9", actions: [forward] } },
        service: { type: "kubernetes:core/v1:Service", props: { spec: { type: "LoadBalancer" } } },
        knative: { type: "kubernetes:networking.internal.knative.dev/v1alpha1:Ingress", props: { spec: {} } },
    },
    breaks: one => {
        if (one.type !== kind) return one;
        const metadata = one.inputs.metadata as { readonly annotations: Record<string, string> };
        const { [alb("ssl-redirect")]: _, ...annotations } = metadata.annotations;
        return { ...one, inputs: { ...one.inputs, metadata: { ...metadata, annotations } } };
    },
};
