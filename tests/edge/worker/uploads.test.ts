import * as fc from "fast-check";
import { occurrences } from "../../../components/edge-cdn/worker/byte-search";
import { endingsOf } from "../../../components/edge-cdn/worker/file-endings";
import { fileNamesIn } from "../../../components/edge-cdn/worker/file-names";
import { boundaryOf, partHeaders } from "../../../components/edge-cdn/worker/multipart";
import { checkUploads } from "../../../components/edge-cdn/worker/uploads";
import { under } from "./config";

const rule = { name: "forms", when: under("/"), refusedExtensions: ["exe", "bat", "cmd", "sh", "php"], maxBytes: 10_000_000 };

/** What becomes of a form: the status of the answer, or `passes`. */
async function fate(
    body: string | Uint8Array,
    contentType = "multipart/form-data; boundary=XyZ",
    rules = [rule],
): Promise<number | "passes"> {
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    const request = new Request("https://shop.example/", {
        method: "POST",
        body: new Uint8Array(bytes),
        headers: { "Content-Type": contentType },
    });
    const checked = await checkUploads(rules, request);
    if (checked === undefined) return "passes";
    if ("answer" in checked) return checked.answer.status;
    expect(Buffer.from(checked.body).equals(bytes)).toBe(true);
    return "passes";
}

const part = (disposition: string, newline = "\r\n"): string =>
    ["--XyZ", `Content-Disposition: form-data; name="f"; ${disposition}`, "Content-Type: image/jpeg", "", "content", "--XyZ--", ""].join(
        newline,
    );

