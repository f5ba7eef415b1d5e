import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { KubernetesClient, has, type KubernetesObject } from "./client";
import { customResourceDefinitions } from "./definitions";
import { kwokProgram, serversProgram } from "./program";
import { Server, freePorts, until } from "./server";

/**
 * A real API server with its etcd, on loopback: RBAC, the admission plug-ins that are on by default (PodSecurity among
 * them), and the definitions of the custom resources that our clusters have.
 */
export class ControlPlane {
    readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "kubernetes-"));
    readonly #servers: Server[] = [];
    #client: KubernetesClient | undefined;

    private constructor() {}

    static async start(): Promise<ControlPlane> {
        const plane = new ControlPlane();
        try {
            await plane.#start();
        } catch (error) {
            await plane.stop();
            throw error;
        }
        return plane;
    }

    get client(): KubernetesClient {
        return this.#client!;
    }

    /** What makes a cluster of it: controllers, the scheduler, and kwok, which plays the kubelets of its nodes. */
    async startControllers(zones: readonly string[], nodesPerZone: number): Promise<void> {
        const kubeconfig = this.#kubeconfig();
        this.#run("kube-controller-manager", {
            kubeconfig,
            "leader-elect": "false",
            "secure-port": "0",
            "service-account-private-key-file": this.#at("accounts.pem"),
            "root-ca-file": this.#at("apiserver.crt"),
            // An autoscaler without metrics still keeps its minimum: at once rather than after 15 s.
            "horizontal-pod-autoscaler-sync-period": "1s",
        });
        this.#run("kube-scheduler", { kubeconfig, "leader-elect": "false", "secure-port": "0" });
        const kwok = this.#run("kwok", {
            kubeconfig,
            config: path.join(__dirname, "stages.yaml"),
            "manage-all-nodes": "true",
            "node-lease-duration-seconds": "40",
        });
        for (const zone of zones) {
            for (let number = 1; number <= nodesPerZone; number++) await this.client.apply(nodeOf(zone, number));
        }
        await kwok.until("all nodes are ready", async () => {
            const nodes = await this.client.list("/api/v1/nodes");
            return nodes.every(node => has(node, "Ready"));
        });
    }

    async stop(): Promise<void> {
        this.#client?.close();
        for (const server of this.#servers.reverse()) await server.stop();
        fs.rmSync(this.#folder, { recursive: true, force: true });
    }

    async #start(): Promise<void> {
        const [port, etcdPort, peerPort] = (await freePorts(3)) as [number, number, number];
        const etcd = `http://127.0.0.1:${etcdPort}`;
        const peer = `http://127.0.0.1:${peerPort}`;
        this.#run("etcd", {
            "data-dir": this.#at("etcd"),
            "listen-client-urls": etcd,
            "advertise-client-urls": etcd,
            "listen-peer-urls": peer,
            "initial-advertise-peer-urls": peer,
            "initial-cluster": `default=${peer}`,
            "unsafe-no-fsync": "true",
            "log-level": "warn",
        });

        const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
        this.#write("accounts.pem", privateKey.export({ type: "pkcs1", format: "pem" }) as string);
        this.#write("accounts.pub", publicKey.export({ type: "spki", format: "pem" }) as string);
        const token = randomBytes(24).toString("hex");
        this.#write("tokens.csv", `${token},admin,admin,"system:masters"\n`);
        const server = this.#run("kube-apiserver", {
            "etcd-servers": etcd,
            "bind-address": "127.0.0.1",
            "advertise-address": "127.0.0.1",
            "secure-port": String(port),
            "cert-dir": this.#folder,
            "token-auth-file": this.#at("tokens.csv"),
            "authorization-mode": "Node,RBAC",
            "allow-privileged": "true",
            "service-account-issuer": "https://kubernetes.default.svc",
            "service-account-key-file": this.#at("accounts.pub"),
            "service-account-signing-key-file": this.#at("accounts.pem"),
            "service-cluster-ip-range": "10.100.0.0/16",
            "endpoint-reconciler-type": "none",
        });
        // The key is written after the certificate.
        await server.until("its certificate is written", () => Promise.resolve(fs.existsSync(this.#at("apiserver.key"))));
        const client = new KubernetesClient(port, fs.readFileSync(this.#at("apiserver.crt"), "utf8"), token);
        this.#client = client;
        await server.until("it is ready", async () => (await client.ask("GET", "/readyz").catch(() => undefined))?.status === 200);

        const definitions = customResourceDefinitions();
        for (const definition of definitions) await client.apply(definition);
        for (const definition of definitions) {
            await until(`${definition.metadata.name} is served`, async () => has(await client.get(definition), "Established"));
        }
    }

    #run(name: string, flags: Readonly<Record<string, string>>): Server {
        const server = new Server(name === "kwok" ? kwokProgram() : serversProgram(), name, flags, this.#at(`${name}.log`));
        this.#servers.push(server);
        return server;
    }

    #kubeconfig(): string {
        const { port, token } = this.client;
        const name = "test";
        return this.#write(
            "kubeconfig",
            stringify({
                apiVersion: "v1",
                kind: "Config",
                "current-context": name,
                contexts: [{ name, context: { cluster: name, user: name } }],
                clusters: [{ name, cluster: { server: `https://127.0.0.1:${port}`, "certificate-authority": this.#at("apiserver.crt") } }],
                users: [{ name, user: { token } }],
            }),
        );
    }

    #at(name: string): string {
        return path.join(this.#folder, name);
    }

    #write(name: string, text: string): string {
        fs.writeFileSync(this.#at(name), text, { mode: 0o600 });
        return this.#at(name);
    }
}

const nodeOf = (zone: string, number: number): KubernetesObject => ({
    apiVersion: "v1",
    kind: "Node",
    metadata: {
        name: `${zone}-${number}`,
        labels: {
            "kubernetes.io/hostname": `${zone}-${number}`,
            "kubernetes.io/os": "linux",
            "kubernetes.io/arch": "amd64",
            "topology.kubernetes.io/zone": zone,
        },
    },
});
