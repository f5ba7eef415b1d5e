import { backupPlanProblems, otherRegion } from "../core/backups";
import { accountId, oneOf, wholeNumber } from "../core/checks";
import { under, type Problem } from "../core/errors";
import { instanceClass } from "../core/instance-classes";
import { dailyWindow, weeklyWindow, windowsApart } from "../core/windows";
import { validateDumps } from "./dump-args";
import { onAws } from "./in-cluster-args";
import { parameterProblems } from "./parameters";
import { mostStorageGb, rdsSettings, type RdsArgs, type RdsSettings } from "./rds-args";
import { estimateRecovery, recoveryProblems } from "./recovery";
import { isElsewhere, promisesOf, recoveryFacts } from "./recovery-facts";
import { destinationsOf, replicatesAutomatedBackups } from "./region-pairs";
import { activeProblems, restoreProblems } from "./restore-args";

/** Names that `active` may say. */
const activatable = ({ restores = {}, regionReplicas = [] }: RdsArgs): string[] => [
    ...Object.keys(restores),
    ...regionReplicas.filter(({ promoted }) => promoted).map(({ region }) => region),
];

export function validateRds(args: RdsArgs): Problem[] {
    const settings = rdsSettings(args);
    const { storageGb, maxStorageGb, replicas, backup, maintenanceWindow, version, username } = settings;
    return [
        ...accountId("accountId", args.accountId),
        ...(["admin", "rdsadmin"].includes(username)
            ? [{ path: "username", got: username, allowed: "a name that RDS does not reserve", fix: "Take `owner`, or the system's name." }]
            : []),
        ...instanceClass("instanceClass", args.instanceClass, "db"),
        ...storageProblems(storageGb, maxStorageGb),
        ...parameterProblems(args.parameters, { version, kind: "rds", instanceClass: args.instanceClass }),
        ...wholeNumber("replicas", replicas, 0, 15),
        ...regionReplicaProblems(args),
        ...masterSecretProblems(args, settings),
        ...upgradeProblems(args, settings),
        ...unprotectedProblems(args),
        ...performanceInsights(settings.performanceInsightsDays),
        ...oneOf<number>("monitoringSeconds", settings.monitoringSeconds, [1, 5, 10, 15, 30, 60]),
        ...pitrProblems(backup.pitrDays, replicas),
        ...backupPlanProblems("backup", args.backup, args.region),
        ...pointInTimeProblems(args),
        ...dailyWindow("backup.window", backup.window, 30),
        ...weeklyWindow("maintenanceWindow", maintenanceWindow, 30),
        ...windowsApart("maintenanceWindow", maintenanceWindow, backup.window, "backup"),
        ...clusterProblems(args),
        ...(args.dumps ? under("dumps", validateDumps(args.dumps)) : []),
        ...restoreProblems(args.restores ?? {}, {
            region: args.region,
            copiesRegion: args.backup?.copyTo?.region,
            replicaRegions: settings.regionReplicas.map(replica => replica.region),
            dumps: args.dumps !== undefined,
        }),
        ...activeProblems(args.active, activatable(args)),
        ...firstInstanceProblems(args),
        ...proxyProblems(args),
        ...(args.recovery ? under("recovery", recoveryProblems(promisesOf(args)!, estimateRecovery(recoveryFacts(args)))) : []),
    ];
}

/** A new version has other parameters, and whatever stays behind with the old ones would stop the update halfway. */
function upgradeProblems({ regionReplicas = [] }: RdsArgs, { allowMajorVersionUpgrade, applyImmediately }: RdsSettings): Problem[] {
    if (!allowMajorVersionUpgrade) return [];
    return [
        ...(applyImmediately
            ? []
            : [
                  {
                      path: "applyImmediately",
                      got: false,
                      allowed: "true, with allowMajorVersionUpgrade",
                      fix: "The upgrade would wait for the maintenance window, and the parameters of both versions would not.",
                  },
              ]),
        ...regionReplicas
            .filter(({ promoted }) => !promoted)
            .map(({ region }) => ({
                path: "allowMajorVersionUpgrade",
                got: true,
                allowed: "false, with regionReplicas",
                fix: `AWS upgrades replicas with their primary in its own region only: remove the one in ${region} first, and add it again.`,
            })),
    ];
}

/** What is in use stays protected. */
function unprotectedProblems({ restores = {}, regionReplicas = [], active }: RdsArgs): Problem[] {
    const given = [
        ...Object.entries(restores).map(([name, { unprotected }]) => ({ path: `restores.${name}.unprotected`, name, unprotected })),
        ...regionReplicas.map(({ region, unprotected }, index) => ({
            path: `regionReplicas.${index}.unprotected`,
            name: region,
            unprotected,
        })),
    ];
    return given
        .filter(({ name, unprotected }) => unprotected && name === active)
        .map(({ path }) => ({
            path,
            got: true,
            allowed: "false, as long as `connection` leads to it",
            fix: "Set active to another first.",
        }));
}

