// The parts of prom-client by themselves: the whole brings figures of the process, and what they are traced by.
declare module "prom-client/lib/counter" {
    import { Counter } from "prom-client";
    export = Counter;
}
declare module "prom-client/lib/histogram" {
    import { Histogram } from "prom-client";
    export = Histogram;
}
declare module "prom-client/lib/registry" {
    import { Registry } from "prom-client";
    export = Registry;
}
