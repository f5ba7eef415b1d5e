import { validatePostgres } from "../../components/postgres-with-backups/args";
import type { RdsArgs } from "../../components/postgres-with-backups/rds-args";
import { backupTarget, clusterRef, rdsArgs } from "./databases";
import { account, lines, parts } from "./support";

const check = (args: Partial<RdsArgs>): string[] => lines(validatePostgres({ ...rdsArgs, ...args }));

const pointInTime = { from: { kind: "point-in-time", time: "latest" } } as const;
const replica = { region: "us-west-1", network: parts };
const dumps = { to: backupTarget };

describe("validatePostgres of instances beside the first", () => {
    const regions = "a region of AWS such as eu-west-1";
    const copies = { backup: { copyTo: { region: "us-west-1" } } };
    const from = (source: object): Partial<RdsArgs> => ({ restores: { before: { from: source as never } } });
    const elsewhere = { kind: "other-region", region: "us-west-1", network: parts };
    const backups = `arn:aws:rds:us-west-1:${account}:auto-backup:ab-abc`;
    const time = "allowed: a time in UTC such as 2026-01-31T09:30:00Z, or latest.";
    const at = "restores.before.from";

    it.each<[string, Partial<RdsArgs>]>([
        ["any second", from({ kind: "point-in-time", time: "2024-02-29T23:59:59Z" })],
        ["the latest second", from({ kind: "point-in-time", time: "latest" })],
        ["what is in use by now", { restores: { before: pointInTime, again: { from: { ...pointInTime.from, of: "before" } } } }],
        ["a snapshot by its name", from({ kind: "snapshot", snapshotId: "rds:shop-2026-01-31-03-05" })],
        ["one by its ARN", from({ kind: "snapshot", snapshotId: `arn:aws:rds:eu-west-1:${account}:snapshot:awsbackup:job-1` })],
        ["one that was copied", { ...copies, ...from({ ...elsewhere, snapshotId: "copied" }) }],
        ["backups that were copied", { ...copies, ...from({ ...elsewhere, automatedBackupsArn: backups, time: "latest" }) }],
        ["a dump", { dumps, cluster: clusterRef, ...from({ kind: "dump", file: "shop_backup_20260131_093000.dump" }) }],
    ])("takes %s", (_, args) => expect(check(args)).toEqual([]));

    it.each<[string, Partial<RdsArgs>, string[]]>([
        [
            "a restore that stands behind, or is none",
            { restores: { again: { from: { ...pointInTime.from, of: "before" } }, before: { from: { ...pointInTime.from, of: "x" } } } },
            [
                'restores.again.from.of: got "before"; allowed: nothing: no restore in this region stands before.',
                'restores.before.from.of: got "x"; allowed: again.',
            ],
        ],
        [
            "a day that is none",
            from({ kind: "point-in-time", time: "2026-02-29T00:00:00Z" }),
            [`${at}.time: got "2026-02-29T00:00:00Z"; ${time}`],
        ],
        [
            "a time of some zone",
            from({ kind: "point-in-time", time: "2026-01-31T09:30:00+09:00" }),
            [`${at}.time: got "2026-01-31T09:30:00+09:00"; ${time}`],
        ],
        ["a kind that is none", from({ kind: "tape" }), [`${at}.kind: got "tape"; allowed: point-in-time, snapshot, other-region, dump.`]],
        [
            "a snapshot that is none",
            from({ kind: "snapshot", snapshotId: "no such" }),
            [`${at}.snapshotId: got "no such"; allowed: the name or ARN of a snapshot of RDS.`],
        ],
        [
            "a dump of no dumps",
            from({ kind: "dump", file: "latest" }),
            [`${at}: got "dump"; allowed: a database with dumps. Set dumps: it says where they lie.`],
        ],
        [
            "a file that is no dump",
            { dumps, cluster: clusterRef, ...from({ kind: "dump", file: "../x.dump" }) },
            [`${at}.file: got "../x.dump"; allowed: a dump's name such as shop_backup_20260131_093000.dump, or latest.`],
        ],
        [
            "a region without copies",
            from({ ...elsewhere, snapshotId: "a" }),
            [`${at}.region: got "us-west-1"; allowed: a region that copies are in. Set backup.copyTo.`],
        ],
        [
            "another region than that of the copies",
            { ...copies, ...from({ ...elsewhere, region: "us-east-1", snapshotId: "a" }) },
            [`${at}.region: got "us-east-1"; allowed: us-west-1, where backup.copyTo has the copies.`],
        ],
        [
            "its own region",
            { ...copies, ...from({ ...elsewhere, region: "eu-west-1", snapshotId: "a" }) },
            [`${at}.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.`],
        ],
        [
            "two sources",
            { ...copies, ...from({ ...elsewhere, snapshotId: "a", automatedBackupsArn: backups, time: "latest" }) },
            [`${at}.snapshotId: got "a"; allowed: either snapshotId, or automatedBackupsArn with a time.`],
        ],
        [
            "copied backups without a time",
            { ...copies, ...from({ ...elsewhere, automatedBackupsArn: "x" }) },
            [
                `${at}.automatedBackupsArn: got "x"; allowed: the ARN of automated backups: arn:aws:rds:…:auto-backup:ab-….`,
                `${at}.time: is missing; ${time}`,
            ],
        ],
        [
            "a name that is none",
            { restores: { Before: pointInTime } },
            ["restores.Before: got \"Before\"; allowed: a letter, then lower-case letters, digits and single '-', at most 16 characters."],
        ],
        [
            "the name of a region's replica",
            { regionReplicas: [replica], restores: { "us-west-1": pointInTime } },
            ['restores.us-west-1: got "us-west-1"; allowed: a name that no region of regionReplicas has: `active` says either.'],
        ],
        ["an active that is none", { restores: { before: pointInTime }, active: "after" }, ['active: got "after"; allowed: before.']],
        [
            "an active replica",
            { regionReplicas: [replica], active: "us-west-1" },
            ['active: got "us-west-1"; allowed: nothing, without restores and without promoted regionReplicas.'],
        ],
        [
            "a first instance that is in use",
            { firstInstance: "unprotected" },
            ['firstInstance: got "unprotected"; allowed: kept, as long as `connection` leads to it. Set active first.'],
        ],
        [
            "what becomes of the first",
            { firstInstance: "gone" as never },
            ['firstInstance: got "gone"; allowed: kept, unprotected, removed.'],
        ],
        [
            "a first instance that is replicated",
            { restores: { before: pointInTime }, active: "before", firstInstance: "removed", regionReplicas: [replica] },
            [
                'firstInstance: got "removed"; allowed: kept or unprotected, as long as the replica in us-west-1 replicates it. Promote it, or take it away first.',
            ],
        ],
        [
            "a replica where the database is",
            { regionReplicas: [{ ...replica, region: "eu-west-1" }] },
            ['regionReplicas.0.region: got "eu-west-1"; allowed: another region than eu-west-1, of the same partition of AWS.'],
        ],
        [
            "a replica in another partition",
            { regionReplicas: [{ ...replica, region: "cn-north-1" }] },
            ['regionReplicas.0.region: got "cn-north-1"; allowed: another region than eu-west-1, of the same partition of AWS.'],
        ],
        [
            "a replica in no region",
            { regionReplicas: [{ ...replica, region: "Tokyo" }] },
            [`regionReplicas.0.region: got "Tokyo"; allowed: ${regions}.`],
        ],
        [
            "two replicas in one region",
            { regionReplicas: [replica, replica] },
            ['regionReplicas.1.region: got "us-west-1"; allowed: each region once.'],
        ],
        [
            "a replica's class",
            { regionReplicas: [{ ...replica, instanceClass: "x" }] },
            [expect.stringMatching(/^regionReplicas\.0\.instanceClass: got "x"; /) as never],
        ],
        [
            "a proxy of an instance elsewhere",
            { proxy: true, active: "us-west-1", regionReplicas: [{ ...replica, promoted: true }] },
            ["proxy: got true; allowed: false, with an active instance in another region. Clients connect to the instance there."],
        ],
    ])("fails for %s", (_, args, said) => expect(check(args)).toEqual(said));

    it("fails for copies of automated backups that RDS does not make, and says where it does", () => {
        const copyTo = { region: "ap-northeast-1", pointInTime: true };
        expect(check({ backup: { copyTo } })).toEqual([
            expect.stringMatching(
                /^backup\.copyTo\.pointInTime: got true; allowed: false: RDS does not replicate automated backups from eu-west-1 to ap-northeast-1\. It does to .*us-west-2\. /,
            ),
        ]);
        expect(check({ backup: { copyTo: { ...copyTo, pointInTime: false } } })).toEqual([]);
        expect(check({ backup: { copyTo: { region: "us-west-1", pointInTime: true } } })).toEqual([]);
    });
});
