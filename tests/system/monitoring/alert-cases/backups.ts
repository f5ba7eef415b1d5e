import { hour, level, minute, swing, type AlertCase } from "./case";

const labels = { namespace: "shop", cronjob: "orders-dump" };
const of = (metric: string): string => `kube_cronjob_${metric}{namespace="shop", cronjob="orders-dump"}`;
const created = of("created");
const succeeded = of("status_last_successful_time");
const teller = 'up{job="kube-state-metrics", instance="10.0.0.7:8080"}';
/** Once a day, and two hours late. */
const late = 26 * hour;
const always = (figure: number): ReturnType<typeof level> => level([figure, 20 * minute]);

const shared = { alert: "BackupMissing", severity: "critical", after: 5 * minute, labels, step: 15 } as const;

export const backupCases: readonly AlertCase[] = [
    {
        ...shared,
        fires: { series: { [succeeded]: always(2 * minute - late), [created]: always(-100 * hour) }, from: 2 * minute + 15 },
        silent: {
            "just not enough": { [succeeded]: always(20 * minute - late), [created]: always(-100 * hour) },
            "just not long enough": {
                [succeeded]: level([2 * minute - late, 7 * minute + 15], [7 * minute, 10 * minute]),
                [created]: always(-100 * hour),
            },
        },
        resolves: {
            series: { [succeeded]: level([2 * minute - late, 10 * minute], [10 * minute, 10 * minute]), [created]: always(-100 * hour) },
            until: 10 * minute,
        },
    },
    {
        ...shared,
        // It has never succeeded.
        fires: { series: { [created]: always(2 * minute - late) }, from: 2 * minute + 15 },
        silent: { "just not enough": { [created]: always(20 * minute - late) } },
        resolves: {
            series: { [created]: always(2 * minute - late), [succeeded]: level([undefined, 10 * minute], [10 * minute, 10 * minute]) },
            until: 10 * minute,
        },
    },
    // Somebody took it away.
    swing({
        ...shared,
        series: pens => ({ [created]: pens.level(undefined, 0), [teller]: pens.level(1, 1) }),
        silent: {
            "who tells of it is moving to another node": {
                [created]: level([0, 2 * minute], [undefined, 18 * minute]),
                [teller]: level([1, 2 * minute], [0, 18 * minute]),
            },
        },
    }),
];
