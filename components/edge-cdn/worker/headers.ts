import type { Facts } from "./facts";
import { requestIdHeader } from "./request-id";
import { clientLocation, splitCookie, type Choice } from "./splits";

/** What the Worker sets on answers. */
export interface Finish {
    readonly requestId: string | undefined;
    readonly headers: readonly Readonly<Record<string, string>>[];
    readonly choice: Choice | undefined;
}

export function finished(answer: Response, { requestId, headers, choice }: Finish): Response {
    const copy = new Response(answer.body, answer);
    for (const [name, value] of headers.flatMap(Object.entries<string>)) copy.headers.set(name, value);
    if (requestId !== undefined) copy.headers.set(requestIdHeader, requestId);
    if (choice === undefined) return copy;
    const location = copy.headers.get("Location");
    if (location !== null) copy.headers.set("Location", clientLocation(location, choice));
    if (!choice.known) copy.headers.append("Set-Cookie", splitCookie(choice));
    return copy;
}

/** By these some frameworks take a request for another one: what a cache keeps would be another's answer. */
const madeUp = [
    ...["Forwarded", "True-Client-IP", "X-Original-URL", "X-Rewrite-URL", "X-Host", "X-Forwarded-Server", "X-Forwarded-Scheme"],
    ...["X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override"],
];

/** What the service gets: nothing that a client made up about itself. */
export function forwarded(request: Request, { host, address }: Pick<Facts, "host" | "address">, requestId: string | undefined): Request {
    const copy = new Request(request, { redirect: "manual" });
    for (const name of madeUp) copy.headers.delete(name);
    // Cloudflare names the client of a request of the Worker's by this header.
    if (address !== "") copy.headers.set("X-Real-IP", address);
    copy.headers.set("X-Forwarded-Host", host);
    if (requestId !== undefined) copy.headers.set(requestIdHeader, requestId);
    return copy;
}
