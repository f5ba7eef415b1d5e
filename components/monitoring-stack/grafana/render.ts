import {
    BigValueColorMode,
    BigValueTextMode,
    GraphThresholdsStyleConfigBuilder,
    GraphThresholdsStyleMode,
    LegendDisplayMode,
    LegendPlacement,
    ReduceDataOptionsBuilder,
    SortOrder,
    TooltipDisplayMode,
    VizLegendOptionsBuilder,
    VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
    DashboardBuilder,
    DashboardLinkBuilder,
    DashboardLinkType,
    ThresholdsConfigBuilder,
    ThresholdsMode,
    type GridPos,
    type Threshold,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as FigureBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as LinesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import type { Dashboard, Panel, PanelKind, Thresholds } from "./args";

/** By which the pages find one another. */
const tag = "webstack";

/** Every dashboard as a file that Grafana reads. */
export const dashboardFiles = (dashboards: readonly Dashboard[]): Record<string, string> =>
    Object.fromEntries(dashboards.map(dashboard => [`${dashboard.uid}.json`, JSON.stringify(render(dashboard))]));

/** Neither panels nor queries name a data source: they ask the default one. */
function render({ uid, title, panels }: Dashboard): object {
    const others = new DashboardLinkBuilder("Pages").type(DashboardLinkType.Dashboards).tags([tag]).asDropdown(true).keepTime(true);
    const page = new DashboardBuilder(title)
        .uid(uid)
        .tags([tag])
        .link(others)
        .time({ from: "now-6h", to: "now" })
        .refresh("1m")
        .timezone("browser")
        .readonly();
    const places = placesOf(panels);
    panels.forEach((panel, index) => page.withPanel(built(panel, index + 1, places[index]!)));
    return page.build();
}

const sizes: Readonly<Record<PanelKind, { readonly w: number; readonly h: number }>> = {
    figure: { w: 6, h: 4 },
    lines: { w: 12, h: 8 },
};

const columns = 24;

/** From left to right, each kind in rows of its own. */
export function placesOf(panels: readonly Pick<Panel, "kind">[]): GridPos[] {
    let [x, y, row]: [number, number, PanelKind] = [0, 0, panels[0]?.kind ?? "lines"];
    return panels.map(({ kind = "lines" }) => {
        const { w, h } = sizes[kind];
        if (x > 0 && (kind !== row || x + w > columns)) [x, y] = [0, y + sizes[row].h];
        row = kind;
        const place = { x, y, w, h };
        x += w;
        return place;
    });
}

function built(panel: Panel, id: number, place: GridPos): LinesBuilder | FigureBuilder {
    const { title, unit, description, thresholds } = panel;
    const empty = panel.kind === "figure" ? figureOf(panel) : linesOf(panel);
    const filled = empty.id(id).gridPos(place).title(title).unit(unit).targets(queriesOf(panel));
    if (description) filled.description(description);
    if (thresholds) filled.thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(stepsOf(thresholds)));
    return filled;
}

const queriesOf = ({ queries }: Panel): DataqueryBuilder[] =>
    queries.map(({ expression, legend }, index) =>
        new DataqueryBuilder()
            .refId(String.fromCharCode("A".charCodeAt(0) + index))
            .expr(expression)
            .legendFormat(legend),
    );

function linesOf({ thresholds }: Panel): LinesBuilder {
    const legend = new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true)
        .calcs([]);
    const tooltip = new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending);
    const lines = new LinesBuilder().legend(legend).tooltip(tooltip);
    return thresholds ? lines.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed)) : lines;
}

const figureOf = ({ thresholds }: Panel): FigureBuilder =>
    new FigureBuilder()
        .reduceOptions(new ReduceDataOptionsBuilder().calcs(["lastNotNull"]).fields("").values(false))
        .textMode(BigValueTextMode.ValueAndName)
        .colorMode(thresholds ? BigValueColorMode.Background : BigValueColorMode.None);

/** Grafana's steps go from the least value up; the first has none. */
function stepsOf({ warning, critical }: Thresholds): Threshold[] {
    return critical > warning
        ? [
              { value: null, color: "green" },
              { value: warning, color: "yellow" },
              { value: critical, color: "red" },
          ]
        : [
              { value: null, color: "red" },
              { value: critical, color: "yellow" },
              { value: warning, color: "green" },
          ];
}
