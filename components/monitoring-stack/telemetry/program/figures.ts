import Counter from "prom-client/lib/counter";
import Histogram from "prom-client/lib/histogram";
import Registry from "prom-client/lib/registry";
import type { PageReport, SecurityReport } from "./report";

export interface Kept {
    readonly pages: readonly string[];
    readonly events: readonly string[];
}

/**
 * What Prometheus is shown. Labels have no values but those that were declared: whoever reports cannot make Prometheus
 * keep more.
 */
export class Figures {
    readonly registry = new Registry();
    readonly #kept: Kept;
    readonly #times = this.#histogram(
        "web_vitals_seconds",
        "Times that pages measured: LCP, INP, FCP, TTFB, and their load event",
        ["name", "page"],
        // The bounds of good and poor are among them: 0.2, 0.5, 0.8, 1.8, 2.5, 3, 4 (web.dev/articles/vitals).
        [0.05, 0.1, 0.2, 0.5, 0.8, 1.8, 2.5, 3, 4, 6, 10, 30],
    );
    readonly #shift = this.#histogram("web_layout_shift", "Cumulative layout shift of pages", ["page"], [0.01, 0.05, 0.1, 0.25, 0.5, 1]);
    readonly #memory = this.#histogram(
        "web_memory_bytes",
        "Memory that pages used",
        ["page"],
        [16, 32, 64, 128, 256, 512, 1024].map(mebibytes => mebibytes * 2 ** 20),
    );
    readonly #errors = this.#counter("web_errors_total", "Errors in browsers", ["kind", "page"]);
    readonly #events = this.#counter("web_events_total", "What people did", ["event"]);
    readonly #security = this.#counter("security_events_total", "What services told of attacks", ["kind", "service"]);
    readonly #refused = this.#counter("telemetry_refused_total", "Reports that count for nothing", ["reason"]);

    constructor(kept: Kept) {
        this.#kept = kept;
    }

    count({ page, vitals, errors, events }: PageReport): void {
        const part = this.#partOf(page);
        for (const { name, value } of vitals) {
            if (name === "CLS") this.#shift.observe({ page: part }, value);
            else if (name === "memory") this.#memory.observe({ page: part }, value);
            else this.#times.observe({ name, page: part }, value / 1000);
        }
        for (const { kind } of errors) this.#errors.inc({ kind, page: part });
        for (const event of events) {
            if (this.#kept.events.includes(event)) this.#events.inc({ event });
            else this.refuse("unknown-event");
        }
    }

    countSecurity({ service, kind, count }: SecurityReport): void {
        this.#security.inc({ kind, service }, count);
    }

    refuse(reason: string): void {
        this.#refused.inc({ reason });
    }

    /** The longest beginning that the path has. */
    #partOf(page: string): string {
        const parts = this.#kept.pages.filter(part => page.startsWith(part)).sort((a, b) => b.length - a.length);
        return parts[0] ?? "other";
    }

    #counter<Label extends string>(name: string, help: string, labelNames: Label[]): Counter<Label> {
        return new Counter({ name, help, labelNames, registers: [this.registry] });
    }

    #histogram<Label extends string>(name: string, help: string, labelNames: Label[], buckets: number[]): Histogram<Label> {
        return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
    }
}
