import { distinct } from "../../core/checks";
import type { Problem } from "../../core/errors";

/** A page of Grafana: panels, two in a row. */
export interface Dashboard {
    /** Its address, `/d/<uid>`: 1–40 letters, digits, '-' and '_'. Another uid is another dashboard. */
    readonly uid: string;
    /** What people call it; no other dashboard is called so. */
    readonly title: string;
    /** At least one. */
    readonly panels: readonly Panel[];
}

/** Lines over time. */
export interface Panel {
    /** No other panel of the dashboard is called so. */
    readonly title: string;
    /** What the figures are, by Grafana's name of the unit: `percent`, `bytes`, `s`, `short`. */
    readonly unit: string;
    /** At least one. */
    readonly queries: readonly Query[];
    /** Shown to who asks for it. @default none */
    readonly description?: string;
}

/** The lines of a panel that one expression gives. */
export interface Query {
    /** PromQL; Grafana puts the window that fits the zoom in place of `$__rate_interval`. */
    readonly expression: string;
    /** What a line is called; a label stands in double braces: `{{job}} p95`. */
    readonly legend: string;
}

/** What a ConfigMap holds at most (Kubernetes API, ConfigMap). */
const mostBytes = 1_048_576;

export function validateDashboards(dashboards: readonly Dashboard[]): Problem[] {
    const bytes = Object.values(dashboardFiles(dashboards)).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    return [
        ...distinct(
            "dashboards",
            dashboards.map(({ uid }) => uid),
        ),
        ...distinct(
            "dashboards",
            dashboards.map(({ title }) => title),
        ),
        ...dashboards.flatMap((dashboard, index) => dashboardProblems(`dashboards.${index}`, dashboard)),
        ...(bytes <= mostBytes
            ? []
            : [{ path: "dashboards", got: `${bytes} bytes`, allowed: `${mostBytes} bytes together, which is what a ConfigMap holds` }]),
    ];
}

function dashboardProblems(path: string, { uid, title, panels }: Dashboard): Problem[] {
    return [
        ...(/^[\w-]{1,40}$/.test(uid) ? [] : [{ path: `${path}.uid`, got: uid, allowed: "1–40 letters, digits, '-' and '_'" }]),
        ...(title.trim() ? [] : [{ path: `${path}.title`, got: title, allowed: "a title" }]),
        ...(panels.length > 0 ? [] : [{ path: `${path}.panels`, got: [], allowed: "at least one panel" }]),
        ...distinct(
            `${path}.panels`,
            panels.map(panel => panel.title),
        ),
        ...panels.flatMap((panel, index) => panelProblems(`${path}.panels.${index}`, panel)),
    ];
}

function panelProblems(path: string, { title, unit, queries }: Panel): Problem[] {
    return [
        ...(title.trim() ? [] : [{ path: `${path}.title`, got: title, allowed: "a title" }]),
        ...(unit.trim() ? [] : [{ path: `${path}.unit`, got: unit, allowed: "a unit of Grafana, such as percent or short" }]),
        ...(queries.length > 0 ? [] : [{ path: `${path}.queries`, got: [], allowed: "at least one query" }]),
        ...queries
            .map(({ expression }, index) => ({
                path: `${path}.queries.${index}.expression`,
                got: expression,
                allowed: "an expression of PromQL",
            }))
            .filter(({ got }) => !got.trim()),
    ];
}

/** Every dashboard as a file that Grafana reads. */
export const dashboardFiles = (dashboards: readonly Dashboard[]): Record<string, string> =>
    Object.fromEntries(dashboards.map(dashboard => [`${dashboard.uid}.json`, JSON.stringify(render(dashboard))]));

const columns = 2;
const width = 24 / columns;
const height = 8;

/**
 * What the builders of Grafana's SDK write, which a test holds; loading them would cost every start of a program
 * 0.1 s. Neither panels nor queries name a data source: they ask the default one.
 */
function render({ uid, title, panels }: Dashboard): object {
    return {
        uid,
        title,
        schemaVersion: 42,
        timezone: "browser",
        editable: false,
        time: { from: "now-6h", to: "now" },
        refresh: "1m",
        fiscalYearStartMonth: 0,
        graphTooltip: 0,
        templating: {},
        annotations: {},
        panels: panels.map((panel, index) => ({
            type: "timeseries",
            title: panel.title,
            ...(panel.description ? { description: panel.description } : {}),
            transparent: false,
            repeatDirection: "h",
            gridPos: { x: (index % columns) * width, y: Math.floor(index / columns) * height, w: width, h: height },
            options: {
                legend: { displayMode: "list", placement: "bottom", showLegend: true, calcs: [] },
                tooltip: { mode: "multi", sort: "desc" },
            },
            fieldConfig: { defaults: { unit: panel.unit, custom: {} }, overrides: [] },
            targets: panel.queries.map(({ expression, legend }, query) => ({
                refId: String.fromCharCode("A".charCodeAt(0) + query),
                expr: expression,
                legendFormat: legend,
            })),
        })),
    };
}
