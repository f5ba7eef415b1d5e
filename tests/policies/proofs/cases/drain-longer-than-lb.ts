import { changingPods, container, deployment, object } from "../manifests";
import { secret, unknown, type Proof, type Sketch } from "../proof";

const alb = "alb.ingress.kubernetes.io/target-group-attributes";
const nlbIs = "service.beta.kubernetes.io/aws-load-balancer-";
const nlb = `${nlbIs}target-group-attributes`;
const wait = (seconds: number): string => `stickiness.enabled=true,deregistration_delay.timeout_seconds=${seconds}`;
const service = (spec: object = {}, annotations: object = {}): Sketch => ({
    type: "kubernetes:core/v1:Service",
    props: { metadata: { name: "web", namespace: "shop", annotations }, spec: { selector: { app: "web" }, ...spec } },
});
const path = { backend: { service: { name: "web", port: { number: 80 } } } };
const target = "alb.ingress.kubernetes.io/target-type";
const ingress = (annotations: object, ingressClassName = "alb", rest: object = { rules: [{ http: { paths: [path] } }] }): Sketch => ({
    type: "kubernetes:networking.k8s.io/v1:Ingress",
    props: {
        metadata: { name: "web", namespace: "shop", annotations: { [target]: "ip", ...annotations } },
        spec: { ingressClassName, ...rest },
    },
});
const pods = (terminationGracePeriodSeconds: unknown, preStop: object = { sleep: { seconds: 15 } }): Sketch =>
    deployment({}, { terminationGracePeriodSeconds, containers: [{ ...container, lifecycle: { preStop } }] });
const balanced = service({ type: "LoadBalancer", loadBalancerClass: "eks.amazonaws.com/nlb" });
const says = (seconds: number): string => `spec.template.spec.terminationGracePeriodSeconds is ${seconds}, and the load balancer`;

export const proof: Proof = {
    fails: {
        "what AWS waits for unless told otherwise": {
            stack: { web: deployment(), service: service(), ingress: ingress({}) },
            says: { web: says(30) },
        },
        "as long as both together": {
            stack: { web: pods(25, { sleep: { seconds: 5 } }), service: service(), ingress: ingress({ [alb]: wait(20) }) },
            says: { web: says(25) },
        },
        "a preStop in the shell": {
            stack: {
                web: pods(50, { exec: { command: ["sh", "-c", "sleep 20"] } }),
                service: service({}, { [alb]: wait(30) }),
                ingress: ingress({ [alb]: wait(1) }),
            },
            says: { web: says(50) },
        },
        "a Network Load Balancer": {
            stack: {
                web: pods(60),
                service: service(
                    { type: "LoadBalancer" },
                    { [nlb]: wait(60), [`${nlbIs}type`]: "external", [`${nlbIs}nlb-target-type`]: "ip" },
                ),
            },
            says: { web: says(60) },
        },
        "a target group of the stack": {
            stack: {
                web: pods(60),
                service: service(),
                group: { type: "aws:lb/targetGroup:TargetGroup", props: { deregistrationDelay: 120 } },
                binding: {
                    ...object("elbv2.k8s.aws/v1beta1:TargetGroupBinding", "web", {
                        spec: { serviceRef: { name: "web", port: 80 }, targetGroupARN: unknown },
                    }),
                    from: { spec: "group" },
                },
            },
            says: { web: says(60) },
        },
        "a class of ALBs, and its backend for all else": {
            stack: {
                web: pods(60),
                service: service(),
                ingress: ingress({}, "public", { defaultBackend: path.backend }),
                class: {
                    type: "kubernetes:networking.k8s.io/v1:IngressClass",
                    props: { metadata: { name: "public" }, spec: { controller: "eks.amazonaws.com/alb" } },
                },
            },
            says: { web: says(60) },
        },
    },
    passes: {
        "longer than both together": {
            web: pods(26, { sleep: { seconds: 10 } }),
            service: service(),
            ingress: ingress({ [alb]: wait(10) }),
        },
        "a preStop that outlasts the load balancer": {
            web: pods(40, { sleep: { seconds: 30 } }),
            service: service(),
            ingress: ingress({ [alb]: wait(20) }),
        },
        "nodes as its targets": {
            web: deployment(),
            service: service(),
            ingress: ingress({ "alb.ingress.kubernetes.io/target-type": "instance" }),
        },
        "nodes, as nobody says otherwise": {
            web: deployment(),
            nlb: service({ type: "LoadBalancer", loadBalancerClass: "service.k8s.aws/nlb" }),
            ingress: ingress({ [target]: undefined }),
        },
        "no load balancer": { web: deployment(), service: service() },
        "one of another kind": { web: deployment(), service: service({ type: "LoadBalancer" }), ingress: ingress({}, "nginx") },
        "other pods": { web: deployment(), service: service({ selector: { app: "api" } }), ingress: ingress({}) },
        "another namespace": { web: deployment({}, {}, { namespace: "other" }), balanced },
    },
    unknowns: {
        "how long the load balancer waits": {
            stack: { web: pods(26), service: service(), ingress: ingress({ [alb]: unknown }) },
            of: ["web"],
        },
        "how long the pod has": { stack: { web: pods(unknown), other: pods(30), balanced }, of: ["web"], says: { other: says(30) } },
    },
    secrets: {
        web: deployment({}, { containers: [{ lifecycle: { preStop: { exec: { command: ["echo", secret("hunter2-word")] } } } }] }),
        balanced,
    },
    ignores: {
        balanced,
        pods: deployment({}, {}, { namespace: "elsewhere" }),
        patch: { ...deployment(), type: "kubernetes:apps/v1:DeploymentPatch" },
    },
    breaks: changingPods("Deployment", "backend-deployment", spec => (spec.terminationGracePeriodSeconds = 15)),
};
