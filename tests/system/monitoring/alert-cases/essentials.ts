import { counter, minute, swing, whole, type AlertCase } from "./case";

const payments = (status: string): string => `http_requests_total{job="web", route="/api/payment/cards", status="${status}"}`;
const others = (status: string): string => `http_requests_total{job="web", route="/", status="${status}"}`;

export const essentialCases: readonly AlertCase[] = [
    swing({
        alert: "PaymentFailure",
        severity: "critical",
        after: 2 * minute,
        sees: whole(5 * minute),
        series: pens => ({
            [payments("503")]: pens.counter(5.05, 4.95),
            [payments("200")]: pens.counter(4.95, 5.05, 10),
            // So many others that the whole service hardly fails.
            [others("200")]: pens.counter(1000, 1000, 1000),
        }),
        silent: {
            "others fail": { [others("500")]: counter([100, 20 * minute]), [payments("200")]: counter([10, 20 * minute]) },
            "none ever failed": { [payments("200")]: counter([10, 20 * minute]) },
        },
    }),
];
