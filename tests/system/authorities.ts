import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What one side of a connection shows of itself. */
export interface Certificate {
    readonly cert: string;
    readonly key: string;
}

/** An authority that signs certificates: of clients, or of a server for its hosts. */
export class Authority {
    readonly #folder = fs.mkdtempSync(path.join(os.tmpdir(), "authority-"));
    readonly pem: string;

    constructor(name: string) {
        const made = ["-x509", "-days", "2", "-subj", `/CN=${name}`, "-keyout", this.#at("ca.key"), "-out", this.#at("ca.crt")];
        this.#openssl("req", ...newKey, ...made, "-addext", "keyUsage=critical,keyCertSign,cRLSign");
        this.pem = fs.readFileSync(this.#at("ca.crt"), "utf8");
    }

    /** Each with a key of its own. */
    sign(name: string, hosts: readonly string[] = []): Certificate {
        this.#openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", this.#at("key"), "-out", this.#at("request"));
        const server = `extendedKeyUsage=serverAuth\nsubjectAltName=${hosts.map(host => `DNS:${host}`).join(",")}\n`;
        fs.writeFileSync(this.#at("extensions"), hosts.length > 0 ? server : "extendedKeyUsage=clientAuth\n");
        const by = ["-CA", this.#at("ca.crt"), "-CAkey", this.#at("ca.key"), "-CAcreateserial", "-days", "1"];
        this.#openssl("x509", "-req", "-in", this.#at("request"), ...by, "-extfile", this.#at("extensions"), "-out", this.#at("crt"));
        return { cert: fs.readFileSync(this.#at("crt"), "utf8"), key: fs.readFileSync(this.#at("key"), "utf8") };
    }

    remove(): void {
        fs.rmSync(this.#folder, { recursive: true });
    }

    #at(file: string): string {
        return path.join(this.#folder, file);
    }

    #openssl(...args: readonly string[]): void {
        execFileSync("openssl", args, { stdio: "ignore" });
    }
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
