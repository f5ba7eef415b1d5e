/**
 * Where the bytes stand, each after the end of the one before. Knuth, Morris and Pratt: a body that is made to
 * be slow to search takes no longer than another one.
 */
export function* occurrences(body: Uint8Array, bytes: Uint8Array): Generator<number> {
    const back = backSteps(bytes);
    let matched = 0;
    for (let at = 0; at < body.length; at++) {
        if (matched === 0) {
            at = body.indexOf(bytes[0]!, at);
            if (at < 0) return;
        }
        while (matched > 0 && bytes[matched] !== body[at]) matched = back[matched - 1]!;
        if (bytes[matched] === body[at]) matched++;
        if (matched === bytes.length) {
            yield at + 1 - matched;
            matched = 0;
        }
    }
}

/** For each beginning, the length of the longest that it ends with, itself apart. */
function backSteps(bytes: Uint8Array): readonly number[] {
    const steps = [0];
    let matched = 0;
    for (const byte of bytes.subarray(1)) {
        while (matched > 0 && bytes[matched] !== byte) matched = steps[matched - 1]!;
        if (bytes[matched] === byte) matched++;
        steps.push(matched);
    }
    return steps;
}
