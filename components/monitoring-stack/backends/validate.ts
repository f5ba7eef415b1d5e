import { distinct, oneOf, shownAddress } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { datadogDefaults, datadogSites, type BackendArgs } from "./args";

/** What each is called in the collector's configuration. */
export const backendName = (backend: BackendArgs): string => (backend.kind === "datadog" ? "datadog" : backend.name);

export const validateBackends = (backends: readonly BackendArgs[]): Problem[] => [
    ...distinct("backends", backends.map(backendName)),
    ...backends.flatMap((backend, index) => under(`backends.${index}`, problemsOf(backend))),
];

function problemsOf(backend: BackendArgs): Problem[] {
    if (backend.kind === "datadog") {
        return [...filled("apiKey", backend.apiKey), ...oneOf("site", withDefaults(datadogDefaults, backend).site, datadogSites)];
    }
    const { name, endpoint, headers = {} } = backend;
    const names = Object.keys(headers);
    return [
        ...(/^[a-z][a-z0-9-]{0,39}$/.test(name)
            ? []
            : [{ path: "name", got: name, allowed: "1–40 lower-case letters, digits and '-', a letter first" }]),
        ...(isEndpoint(endpoint)
            ? []
            : [
                  {
                      path: "endpoint",
                      got: shownAddress(endpoint),
                      allowed: "an https address without a password, a query or a slash at its end",
                  },
              ]),
        ...names.filter(header => !/^[A-Za-z0-9-]+$/.test(header)).map(got => ({ path: "headers", got, allowed: "names of headers" })),
        // Case makes no other header.
        ...distinct(
            "headers",
            names.map(header => header.toLowerCase()),
        ),
        ...names.flatMap(header => filled(`headers.${header}`, headers[header])),
    ];
}

const filled = (path: string, value: unknown): Problem[] =>
    value === "" ? [{ path, got: value, allowed: "a text that is not empty" }] : [];

function isEndpoint(text: string): boolean {
    if (!URL.canParse(text) || text.endsWith("/")) return false;
    const { protocol, username, password, search, hash } = new URL(text);
    return protocol === "https:" && [username, password, search, hash].every(part => part === "");
}
