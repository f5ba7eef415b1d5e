import { counter, hour, level, minute, swing, whole, type AlertCase, type Series, type Stretch } from "./case";

const labels = { node: "n1" };
const of = (metric: string, more = ""): string => `${metric}{job="nodes", instance="10.0.0.1:9100", node="n1"${more}}`;
const disk = (metric: string, fstype = "xfs"): string =>
    of(`node_filesystem_${metric}`, `, device="/dev/nvme0n1p1", fstype="${fstype}", mountpoint="/"`);
const ready = 'kube_node_status_condition{node="n1", condition="Ready", status="true"}';
const created = 'kube_node_created{node="n1"}';
const kubelet = (job: string): string => `up{job="${job}", instance="ip-10-0-0-1", node="n1"}`;
const taint = 'kube_node_spec_taint{node="n1", key="karpenter.sh/disrupted"}';
const always = (figure: number): ReturnType<typeof level> => level([figure, 20 * minute]);

/** The disk, of which so much is free at first, and so much more with every minute. */
const filling = (size: number, ...perMinute: Stretch[]): Series => {
    const end = perMinute.reduce((sum, [, seconds]) => sum + seconds, 15);
    return {
        [disk("avail_bytes")]: counter(...perMinute),
        [disk("size_bytes")]: level([size, end]),
        [disk("readonly")]: level([0, end]),
    };
};
/** Courses of counters begin at a million: less than half of this. */
const size = 2_200_000;

export const nodeCases: readonly AlertCase[] = [
    swing({
        alert: "NodeNotReady",
        severity: "critical",
        after: 30,
        labels,
        series: pens => ({ [ready]: pens.level(0, 1), [created]: pens.level(-600, -600) }),
        silent: {
            "it has just come": { [ready]: level([0, 10 * minute]), [created]: level([15, 10 * minute]) },
            "it is taken away": { [ready]: always(0), [created]: always(-600), [taint]: always(1) },
        },
    }),
    swing({
        alert: "NodeNotReady",
        severity: "critical",
        after: 30,
        labels,
        series: pens => ({ [kubelet("containers")]: pens.level(0, 0, 1), [kubelet("kubelet")]: pens.level(0, 1) }),
        silent: { "it is taken away": { [kubelet("containers")]: always(0), [kubelet("kubelet")]: always(0), [taint]: always(1) } },
    }),
    swing({
        alert: "NodeCPUHigh",
        severity: "warning",
        after: 5 * minute,
        labels,
        sees: whole(5 * minute),
        series: pens => ({
            // Seconds in a minute; the two processors together count.
            [of("node_cpu_seconds_total", ', cpu="0", mode="idle"')]: pens.counter(17.95, 18.05, 60),
            [of("node_cpu_seconds_total", ', cpu="1", mode="idle"')]: pens.counter(6, 6, 60),
        }),
    }),
    swing({
        alert: "NodeMemoryHigh",
        severity: "warning",
        after: 5 * minute,
        labels,
        series: pens => ({
            [of("node_memory_MemAvailable_bytes")]: pens.level(149, 151),
            [of("node_memory_MemTotal_bytes")]: pens.level(1000, 1000),
        }),
    }),
    swing({
        alert: "NodeDiskFull",
        severity: "critical",
        after: 5 * minute,
        labels: { ...labels, device: "/dev/nvme0n1p1" },
        series: pens => ({
            [disk("avail_bytes")]: pens.level(149, 151),
            [disk("size_bytes")]: pens.level(1000, 1000),
            [disk("readonly")]: pens.level(0, 0),
        }),
        silent: {
            "nobody can write to it": {
                [disk("avail_bytes")]: always(0),
                [disk("size_bytes")]: always(1000),
                [disk("readonly")]: always(1),
            },
            "it is in memory": {
                [disk("avail_bytes", "tmpfs")]: always(0),
                [disk("size_bytes", "tmpfs")]: always(1000),
                [disk("readonly", "tmpfs")]: always(0),
            },
        },
    }),
    {
        alert: "NodeDiskFillsUp",
        severity: "warning",
        after: hour,
        labels: { ...labels, device: "/dev/nvme0n1p1" },
        step: 15,
        // A million is used up in a day at 694 a minute; the second sample shows how fast it goes.
        fires: { series: filling(size, [-700, 70 * minute]), from: 15 },
        silent: {
            "just not enough": filling(size, [-640, 2 * hour]),
            "just not long enough": filling(size, [-700, hour], [1_000_000, minute], [0, hour]),
            "it is half empty": filling(1_900_000, [-700, 70 * minute]),
        },
        resolves: { series: filling(size, [-700, 65 * minute], [1_000_000, minute]), until: 65 * minute + 15 },
    },
    swing({
        alert: "NodePressure",
        severity: "warning",
        after: 5 * minute,
        labels: { ...labels, condition: "DiskPressure", status: "true" },
        series: pens => ({ 'kube_node_status_condition{node="n1", condition="DiskPressure", status="true"}': pens.level(1, 0) }),
        silent: { "it is ready": { [ready]: always(1) } },
    }),
    ...[1, -1].map(sign =>
        swing({
            alert: "NodeClockWrong",
            severity: "warning",
            after: 10 * minute,
            labels,
            series: pens => ({ [of("node_timex_offset_seconds")]: pens.level(sign * 0.051, sign * 0.05) }),
        }),
    ),
    swing({
        alert: "NodeClockWrong",
        severity: "warning",
        after: 10 * minute,
        labels,
        series: pens => ({ [of("node_timex_maxerror_seconds")]: pens.level(16, 15.9), [of("node_timex_sync_status")]: pens.level(0, 0) }),
        silent: { "somebody sets it": { [of("node_timex_maxerror_seconds")]: always(16), [of("node_timex_sync_status")]: always(1) } },
    }),
];
