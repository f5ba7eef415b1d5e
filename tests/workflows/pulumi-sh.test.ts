import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { root } from "../support/synth";

const folder = path.join(root, "out", "tests", "pulumi-sh");

beforeEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** What pulumi.sh does with an `aws` and a `pulumi` that write down how they were called. */
function pulumi(args: readonly string[], env: Record<string, string>, exitCode = 0) {
    const bin = path.join(folder, "bin");
    fs.mkdirSync(bin, { recursive: true });
    const command = (name: string, lines: string) => fs.writeFileSync(path.join(bin, name), `#!/bin/sh\n${lines}`, { mode: 0o755 });
    command("aws", `echo "aws $*" >>calls\necho the-token\n`);
    command(
        "pulumi",
        `echo "pulumi $*" >>calls\necho "token \${CLOUDFLARE_API_TOKEN-none}, exemptions \${WEBSTACK_EXEMPTIONS-none}" >>seen\necho "+ 3 to create"\nexit ${exitCode}\n`,
    );
    const ended = spawnSync("bash", [path.join(root, ".github", "scripts", "pulumi.sh"), ...args], {
        cwd: folder,
        encoding: "utf8",
        env: { PATH: `${bin}:${process.env.PATH ?? ""}`, STACK: "acme/production", GITHUB_STEP_SUMMARY: "summary", ...env },
    });
    const read = (file: string) => (fs.existsSync(path.join(folder, file)) ? fs.readFileSync(path.join(folder, file), "utf8") : "");
    return { ...ended, calls: read("calls"), seen: read("seen"), summary: read("summary") };
}

const flags = "--stack acme/production --policy-pack policies --non-interactive --color never --suppress-permalink=true";

test("pulumi.sh reads Cloudflare's token by the role, has it masked, and gives it to pulumi alone", () => {
    const { status, stdout, calls, seen, summary } = pulumi(["up"], { CLOUDFLARE_SECRET: "cloudflare/production" });
    expect(status).toBe(0);
    expect(calls).toBe(
        `aws secretsmanager get-secret-value --secret-id cloudflare/production --query SecretString --output text\npulumi up --yes ${flags}\n`,
    );
    expect(seen).toBe("token the-token, exemptions none\n");
    expect(stdout).toBe("::add-mask::the-token\n+ 3 to create\n");
    expect(summary).toBe("### pulumi up of acme/production\n~~~~~~text\n+ 3 to create\n\n~~~~~~\n");
});

test("pulumi.sh without Cloudflare asks for no token, and a preview shows the differences", () => {
    const { calls, seen } = pulumi(["preview"], {});
    expect(calls).toBe(`pulumi preview --diff ${flags}\n`);
    expect(seen).toBe("token none, exemptions none\n");
});

test("pulumi.sh tells the policy pack of the project's exemptions", () => {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, "policy-exemptions.yaml"), "exemptions: []\n");
    expect(pulumi(["preview"], {}).seen).toBe(`token none, exemptions ${path.join(folder, "policy-exemptions.yaml")}\n`);
});

test("pulumi.sh fails as pulumi does, and still shows what it printed", () => {
    const { status, summary } = pulumi(["up"], {}, 255);
    expect(status).toBe(255);
    expect(summary).toContain("+ 3 to create");
});

test("pulumi.sh fails on any other command, before it asks for anything", () => {
    const { status, calls } = pulumi(["destroy"], { CLOUDFLARE_SECRET: "cloudflare/production" });
    expect(status).toBe(64);
    expect(calls).toBe("");
});
