/** Where a body does not say how long it is. */
const firstBytes = 64 * 1024;

/** Reads a body of at most so many bytes; `undefined` for a longer one, whose rest is not read. */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | undefined> {
    const declared = request.headers.get("Content-Length");
    if (declared === null) return readStream(request.body!, maxBytes);
    if (!(Number(declared) <= maxBytes)) return undefined;
    const bytes = new Uint8Array(await request.arrayBuffer());
    return bytes.length <= maxBytes ? bytes : undefined;
}

async function readStream(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
    const reader = body.getReader();
    let bytes = new Uint8Array(Math.min(maxBytes, firstBytes));
    let length = 0;
    for (;;) {
        const { done, value } = await reader.read();
        if (done) return bytes.subarray(0, length);
        const end = length + value.length;
        if (end > maxBytes) {
            await reader.cancel();
            return undefined;
        }
        if (end > bytes.length) {
            const larger = new Uint8Array(Math.min(maxBytes, Math.max(bytes.length * 2, end)));
            larger.set(bytes.subarray(0, length));
            bytes = larger;
        }
        bytes.set(value, length);
        length = end;
    }
}
