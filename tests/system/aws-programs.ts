import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cached } from "./cache";

/**
 * The command `aws` of the very build that its image has, as AWS publishes it for functions: the newest that a registry
 * has of those no newer than the image that is deployed.
 */
export const awsVersion = "2.37.8";
const wheel = { name: "aws-cdk-asset-awscli-v2==2.0.195", sha256: "0c0afb37b2bea4aa7e38ca86d340ef3ddca3642814403f3a1e3c2597f98f2326" };

/** Where it lies in what AWS publishes. */
const dist = `awscli/v2/${awsVersion}/dist`;

const python = (script: string, ...args: string[]): string => execFileSync("python3", ["-c", script, ...args], { encoding: "utf8" });

/** The folder of `aws`. */
export function awsPrograms(): string {
    if (process.platform !== "linux" || process.arch !== "x64") throw new Error(`no aws for ${process.platform} ${process.arch}`);
    const place = cached(`aws-${awsVersion}`, folder => {
        const requirements = path.join(folder, "requirements.txt");
        fs.writeFileSync(requirements, `${wheel.name} --hash=sha256:${wheel.sha256}\n`);
        const pip = ["-m", "pip", "install", "--quiet", "--no-deps", "--only-binary=:all:", "--require-hashes"];
        execFileSync("python3", [...pip, "--target", path.join(folder, "wheel"), "-r", requirements], { stdio: "pipe" });
        // An archive in an archive in the wheel; of what it holds, the program with its libraries.
        python(
            `
import glob, os, shutil, sys, tarfile, zipfile
folder = sys.argv[1]
(outer,) = glob.glob(folder + "/wheel/aws_cdk/asset_awscli_v2/_jsii/*.tgz")
tarfile.open(outer).extract("package/lib/layer.zip", folder)
layer = zipfile.ZipFile(folder + "/package/lib/layer.zip")
dist = "${dist}/"
for name in layer.namelist():
    if name.startswith(dist) and "/awscli/examples/" not in name:
        layer.extract(name, folder)
for name in ["wheel", "package"]:
    shutil.rmtree(folder + "/" + name)
os.chmod(folder + "/" + dist + "aws", 0o755)
`,
            folder,
        );
    });
    return path.join(place, dist);
}

/** moto, the stand-in for AWS, with all that it needs, exactly. */
const moto = [
    ...["blinker==1.9.0", "boto3==1.44.5", "botocore==1.44.5", "certifi==2026.10.18", "cffi==2.1.1", "charset-normalizer==3.5.2"],
    ...["click==8.5.1", "cryptography==50.0.2", "Flask==3.1.3", "flask-cors==6.0.5", "idna==3.20", "itsdangerous==2.2.0"],
    ...["Jinja2==3.1.6", "jmespath==1.1.0", "MarkupSafe==3.0.4", "moto==5.2.5", "py-partiql-parser==0.6.3", "pycparser==3.12"],
    ...["python-dateutil==2.9.0.post0", "PyYAML==6.0.3", "requests==2.34.2", "responses==0.26.3", "s3transfer==0.19.3", "six==1.17.0"],
    ...["urllib3==2.8.0", "Werkzeug==3.1.9", "xmltodict==1.0.4"],
];

/** The program `moto_server`. Its environment knows where it lies: it is made in place, and marked when it is whole. */
export function motoServer(): string {
    const digest = createHash("sha256").update(moto.join("\n")).digest("hex").slice(0, 12);
    const folder = cached(`moto-${digest}`, () => undefined);
    const whole = path.join(folder, "whole");
    if (!fs.existsSync(whole)) {
        execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "pipe" });
        execFileSync(path.join(folder, "bin", "pip"), ["install", "--quiet", "--no-deps", ...moto], { stdio: "pipe" });
        fs.writeFileSync(whole, "");
    }
    return path.join(folder, "bin", "moto_server");
}
