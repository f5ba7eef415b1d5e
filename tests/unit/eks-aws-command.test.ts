import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { explainMissingAws, installHint, isOnPath, placesOf } from "../../components/app-cluster/aws-command";
import { lines } from "./support";

describe("the aws command", () => {
    let folder: string;
    beforeAll(() => {
        folder = fs.mkdtempSync(path.join(os.tmpdir(), "webstack-path-"));
        fs.mkdirSync(path.join(folder, "bin", "folder"), { recursive: true });
        fs.writeFileSync(path.join(folder, "bin", "tool"), "#!/bin/sh\n", { mode: 0o755 });
        fs.writeFileSync(path.join(folder, "bin", "text"), "no program\n", { mode: 0o644 });
    });
    afterAll(() => fs.rmSync(folder, { recursive: true }));

    it("is found in any folder of PATH, and only as a program", () => {
        const PATH = [path.join(folder, "none"), "", path.join(folder, "bin")].join(path.delimiter);
        expect(["tool", "text", "folder", "gone"].map(name => isOnPath(name, { PATH }))).toEqual([true, false, false, false]);
        expect(isOnPath("tool", {})).toBe(false);
    });

    it("is looked for on Windows with its endings, whatever the case of the variable's name", () => {
        expect(placesOf("aws", { Path: "C:\\one;D:\\two", PATHEXT: ".EXE;.CMD" }, "win32")).toEqual([
            "C:\\one\\aws.EXE",
            "C:\\one\\aws.CMD",
            "D:\\two\\aws.EXE",
            "D:\\two\\aws.CMD",
        ]);
        expect(placesOf("aws", { Path: "C:\\one" }, "win32")).toEqual(
            [".COM", ".EXE", ".BAT", ".CMD"].map(ending => `C:\\one\\aws${ending}`),
        );
        expect(placesOf("aws", { Path: "/bin", PATH: "/usr/bin" }, "linux")).toEqual(["/usr/bin/aws"]);
    });

    it("is asked for by no preview, and by no update that finds it", () => {
        expect(explainMissingAws(true, false)).toEqual([]);
        expect(explainMissingAws(false, true)).toEqual([]);
    });

    it("fails an update that does not find it, with the reason and the way out", () => {
        expect(lines(explainMissingAws(false, false))).toEqual([
            `PATH: got "no command named aws"; allowed: the AWS CLI, which gives the Kubernetes provider its tokens for EKS. ${installHint}`,
        ]);
    });
});
