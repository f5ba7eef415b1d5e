import { externalApiDefaults } from "./args";
import { shareOf, warning, type AlertContext, type Row } from "./context";

/** Figures that the business goes by, beside those of the same hour a week ago. */
export const businessAlerts = ({ args: { business = [] } }: AlertContext): Row[] =>
    business.flatMap(({ name, expression, dropPercent }) =>
        dropPercent === undefined
            ? []
            : [
                  {
                      ...warning(
                          `${name}Drop`,
                          "1h",
                          `(${expression}) < ${Number((1 - dropPercent / 100).toPrecision(6))} * (${weekAgo(expression)})`,
                          `${name} fell by more than ${dropPercent} % against a week ago`,
                      ),
                      anchor: "drop",
                  },
              ],
    );

/** What was asked a week ago: by a subquery, since an offset belongs to a series, and an expression may have several. */
const weekAgo = (expression: string): string => `last_over_time((${expression})[1m:1m] offset 1w)`;

/** APIs of others, each under its name. */
export function externalApiAlerts({ args: { externalApis = [] }, thresholds: { externalErrorRate } }: AlertContext): Row[] {
    if (externalApis.length === 0) return [];
    const apis = externalApis.map(({ name, requests = `${name}_api_requests_total`, failures, quota }) => {
        const rate = (labels = ""): string => `sum(rate(${requests}${labels}[5m]))`;
        return {
            named: (expression: string): string => `label_replace(${expression}, "api", "${name}", "", "")`,
            failed: shareOf(rate(`{${failures ?? externalApiDefaults.failures}}`), rate()),
            refused: `sum(increase(${requests}{${quota ?? externalApiDefaults.quota}}[5m]))`,
        };
    });
    return [
        warning(
            "ExternalApiErrors",
            "5m",
            apis.map(({ named, failed }) => named(`${failed} > ${externalErrorRate}`)).join(" or "),
            "{{ $labels.api }} fails more than it should",
        ),
        warning(
            "ExternalApiQuota",
            "1m",
            apis.map(({ named, refused }) => named(`${refused} > 0`)).join(" or "),
            "{{ $labels.api }} refuses calls: the quota is used up",
        ),
    ];
}