/** RDS wants a maximum at least a tenth above what is allocated. */
function storageProblems(storageGb: number, maxStorageGb: number): Problem[] {
    const wrong = wholeNumber("storageGb", storageGb, 20, Math.floor(mostStorageGb / 1.1));
    return wrong.length > 0 ? wrong : wholeNumber("maxStorageGb", maxStorageGb, Math.ceil((storageGb * 11) / 10), mostStorageGb);
}

function pitrProblems(pitrDays: number, replicas: number): Problem[] {
    if (pitrDays === 0 && replicas > 0) {
        return [
            {
                path: "replicas",
                got: replicas,
                allowed: "0 without backups",
                fix: "A replica is made from the primary's backups: set backup.pitrDays to 7 or more.",
            },
        ];
    }
    return wholeNumber("backup.pitrDays", pitrDays, 7, 35);
}

/** One in a region: the region is its name. */
function regionReplicaProblems({ regionReplicas = [], region }: RdsArgs): Problem[] {
    const regions = regionReplicas.map(one => one.region);
    return regionReplicas.flatMap((replica, index) => [
        ...otherRegion(`regionReplicas.${index}.region`, replica.region, region),
        ...(regions.indexOf(replica.region) < index
            ? [{ path: `regionReplicas.${index}.region`, got: replica.region, allowed: "each region once" }]
            : []),
        ...(replica.instanceClass === undefined ? [] : instanceClass(`regionReplicas.${index}.instanceClass`, replica.instanceClass, "db")),
    ]);
}

function masterSecretProblems(args: RdsArgs, { masterSecret, replicas, regionReplicas, username }: RdsSettings): Problem[] {
    const wrong = oneOf<string>("masterSecret", masterSecret, ["generated", "rds-managed"]);
    if (wrong.length > 0 || masterSecret === "generated") return wrong;
    return [
        ...(replicas > 0 || regionReplicas.length > 0
            ? [
                  {
                      path: "masterSecret",
                      got: masterSecret,
                      allowed: "generated, with replicas: RDS manages no secret of a database that has some",
                  },
              ]
            : []),
        ...(args.cluster?.clusterName === undefined
            ? [
                  {
                      path: "cluster",
                      got: args.cluster && "a cluster without clusterName",
                      allowed: "a cluster on EKS, with masterSecret rds-managed",
                      fix: "A Job there reads the master's password and makes the owner.",
                  },
              ]
            : []),
        ...(username.length > 57
            ? [{ path: "username", got: username, allowed: "at most 57 characters: the master is `<username>_admin`" }]
            : []),
    ];
}

const performanceInsights = (days: number): Problem[] =>
    days === 7 || days === 731 || (days % 31 === 0 && days >= 31 && days <= 713)
        ? []
        : [{ path: "performanceInsightsDays", got: days, allowed: "7, a multiple of 31 up to 713, or 731" }];

function pointInTimeProblems({ region, backup }: RdsArgs): Problem[] {
    const to = backup?.copyTo?.region;
    if (!backup?.copyTo?.pointInTime || to === undefined || replicatesAutomatedBackups(region, to)) return [];
    return [
        {
            path: "backup.copyTo.pointInTime",
            got: true,
            allowed: `false: RDS does not replicate automated backups from ${region} to ${to}`,
            fix: `It does to ${destinationsOf(region).join(", ") || "no region that is known here"}. Snapshots are copied anywhere, and a replica of regionReplicas can be.`,
        },
    ];
}

/** What jobs need of the cluster, as far as there are jobs. */
function clusterProblems({ cluster, dumps }: RdsArgs): Problem[] {
    if (!cluster) {
        return dumps ? [{ path: "cluster", got: undefined, allowed: "a cluster, with dumps", fix: "Their job runs there." }] : [];
    }
    return [
        ...(dumps ? onAws(cluster) : []),
        ...(cluster.securityGroupId === undefined
            ? [
                  {
                      path: "cluster.securityGroupId",
                      got: undefined,
                      allowed: "the group of the cluster's pods",
                      fix: "The database lets that in.",
                  },
              ]
            : []),
    ];
}

function firstInstanceProblems({ firstInstance = "kept", active, regionReplicas = [] }: RdsArgs): Problem[] {
    const wrong = oneOf<string>("firstInstance", firstInstance, ["kept", "unprotected", "removed"]);
    if (wrong.length > 0 || firstInstance === "kept") return wrong;
    if (active === undefined) {
        return [
            { path: "firstInstance", got: firstInstance, allowed: "kept, as long as `connection` leads to it", fix: "Set active first." },
        ];
    }
    const waiting = regionReplicas.filter(({ promoted }) => !promoted).map(replica => replica.region);
    if (firstInstance === "unprotected" || waiting.length === 0) return [];
    return [
        {
            path: "firstInstance",
            got: firstInstance,
            allowed: `kept or unprotected, as long as the replica in ${waiting.join(", ")} replicates it`,
            fix: "Promote it, or take it away first.",
        },
    ];
}

/** A proxy stands in the network of its database, and here that is the one at home. */
function proxyProblems(args: RdsArgs): Problem[] {
    return args.proxy && isElsewhere(args)
        ? [
              {
                  path: "proxy",
                  got: true,
                  allowed: "false, with an active instance in another region",
                  fix: "Clients connect to the instance there.",
              },
          ]
        : [];
}