describe("a form with a file", () => {
    it.each([
        'filename="evil.exe"',
        'filename="EVIL.Exe"',
        'filename="evil.jpg.php"',
        'filename="evil..sh"',
        'filename=".sh"',
        'filename="evil.exe."',
        'filename="evil.exe. . "',
        'filename="evil.exe "',
        'filename="evil.exe\0.jpg"',
        'filename="evil.jpg\0.exe"',
        'filename="evil.ex\0e"',
        'filename="evil.exe%00.jpg"',
        'filename="evil%2Eexe"',
        'filename="evil.%65xe"',
        'filename="evil.php::$DATA"',
        'filename="evil.php:stream"',
        'filename="C:\\dir\\evil.exe"',
        'filename="../../evil.sh"',
        'filename="evil.exe/"',
        'filename="a\\"b.exe"',
        'filename="evil.exe\\"',
        'filename="evil.e\\xe"',
        'filename="evil.ｅｘｅ"',
        "filename=evil.exe",
        "filename=evil.exe; size=5",
        "filename=evil.exe more",
        "filename = evil.exe",
        'filename="evil.exe',
        'FileName="evil.exe"',
        "filename*=UTF-8''evil.exe",
        "filename*=UTF-8''evil%2eexe",
        "filename*=utf-8'en'ev%C3%ACl.%65%78%65",
        "filename=\"good.jpg\"; filename*=UTF-8''evil.exe",
        "filename*=UTF-8''good.jpg; filename=\"evil.exe\"",
        'filename="good.jpg"; filename="evil.exe"',
        'filename*0="evil.e"; filename*1="xe"',
        'filename*1="xe"; filename*0="evil.e"',
        "filename*0*=UTF-8''evil.; filename*1*=%65xe",
        '\r\n filename="evil.exe"',
        'x=1;\r\n\tfilename="evil.exe"',
    ])("fails where its name is %j", async disposition => {
        expect(await fate(part(disposition))).toBe(403);
    });

    it.each([
        'filename="photo.jpg"',
        'filename="exe"',
        'filename="evil.exe.jpg"',
        'filename="report.shx"',
        'filename="my.sh archive.zip"',
        'filename=""',
        'filename="日本語.png"',
        "filename*=UTF-8''na%C3%AFve.txt",
        'value="evil.exe"',
        'filename="50%.pdf"',
        'filename="C:\\php\\a.txt"',
    ])("passes where its name is %j", async disposition => {
        expect(await fate(part(disposition))).toBe("passes");
    });

    it("fails whatever its lines end with, and wherever its boundary stands", async () => {
        const evil = part('filename="evil.exe"', "\n");
        expect(await fate(evil)).toBe(403);
        expect(await fate(evil.replace("\n\n", "\n\r\n"))).toBe(403);
        expect(await fate(`preamble ${part('filename="evil.exe"')}`)).toBe(403);
        expect(await fate(part('filename="good.jpg"') + part('filename="evil.exe"'))).toBe(403);
        expect(await fate(part('filename="evil.exe"').split("\r\n\r\n")[0]!)).toBe(403);
        expect(await fate(part('filename="good.jpg"').replace("content", 'Content-Disposition: form-data; filename="evil.exe"'))).toBe(
            "passes",
        );
    });

    it("fails for several files in one part, as mail has them", async () => {
        const inner = '--abc\r\nContent-Disposition: file; filename="evil.exe"\r\n\r\nx\r\n--abc--\r\n';
        const mixed = `--XyZ\r\nContent-Disposition: form-data; name="f"\r\nContent-Type: multipart/mixed; boundary=abc\r\n\r\n${inner}--XyZ--`;
        expect(await fate(mixed)).toBe(403);
        expect(await fate(mixed.replace("evil.exe", "good.jpg"))).toBe("passes");
        expect(await fate(mixed.replace("boundary=abc", ""))).toBe(400);
    });

    it.each([
        ["one boundary", "multipart/form-data; boundary=XyZ", 403],
        ["a quoted one", 'Multipart/Form-Data; charset=utf-8; Boundary="XyZ"', 403],
        ["spaces about it", 'multipart/form-data ; boundary = "XyZ " ', 403],
        ["another kind before it", "text/plain, multipart/form-data; boundary=XyZ", 403],
        ["no boundary", "multipart/form-data", 400],
        ["an empty one", 'multipart/form-data; boundary=""', 400],
        ["two of them", "multipart/form-data; boundary=abc; boundary=XyZ", 400],
        ["an extended one", "multipart/form-data; boundary*=utf-8''XyZ", 400],
        ["too long a one", `multipart/form-data; boundary=${"X".repeat(71)}`, 400],
        ["another kind", "text/plain; boundary=XyZ", "passes"],
        ["a kind of JSON", "application/json", "passes"],
    ])("is looked at by %s", async (_, contentType, expected) => {
        expect(await fate(part('filename="evil.exe"'), contentType)).toBe(expected);
    });

    it.each([
        "----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "----geckoformboundary9f1d",
        "---------------------------974767299852498929531610575",
    ])("is read with the boundary %s of a browser", async boundary => {
        const form = (name: string): string => part(`filename="${name}"`).replaceAll("XyZ", boundary);
        const type = `multipart/form-data; boundary=${boundary}`;
        expect([await fate(form("evil.exe"), type), await fate(form("good.jpg"), type)]).toEqual([403, "passes"]);
    });

    it("is read as browsers, curl and Node write it", async () => {
        const send = async (name: string): Promise<number | "passes"> => {
            const form = new FormData();
            form.append("text", "filename=evil.exe");
            form.append("file", new File([new Uint8Array(1000)], name));
            const request = new Request("https://shop.example/", { method: "POST", body: form });
            return fate(new Uint8Array(await request.clone().arrayBuffer()), request.headers.get("Content-Type")!);
        };
        const names = ["a.exe", "ä b.exe", 'quo"te.exe', "line\nbreak.exe"];
        expect(await Promise.all(names.map(send))).toEqual([403, 403, 403, 403]);
        expect(await Promise.all(names.map(name => send(`${name}.png`)))).toEqual(["passes", "passes", "passes", "passes"]);
    });

    it("is read in a bounded time: fails with too many parts, names, or bytes of headers", async () => {
        expect(await fate(part('filename="a.jpg"').repeat(400))).toBe("passes");
        expect(await fate(part('filename="a.jpg"').repeat(600))).toBe(400);
        expect(await fate(part('filename="a.jpg"; '.repeat(21)))).toBe(400);
        expect(await fate(part(`filename="a.jpg"\r\nX-Long: ${"x".repeat(20_000)}`))).toBe(400);
    });

    it("keeps to the strictest of several rules", async () => {
        const rules = [rule, { ...rule, refusedExtensions: ["jpg"], maxBytes: 300 }];
        expect(await fate(part('filename="a.jpg"'), undefined, rules)).toBe(403);
        expect(await fate(part('filename="a.exe"'), undefined, rules)).toBe(403);
        expect(await fate(part(`filename="${"a".repeat(300)}.png"`), undefined, rules)).toBe(413);
        expect(await fate(part('filename="a.exe"'), undefined, [])).toBe("passes");
    });

    it("is found out whatever stands about it", () => {
        const word = fc.stringMatching(/^[\w äß.-]{0,20}$/);
        const ending = fc.constantFrom(...rule.refusedExtensions).chain(text => fc.mixedCase(fc.constant(text)));
        const tail = fc.stringMatching(/^[ .]{0,4}$/);
        const write = fc.constantFrom(
            (name: string) => `filename="${name}"`,
            (name: string) => `filename*=UTF-8''${encodeURIComponent(name)}`,
            (name: string) => `name="x";filename="${name.replace(/./gs, "\\$&")}"`,
        );
        fc.assert(
            fc.property(word, ending, tail, write, (before, text, after, written) => {
                const names = fileNamesIn(`Content-Disposition: form-data; ${written(`${before}.${text}${after}`)}`)!;
                expect(names.flatMap(name => [...endingsOf(name)])).toContain(text.toLowerCase());
            }),
        );
    });
});

describe("looking for bytes", () => {
    const few = fc.uint8Array({ max: 2, maxLength: 60 });
    it("finds what a plain search finds", () => {
        fc.assert(
            fc.property(few, fc.uint8Array({ max: 2, minLength: 1, maxLength: 5 }), (body, bytes) => {
                const found: number[] = [];
                for (let at = Buffer.from(body).indexOf(bytes); at >= 0; at = Buffer.from(body).indexOf(bytes, at + bytes.length))
                    found.push(at);
                expect([...occurrences(body, bytes)]).toEqual(found);
            }),
            { numRuns: 1000 },
        );
    });

    it("finds the headers of parts in any bytes", () => {
        const body = Buffer.concat([
            Buffer.from([255, 0]),
            Buffer.from("--b\r\nA: 1\r\n\r\n"),
            Buffer.from([45, 45, 13]),
            Buffer.from("--b\nB: 2\n\nrest"),
            Buffer.from("--b--"),
        ]);
        expect(partHeaders(new Uint8Array(body), "b")).toEqual(["\r\nA: 1", "\nB: 2", "--"]);
        expect(boundaryOf("multipart/mixed; boundary=b")).toBe("b");
    });
});
