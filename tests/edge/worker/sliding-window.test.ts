import * as fc from "fast-check";
import { admit, type Hits } from "../../../components/edge-cdn/worker/sliding-window";

const period = 600_000;

/** When requests that come at these times are let through. */
function letThrough(times: readonly number[], requests: number): number[] {
    let hits: Hits = [];
    return times.filter(now => {
        const { verdict, hits: after } = admit(hits, now, requests, period);
        hits = after;
        return verdict.allowed;
    });
}

describe("a sliding window", () => {
    it.each([1, 5, 10, 100, 300, 500, 1000])("lets %d through, and not one more until the first has gone", requests => {
        expect(
            letThrough(
                Array.from({ length: requests + 1 }, () => 0),
                requests,
            ),
        ).toHaveLength(requests);
        const full = Array.from({ length: requests }, (_, index) => index + period);
        expect(admit(full, requests, requests, period).verdict).toEqual({ allowed: false, remaining: 0, waitMs: period - requests });
        expect(admit(full, period - 1, requests, period).verdict).toEqual({ allowed: false, remaining: 0, waitMs: 1 });
        expect(admit(full, period, requests, period).verdict.allowed).toBe(true);
    });

    it("never lets more than that through in any period, and refuses only where there were as many", () => {
        const times = fc.array(fc.nat(400_000), { maxLength: 60 }).map(steps => {
            let now = 0;
            return steps.map(step => (now += step));
        });
        fc.assert(
            fc.property(times, fc.integer({ min: 1, max: 8 }), (asked, requests) => {
                const passed = letThrough(asked, requests);
                const inPeriodBefore = (now: number): number => passed.filter(time => time > now - period && time <= now).length;
                for (const time of passed) expect(inPeriodBefore(time)).toBeLessThanOrEqual(requests);
                for (const time of asked) if (!passed.includes(time)) expect(inPeriodBefore(time)).toBe(requests);
            }),
        );
    });

    it("says exactly when the next one is let through", () => {
        const full = fc
            .array(fc.integer({ min: 1, max: period }), { minLength: 1, maxLength: 30 })
            .map(hits => hits.sort((one, other) => one - other));
        fc.assert(
            fc.property(full, fc.integer({ min: 1, max: 30 }), (hits, requests) => {
                const { verdict } = admit(hits, 0, requests, period);
                expect(verdict.allowed).toBe(hits.length < requests);
                if (verdict.allowed) return;
                expect(admit(hits, verdict.waitMs - 1, requests, period).verdict.allowed).toBe(false);
                expect(admit(hits, verdict.waitMs, requests, period).verdict.allowed).toBe(true);
            }),
        );
    });

    it("takes what a clock that was ahead has written as now", () => {
        const ahead = Array.from({ length: 5 }, () => 86_400_000 + period);
        expect(admit(ahead, 0, 5, period)).toEqual({
            verdict: { allowed: false, remaining: 0, waitMs: period },
            hits: Array.from({ length: 5 }, () => period),
        });
    });

    it("holds a limit that has become lower", () => {
        const hits = [10, 20, 30, 40];
        expect(admit(hits, 0, 2, period).verdict).toEqual({ allowed: false, remaining: 0, waitMs: 30 });
        expect(admit(hits, 30, 2, period).verdict).toEqual({ allowed: true, remaining: 0, waitMs: 10 });
    });
});
