import { validatePostgres } from "../../components/postgres-with-backups/args";
import type { InClusterArgs } from "../../components/postgres-with-backups/in-cluster-args";
import { range } from "./clusters";
import { backupTarget, changesOf, clusterRef, rdsPlace, shown } from "./databases";
import { account, lines, stackOf, type Stack } from "./support";

/** What becomes of a database in the cluster when one option changes, of what holds data or serves it. */
interface Step {
    readonly option: string;
    readonly from?: string;
    readonly to: string;
    readonly changes: readonly string[];
}

const container = "spec.template.spec.containers[name=postgres]";
const restore = (name: string): string => `"${name}": { from: { kind: "dump", file: "latest" } }`;

const steps: readonly Step[] = [
    { option: "resources", to: 'resources: { cpu: "1", memory: "1Gi" }', changes: [`StatefulSet server: ${container}.resources`] },
    { option: "parameters", to: 'parameters: { work_mem: "8MB" }', changes: [`StatefulSet server: ${container}.args`] },
    { option: "version", from: 'version: "16"', to: 'version: "17"', changes: [`StatefulSet server: ${container}.image`] },
    { option: "dumpDays", to: "dumpDays: 7", changes: [] },
    { option: "extensions", to: "extensions: []", changes: [] },
    { option: "pool", to: "pool: { max: 3 }", changes: [] },
    {
        // Kubernetes changes no claim of a StatefulSet; the volume of the dumps grows.
        option: "storage",
        to: 'storage: "20Gi"',
        changes: ["PersistentVolumeClaim dumps: spec.resources"],
    },
    { option: "restores", to: `restores: { ${restore("old")} }`, changes: ["+ StatefulSet old-server"] },
    {
        option: "restores: one more",
        from: `restores: { ${restore("old")} }, active: "old"`,
        to: `restores: { ${restore("old")}, ${restore("older")} }, active: "old"`,
        changes: ["+ StatefulSet older-server"],
    },
    { option: "active", from: `restores: { ${restore("old")} }`, to: `restores: { ${restore("old")} }, active: "old"`, changes: [] },
];
const cases = steps.map((step, index) => ({ ...step, name: `db${index}` }));

const program = (side: "from" | "to", key: string): string => `
${rdsPlace}
const inside = { kind: "in-cluster", namespace: "shop", database: "shop" };
${cases.map(({ name, [side]: args = "" }) => `new webstack.PostgresWithBackups("${name}", { ...inside, ${args} }, { providers });`).join("\n")}
const dumped = new webstack.PostgresWithBackups("dumped", inside, { providers });
const [one, again] = [dumped.dumpBefore("${key}"), dumped.dumpBefore("${key}")];
exports.same = one === again;
`;

let before: Stack;
let after: Stack;
beforeAll(async () => {
    before = await stackOf("in-cluster-changes-before", program("from", "ghcr.io/acme/api:1"));
    after = await stackOf("in-cluster-changes-after", program("to", "ghcr.io/acme/api:2"));
});

