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

/** What the service gets: nothing that a client made up about itself. */
export function forwarded(request: Request, host: string, requestId: string | undefined): Request {
    const copy = new Request(request, { redirect: "manual" });
    copy.headers.set("X-Forwarded-Host", host);
    if (requestId !== undefined) copy.headers.set(requestIdHeader, requestId);
    return copy;
}
