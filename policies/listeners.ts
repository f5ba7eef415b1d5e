import { demand, type Verdict } from "./rule";
import { at, field, fields, isSet, items, jsonOf, Unknown, type Field, type Value } from "./values";

export const plain = "what browsers send, sessions and passwords among it, crosses the network in plain text.";
const old = "clients may still speak TLS 1.0, whose ciphers are broken.";

/** AWS's names say the oldest version that a policy takes: TLS13-1-2 both, TLS13-1-0 everything. */
const modern = /^ELBSecurityPolicy-(TLS13-1-[23]|TLS-1-2|FS-1-2)-/;

export const isModern = (policy: unknown): boolean => typeof policy === "string" && modern.test(policy);

/** A policy of TLS, which AWS chooses for those who do not. */
export const judgeSslPolicy = (policy: Field): readonly Verdict[] =>
    demand(policy, value => isModern(value), `${old} Take ELBSecurityPolicy-TLS13-1-2-2021-06 or a later one.`);

export const listenerTypes = ["aws:lb/listener:Listener", "aws:alb/listener:Listener"];
export const listenerRuleTypes = ["aws:lb/listenerRule:ListenerRule", "aws:alb/listenerRule:ListenerRule"];

/** Whether it answers in plain text. Those of a gateway load balancer have neither port nor protocol. */
export function isHttp(listener: Value): boolean | Unknown {
    const protocol = at(listener, "protocol");
    if (protocol instanceof Unknown) return protocol;
    return isSet(protocol) ? upper(protocol) === "HTTP" : isSet(at(listener, "port"));
}

/** What is wrong with a listener. Those of TCP and UDP hand on what they get, and whoever is behind them ends TLS. */
export function judgeListener(props: Value): readonly Verdict[] {
    const http = isHttp(props);
    if (http instanceof Unknown) return [http];
    if (http) return judgeHttp(fields(props, "defaultActions[*]"));
    if (!["HTTPS", "TLS"].includes(upper(at(props, "protocol")))) return [];
    return [...judgeCertificate(field(props, "certificateArn")), ...judgeSslPolicy(field(props, "sslPolicy"))];
}

const upper = (value: Value): string => (typeof value === "string" ? value.toUpperCase() : "");

/** Which one it is does not matter, so it may be unknown. */
const judgeCertificate = (certificate: Field): readonly Verdict[] =>
    isSet(certificate.value) ? [] : demand(certificate, () => false, "it cannot speak TLS.");

/** Actions on what came in plain text: to send it on to HTTPS, or to answer nothing of worth. */
export const judgeHttp = (actions: readonly Field[]): readonly Verdict[] =>
    actions.flatMap(({ path, value }) => {
        const type = { path: `${path}.type`, value: at(value, "type") };
        const protocol = { path: `${path}.redirect.protocol`, value: at(value, "redirect", "protocol") };
        return type.value === "redirect"
            ? demand(protocol, to => to === "HTTPS", `it redirects HTTP to HTTP, and ${plain}`)
            : demand(type, kind => kind === "fixed-response", `HTTP is answered and not redirected to HTTPS: ${plain}`);
    });

/** What is wrong with a load balancer of the first generation, which cannot redirect. */
export const judgeClassic = (props: Value): readonly Verdict[] =>
    fields(props, "listeners[*]").flatMap(({ path, value }) => {
        const protocol = { path: `${path}.lbProtocol`, value: at(value, "lbProtocol") };
        const encrypts = ["HTTPS", "SSL"].includes(upper(protocol.value));
        const certificate = { path: `${path}.sslCertificateId`, value: at(value, "sslCertificateId") };
        return [
            ...demand(protocol, name => upper(name) !== "HTTP", `it answers in plain text: ${plain}`),
            ...(encrypts ? judgeCertificate(certificate) : []),
        ];
    });

/** What such a load balancer negotiates, as its policy has it: a policy of AWS's by name, or protocols one by one. */
export const judgeNegotiation = (props: Value): readonly Verdict[] =>
    fields(props, "attributes[*]").flatMap(({ path, value }) => {
        const name = at(value, "name");
        const set = { path: `${path}.value`, value: at(value, "value") };
        if (name === "Reference-Security-Policy") return judgeSslPolicy(set);
        return typeof name === "string" && /^Protocol-(SSLv\d|TLSv1(\.1)?)$/.test(name)
            ? demand(set, on => on !== "true" && on !== true, `${name} is on, and ${old}`)
            : [];
    });

/** The protocols of an ALB's annotation listen-ports: `[{"HTTP":80},{"HTTPS":443}]`. */
export const protocolsOf = (listenPorts: Value): readonly string[] =>
    items(jsonOf(listenPorts)).flatMap(entry => (typeof entry === "object" && !(entry instanceof Unknown) ? Object.keys(entry) : []));