describe("a change of an option of a database in the cluster", () => {
    const holds = /^(replaced |[+-] )?(StatefulSet|PersistentVolumeClaim|RandomPassword|PrivateKey|Secret) (?!roles)/;

    it.each(cases)("replaces and deletes nothing that holds data: $option", ({ name, changes: expected }) => {
        const changes = changesOf(name, before, after);
        const told = changes.map(change => shown(name, change)).filter(step => holds.test(step));
        expect(told.map(step => step.replace(/(\.(args|resources))[.[].*$/, "$1")).sort()).toEqual([...expected].sort());
        expect(changes.filter(({ kind, loses }) => kind === "deleted" || loses)).toEqual([]);
    });
});

describe("a dump before something", () => {
    it("is made anew for another key, and leaves the nightly one alone", () => {
        expect(changesOf("dumped", before, after).map(change => shown("dumped", change))).toEqual([
            expect.stringMatching(/^\+ Job dump-before-[0-9a-f]{8}$/) as string,
            expect.stringMatching(/^- Job dump-before-[0-9a-f]{8}$/) as string,
        ]);
    });

    it("is one for all who wait for the same", () => expect([before.outputs.same, after.outputs.same]).toEqual([true, true]));

    it("can be waited for, and runs no second time for another way to dump", () => {
        const [job] = before.children("dumped").filter(child => child.startsWith("Job dumped-dump-before-"));
        expect(before.get(job!)).toMatchObject({
            ignoreChanges: ["spec"],
            inputs: {
                metadata: { annotations: { "pulumi.com/timeoutSeconds": "3720", "pulumi.com/replaceUnready": "true" } },
                spec: { backoffLimit: 2, activeDeadlineSeconds: 3600 },
            },
        });
        expect(before.waitsFor(job!)).toEqual(expect.arrayContaining(["dumped-dump", "dumped-dump-network", "dumped-credentials"]));
    });
});

describe("validatePostgres in the cluster", () => {
    const inCluster: InClusterArgs = { kind: "in-cluster", namespace: "shop", database: "shop" };
    const dumps = { to: backupTarget, cluster: clusterRef, accountId: account, region: "eu-west-1" };
    const check = (args: object): string[] => lines(validatePostgres({ ...inCluster, ...args }));
    const from = (file: string): object => ({ from: { kind: "dump", file } });
    const ofJobs = "a name that no job has: not dump, roles, restored or restore.";

    it("takes the defaults, dumps to a bucket, and restores", () => {
        expect(check({})).toEqual([]);
        expect(check({ dumps, restores: { old: from("latest"), older: from("shop_backup_20260131_093000.sql") }, active: "old" })).toEqual(
            [],
        );
    });

    it.each<[string, object, string[]]>([
        [
            "namespace, sizes and days",
            { namespace: "", storage: "10G", resources: { cpu: "x", memory: "y" }, dumpDays: 0 },
            [
                `namespace: got ""; allowed: lower-case letters, digits and '-', at most 63 characters.`,
                'storage: got "10G"; allowed: a size such as 512Mi or 4Gi.',
                'resources.cpu: got "x"; allowed: CPUs such as 500m or 2.',
                'resources.memory: got "y"; allowed: a size such as 512Mi or 4Gi.',
                range("dumpDays", 0, 1, 365),
            ],
        ],
        [
            "parameters",
            { parameters: { "rds.log_retention_period": 1440 } },
            [expect.stringMatching(/^parameters\.rds\.log_retention_period: /) as never],
        ],
        [
            "dumps by a cluster that is none of AWS's, or in another namespace",
            { dumps: { ...dumps, cluster: { namespace: "other" }, accountId: "1", region: "" } },
            [
                'dumps.accountId: got "1"; allowed: an AWS account id: 12 digits, in quotes.',
                'dumps.region: got ""; allowed: a region of AWS such as eu-west-1.',
                "dumps.cluster.clusterName: is missing; allowed: the name of an EKS cluster. It gives the job its identity in AWS.",
                'dumps.cluster.namespace: got "other"; allowed: that of the database, shop.',
            ],
        ],
        [
            "restore of no dump",
            { restores: { old: from("/etc/passwd") } },
            ['restores.old.from.file: got "/etc/passwd"; allowed: a dump\'s name, or latest.'],
        ],
        [
            "active that is none",
            { active: "old" },
            ['active: got "old"; allowed: nothing, without restores and without promoted regionReplicas.'],
        ],
        ...["dump", "dump-a", "roles", "roles-a", "restored-a", "a-restore"].map(
            name =>
                [
                    `restore called ${name}`,
                    { restores: { [name]: from("latest") } },
                    [`restores.${name}: got "${name}"; allowed: ${ofJobs}`],
                ] as [string, object, string[]],
        ),
    ])("fails for its %s", (_, args, said) => expect(check(args)).toEqual(said));
});
