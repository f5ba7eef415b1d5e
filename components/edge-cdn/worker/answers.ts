/** What the Worker says itself. It is nobody's to keep. */
export function plainAnswer(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
    return new Response(`${text}\n`, {
        status,
        headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store", ...headers },
    });
}

/** While it cannot be known whether a request may pass. */
export const laterAnswer = (): Response => plainAnswer(503, "Please try again in a moment.", { "Retry-After": "5" });
