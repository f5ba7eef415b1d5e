import { notAwaited } from "./clusters";
import { dig, labels, stackOf, type Stack } from "./support";

let local: Stack;
beforeAll(async () => {
    local = await stackOf(
        "app-cluster-local",
        `
const nginx = new webstack.AppCluster("dev", { cluster: { kind: "existing", kubeconfig: "text", context: "kind-dev" }, ingress: { kind: "class", className: "nginx" } });
const traefik = new webstack.AppCluster("k3s", { cluster: { kind: "existing" }, namespace: "shop", ingress: { kind: "class", className: "traefik", tlsSecretName: "shop-tls" } });
const web = nginx.addService("web", { image: "x/web:1", port: 3000 });
nginx.expose([{ host: "shop.localhost", service: web }]);
const other = traefik.addService("other", { image: "x/web:1", port: 3000 });
traefik.expose([{ host: "a.localhost", service: other }, { host: "b.localhost", service: other }]);
exports.undefinedOnes = [nginx.clusterName, nginx.securityGroupId, nginx.kubeconfigCommand].map(value => value === undefined);
exports.rest = [nginx.namespace, traefik.namespace, nginx.repositoryUrls, nginx.alarms, nginx.metrics];
exports.ready = nginx.ready.urn;
`,
    );
});

describe("AppCluster on a cluster that is there", () => {
    it("makes a provider, a namespace and its policy, and no more", () => {
        expect(local.own("dev")).toEqual([
            "Ingress dev-ingress",
            "Namespace dev-namespace",
            "NetworkPolicy dev-deny-all",
            "Service web",
            "kubernetes dev-kubernetes",
        ]);
        expect(local.inputs("kubernetes dev-kubernetes")).toMatchObject({
            kubeconfig: "text",
            context: "kind-dev",
            enableServerSideApply: "true",
            enableConfigMapMutable: "true",
            enableSecretMutable: "true",
        });
        expect(Object.keys(local.inputs("kubernetes k3s-kubernetes"))).toEqual([
            "enableConfigMapMutable",
            "enableSecretMutable",
            "enableServerSideApply",
            "version",
        ]);
        expect(local.outputs.undefinedOnes).toEqual([true, true, true]);
    });

    it("has a namespace for restricted pods, without the gate of a load balancer", () => {
        expect(dig(local.inputs("Namespace dev-namespace"), "metadata.labels")).toEqual({
            ...labels("dev", "dev"),
            "pod-security.kubernetes.io/enforce": "restricted",
            "pod-security.kubernetes.io/enforce-version": "latest",
            "pod-security.kubernetes.io/warn": "restricted",
            "pod-security.kubernetes.io/audit": "restricted",
        });
    });

    it("leaves requests to the class that is there", () => {
        const http = (name: string): unknown => ({
            paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port: { name: "http" } } } }],
        });
        expect(local.inputs("Ingress dev-ingress")).toEqual({
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: { name: "dev", namespace: "dev", labels: labels("dev", "dev"), annotations: {} },
            spec: { ingressClassName: "nginx", rules: [{ host: "shop.localhost", http: http("web") }] },
        });
        expect(local.inputs("Ingress k3s-ingress").spec).toEqual({
            ingressClassName: "traefik",
            tls: [{ hosts: ["a.localhost", "b.localhost"], secretName: "shop-tls" }],
            rules: [
                { host: "a.localhost", http: http("other") },
                { host: "b.localhost", http: http("other") },
            ],
        });
        expect(dig(local.inputs("Service web-service"), "metadata.annotations")).toEqual(notAwaited);
    });

    it("is the namespace that is asked for, or its own name, and has nothing that only AWS gives", () => {
        expect(local.outputs.rest).toEqual(["dev", "shop", {}, [], []]);
        expect(local.outputs.ready).toBe(local.get("NetworkPolicy dev-deny-all").urn);
        expect(local.waitsFor("NetworkPolicy dev-deny-all")).toEqual(["dev-namespace"]);
        expect(local.inputs("NetworkPolicy k3s-deny-all").metadata).toEqual({
            name: "deny-all",
            namespace: "shop",
            labels: labels("shop", "shop"),
        });
    });
});
