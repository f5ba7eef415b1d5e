/** What a client says is replaced: an id that it chose could stand for another request in the logs. */
export const newRequestId = (): string => crypto.randomUUID();

export const requestIdHeader = "X-Request-Id";
