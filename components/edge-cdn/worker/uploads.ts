import { plainAnswer } from "./answers";
import { readBody } from "./bodies";
import type { WorkerUpload } from "./config";
import { endingsOf } from "./file-endings";
import { fileNamesIn } from "./file-names";
import { boundaryOf, partHeaders } from "./multipart";

/** A form that was looked at: refused, or with the bytes to send on, which are those that came. */
export type CheckedForm = { readonly answer: Response } | { readonly body: Uint8Array };

/** Several frameworks read files out of every kind of multipart. */
const isForm = (request: Request): boolean => /multipart\//i.test(request.headers.get("Content-Type") ?? "");

/** Looks at the files of a form by these rules, which all hold. `undefined`: there is nothing to look at. */
export async function checkUploads(uploads: readonly WorkerUpload[], request: Request): Promise<CheckedForm | undefined> {
    if (uploads.length === 0 || request.body === null || !isForm(request)) return undefined;
    if (["GET", "HEAD"].includes(request.method)) return { answer: plainAnswer(400, "A form is sent by POST.") };
    if (!/^(identity)?$/i.test(request.headers.get("Content-Encoding") ?? "")) {
        return { answer: plainAnswer(415, "Forms must not be compressed.") };
    }
    const boundary = boundaryOf(request.headers.get("Content-Type")!);
    if (boundary === undefined) return { answer: plainAnswer(400, "The form has no boundary.") };
    const body = await readBody(request, Math.min(...uploads.map(({ maxBytes }) => maxBytes)));
    if (body === undefined) return { answer: plainAnswer(413, "The form is too large.") };
    const refused = new Set(uploads.flatMap(({ refusedExtensions }) => refusedExtensions.map(ending => ending.toLowerCase())));
    const verdict = judge(body, boundary, refused);
    if (verdict === "unreadable") return { answer: plainAnswer(400, "The form cannot be read.") };
    return verdict === "refused" ? { answer: plainAnswer(403, "Files of this kind are not taken.") } : { body };
}

/** Mail's way of several files in one part has boundaries of its own. */
const mostNested = 10;

function judge(body: Uint8Array, boundary: string, refused: ReadonlySet<string>): "fine" | "refused" | "unreadable" {
    const parts = partHeaders(body, boundary) ?? [undefined];
    const inner = parts.filter(headers => headers !== undefined && /^content-type[ \t]*:[^\r\n]*multipart\//im.test(headers));
    if (inner.length > mostNested) return "unreadable";
    const nested = inner.map(headers => boundaryOf(headers!)).flatMap(one => (one === undefined ? undefined : partHeaders(body, one)));
    const names = [...parts, ...nested].flatMap(headers => (headers === undefined ? undefined : fileNamesIn(headers)));
    if (names.includes(undefined)) return "unreadable";
    return names.some(name => [...endingsOf(name!)].some(ending => refused.has(ending))) ? "refused" : "fine";
}
