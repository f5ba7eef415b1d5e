import { distinct, dnsLabel } from "../../core/checks";
import { withDefaults } from "../../core/defaults";
import { under, type Problem } from "../../core/errors";
import { windowDefaults, type MaintenanceWindow } from "./args";
import { watchdog } from "./routes";

/** As Alertmanager counts them. */
const days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

export const validateMaintenance = (windows: readonly MaintenanceWindow[]): Problem[] => [
    ...distinct(
        "maintenance",
        windows.map(({ name }) => name),
    ),
    ...windows.flatMap((window, index) => under(`maintenance.${index}`, validateWindow(window))),
];

function validateWindow(window: MaintenanceWindow): Problem[] {
    const { name, weekdays, from, to, timeZone, alerts } = withDefaults(windowDefaults, window);
    const times = [...time("from", from, "23:59"), ...time("to", to, "24:00")];
    return [
        ...dnsLabel("name", name),
        ...(weekdays ?? []).flatMap(weekday),
        ...empty("weekdays", weekdays, "at least one day, or none given for every day"),
        ...times,
        // Of two digits each, they compare as texts.
        ...(times.length > 0 || from < to
            ? []
            : [{ path: "to", got: to, allowed: `a time after ${from}`, fix: "A window over midnight is two: to 24:00, and from 00:00." }]),
        ...(isTimeZone(timeZone)
            ? []
            : [{ path: "timeZone", got: timeZone, allowed: "a time zone of the IANA database such as Europe/Dublin, or UTC" }]),
        ...empty("alerts", alerts, "at least one alert, or none given for all"),
        ...distinct("alerts", alerts ?? []),
        ...(alerts ?? [])
            .filter(alert => alert === watchdog || !/^[A-Za-z_]\w*$/.test(alert))
            .map(got => ({ path: "alerts", got, allowed: `names of alerts other than ${watchdog}` })),
    ];
}

const empty = (path: string, list: readonly string[] | undefined, allowed: string): Problem[] =>
    list?.length === 0 ? [{ path, got: list, allowed }] : [];

function weekday(value: string): Problem[] {
    const [first, last = first, ...more] = value.split(":").map(day => days.indexOf(day));
    if (first! >= 0 && last! >= first! && more.length === 0) return [];
    return [
        {
            path: "weekdays",
            got: value,
            allowed: `${days.join(", ")}, or two of them in this order with ':' between`,
            fix: "A week begins on Sunday: saturday:sunday is both, one by one.",
        },
    ];
}

function time(path: string, value: string, last: string): Problem[] {
    return (/^([01]\d|2[0-3]):[0-5]\d$/.test(value) || value === "24:00") && value <= last
        ? []
        : [{ path, got: value, allowed: `a time of two digits each from 00:00 to ${last}` }];
}

/** Alertmanager tells capitals apart, which `Intl` does not; and `Intl` lists one name alone of those that mean the same. */
function isTimeZone(zone: string): boolean {
    const listed = Intl.supportedValuesOf("timeZone");
    if (zone === "UTC" || listed.includes(zone)) return true;
    if (
        !/^[A-Z][A-Za-z]*(\/[A-Z][A-Za-z]*([_-][A-Za-z]+)*)+$/.test(zone) ||
        listed.some(other => other.toLowerCase() === zone.toLowerCase())
    ) {
        return false;
    }
    try {
        new Intl.DateTimeFormat("en", { timeZone: zone });
        return true;
    } catch {
        return false;
    }
}
