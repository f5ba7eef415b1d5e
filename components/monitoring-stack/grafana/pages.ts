import type { Dashboard, Panel, StandardPage } from "./args";
import { standardPages } from "./args";
import { applicationPanels } from "./pages/application";
import { businessPanels } from "./pages/business";
import { cachePanels } from "./pages/cache";
import { databasePanels } from "./pages/database";
import { edgePanels } from "./pages/edge";
import { externalPanels } from "./pages/external";
import { monitoringPanels } from "./pages/monitoring";
import { releasePanels } from "./pages/release";
import { sloPanels } from "./pages/slo";
import { systemPanels } from "./pages/system";
import type { DashboardContext } from "./queries";

interface Page {
    readonly title: string;
    /** None where there is nothing to look at: then there is no page. */
    readonly panels: (context: DashboardContext) => readonly Panel[];
}

const serves = ({ monitored: { pods } }: DashboardContext): boolean => pods.some(({ role = "service" }) => role === "service");

const pages: Readonly<Record<StandardPage, Page>> = {
    system: { title: "System", panels: systemPanels },
    application: { title: "Application", panels: context => (serves(context) ? applicationPanels(context) : []) },
    database: { title: "Database", panels: databasePanels },
    cache: { title: "Cache", panels: ({ monitored: { caches } }) => (caches.length > 0 ? cachePanels() : []) },
    edge: { title: "Edge", panels: edgePanels },
    release: { title: "Release", panels: context => (serves(context) ? releasePanels(context) : []) },
    slo: { title: "Objectives", panels: sloPanels },
    business: { title: "Business", panels: businessPanels },
    external: { title: "External APIs", panels: externalPanels },
    monitoring: { title: "Monitoring", panels: monitoringPanels },
};

/** The pages that suit what there is to look at, and those of a user's own, some in the place of one of these. */
export function dashboardsOf(context: DashboardContext): Dashboard[] {
    const { extra = [], without = [] } = context.args;
    const own = new Map(extra.map(page => [page.uid, page]));
    const standard = standardPages
        .filter(uid => !without.includes(uid))
        .map((uid): Dashboard => own.get(uid) ?? { uid, title: pages[uid].title, panels: pages[uid].panels(context) })
        .filter(({ uid, panels }) => panels.length > 0 || own.has(uid));
    return [...standard, ...extra.filter(page => !standard.includes(page))];
}
