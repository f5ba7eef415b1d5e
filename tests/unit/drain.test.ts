import { deregistrationSeconds, lameDuckSeconds } from "../../components/app-cluster/drain";
import { validateServiceArgs, type RollingServiceArgs } from "../../components/app-cluster/service-args";
import { containerOf, eksCluster, podOf, range } from "./clusters";
import { lines, stackOf } from "./support";

describe("a pod that is told to stop", () => {
    it("goes on answering for fifteen seconds: the ten that the load balancer takes, and five in which it learns of it", () => {
        expect(deregistrationSeconds).toBe(10);
        expect(lameDuckSeconds).toBe(15);
    });

    it("has at least five seconds more to finish before it is killed", async () => {
        const stack = await stackOf(
            "drain",
            `
${eksCluster}
const web = eks.addService("web", { image: "x/web:1", port: 8000 });
eks.addService("least", { image: "x/web:1", port: 8000, shutdownSeconds: 20 });
eks.addService("long", { image: "x/web:1", port: 8000, shutdownSeconds: 3600 });
eks.addService("colours", { blueGreen: { images: { blue: "x/web:1", green: "x/web:2" }, activeColor: "blue" }, port: 8000, shutdownSeconds: 75 });
eks.expose([{ host: "shop.example.com", service: web }]);
`,
        );
        const seconds = (key: string): unknown[] => [containerOf(stack, key).lifecycle, podOf(stack, key).terminationGracePeriodSeconds];
        const lifecycle = { preStop: { sleep: { seconds: 15 } } };
        expect(seconds("Deployment web-deployment")).toEqual([lifecycle, 40]);
        expect(seconds("Deployment least-deployment")).toEqual([lifecycle, 20]);
        expect(seconds("Deployment long-deployment")).toEqual([lifecycle, 3600]);
        for (const color of ["blue", "green"]) expect(seconds(`Deployment colours-deployment-${color}`)).toEqual([lifecycle, 75]);
        expect(JSON.stringify(stack.inputs("Ingress app-ingress"))).toContain("deregistration_delay.timeout_seconds=10");
    });

    it("fails for an end that comes before the load balancer is done", () => {
        const check = (args: Partial<RollingServiceArgs>): string[] =>
            lines(validateServiceArgs({ image: "x/web:1", port: 8000, ...args }));
        expect(check({ shutdownSeconds: 19 })).toEqual([range("shutdownSeconds", 19, 20, 3600)]);
        expect(check({ shutdownSeconds: 3601 })).toEqual([range("shutdownSeconds", 3601, 20, 3600)]);
        expect(check({ shutdownSeconds: 20 })).toEqual([]);
    });
});
