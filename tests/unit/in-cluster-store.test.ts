import { rdsPlace } from "./databases";
import { dig, labels, secret, selector, stackOf, type Stack } from "./support";

let stack: Stack;
beforeAll(async () => {
    stack = await stackOf(
        "in-cluster-store",
        `
${rdsPlace}
new webstack.PostgresWithBackups("dev", {
    kind: "in-cluster", namespace: "shop", database: "shop", restores: { old: { from: { kind: "dump", file: "latest" } } },
}, { providers });
`,
    );
});

const servers = ["dev", "dev-old"];
const prefixOf = (server: string): string => (server === "dev" ? "dev-" : "dev-old-");
const template = (server: string): unknown => dig(stack.inputs(`StatefulSet ${prefixOf(server)}server`), "spec.template");

describe("a store in the cluster", () => {
    it.each(servers)("is one pod with a name of its own in the DNS (%s)", server => {
        const metadata = { name: server, namespace: "shop", labels: labels(server, "shop") };
        expect(stack.inputs(`Service ${prefixOf(server)}service`)).toMatchObject({
            metadata,
            spec: { clusterIP: "None", selector: selector(server), ports: [{ name: "postgres", port: 5432, targetPort: "postgres" }] },
        });
        expect(stack.inputs(`StatefulSet ${prefixOf(server)}server`)).toMatchObject({
            metadata,
            spec: { serviceName: server, replicas: 1, selector: { matchLabels: selector(server) } },
        });
        expect(stack.get(`StatefulSet ${prefixOf(server)}server`).ignoreChanges).toEqual(["spec.volumeClaimTemplates"]);
        expect(dig(template(server), "metadata.labels")).toEqual(labels(server, "shop"));
    });

    it.each(servers)("lets in the pods that declare the store, of any namespace, on its port, and calls nobody (%s)", server => {
        expect(stack.inputs(`NetworkPolicy ${prefixOf(server)}network`).spec).toEqual({
            podSelector: { matchLabels: selector(server) },
            policyTypes: ["Ingress", "Egress"],
            ingress: [
                {
                    from: [{ namespaceSelector: {}, podSelector: { matchLabels: { "calls-dev": "true" } } }],
                    ports: [{ protocol: "TCP", port: 5432 }],
                },
            ],
            egress: [],
        });
    });

    it.each(servers)("has an account that the API server gives no token (%s)", server => {
        expect(stack.inputs(`ServiceAccount ${prefixOf(server)}account`)).toMatchObject({
            metadata: { name: server, namespace: "shop" },
            automountServiceAccountToken: false,
        });
        expect(template(server)).toMatchObject({ spec: { serviceAccountName: server, automountServiceAccountToken: false } });
    });

    it.each(servers)("carries the certificate, whose key only its group reads, and starts anew with another (%s)", server => {
        const spec = dig(template(server), "spec");
        expect(dig(spec, "volumes")).toEqual(
            expect.arrayContaining([{ name: "tls", secret: { secretName: "dev-tls", defaultMode: 0o440 } }]),
        );
        expect(dig(spec, "containers.0.volumeMounts")).toEqual(
            expect.arrayContaining([{ name: "tls", mountPath: "/etc/tls", readOnly: true }]),
        );
        expect(dig(template(server), "metadata.annotations")).toEqual({
            "webstack/certificate-checksum": expect.stringMatching(/^[0-9a-f]{16}$/) as string,
            "webstack/access-checksum": expect.stringMatching(/^[0-9a-f]{16}$/) as string,
        });
    });
});

describe("its certificate", () => {
    it("is one for all servers of the component, those to come too, and its own authority", () => {
        expect(stack.ofType("SelfSignedCert")).toHaveLength(1);
        expect(stack.inputs("PrivateKey dev-server-key")).toEqual({ algorithm: "ECDSA", ecdsaCurve: "P256" });
        expect(stack.inputs("SelfSignedCert dev-server-certificate")).toEqual({
            privateKeyPem: secret(),
            dnsNames: ["dev.shop.svc", "*.shop.svc", "dev", "dev.shop.svc.cluster.local"],
            subject: { commonName: "dev.shop.svc", organization: "webstack" },
            isCaCertificate: true,
            allowedUses: ["digital_signature", "cert_signing", "server_auth"],
            validityPeriodHours: 43800,
            earlyRenewalHours: 8760,
        });
    });

    it("is in a Secret with its key, and alone where clients read it", () => {
        const { type, stringData } = stack.inputs("Secret dev-tls");
        expect(type).toBe("kubernetes.io/tls");
        expect(stringData).toEqual(secret({ "tls.crt": "[secret]", "tls.key": "[secret]" }));
        const certificate = stack.get("SelfSignedCert dev-server-certificate").outputs!.certPem;
        expect(stack.inputs("ConfigMap dev-authority").data).toEqual({ "dev.crt": certificate });
        expect(JSON.stringify(stack.result.deployment)).not.toContain("PRIVATE KEY");
    });
});
