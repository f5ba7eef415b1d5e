import { demand, resourceRule, type Judge, type Verdict } from "../../rule";
import { field, isSet, type Value } from "../../values";

/** Authorities that are good until 2061 and 2121; `rds-ca-2019` ended in August 2024. */
const modern = /^rds-ca-(?:rsa2048|rsa4096|ecc384)-g\d+$/;

const judgeAt =
    (property: string): Judge =>
    ({ props }) =>
        judge(props, property);

/** AWS chooses a modern one for those who name none. */
const judge = (props: Value, property: string): readonly Verdict[] => {
    const authority = field(props, property);
    return isSet(authority.value)
        ? demand(
              authority,
              name => typeof name === "string" && modern.test(name),
              "clients that check the certificate are turned away when the authority ends, and those that do not are at anybody's mercy.",
          )
        : [];
};

const judges = new Map<string, Judge>([
    ["aws:rds/instance:Instance", judgeAt("caCertIdentifier")],
    ["aws:rds/clusterInstance:ClusterInstance", judgeAt("caCertIdentifier")],
    ["aws:rds/cluster:Cluster", judgeAt("caCertificateIdentifier")],
    ["aws:docdb/clusterInstance:ClusterInstance", judgeAt("caCertIdentifier")],
]);

export const rdsModernCa = resourceRule(
    {
        name: "rds-modern-ca",
        group: "reliability",
        description: "A database of RDS, Aurora or DocumentDB that names its certificate authority names one that AWS still renews.",
        why: "When an authority ends, every client that checks the certificate loses the database at the same minute.",
        severity: "medium",
        tags: ["encryption", "aws", "rds"],
        controls: [],
        url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.SSL.html#UsingWithRDS.SSL.RegionCertificateAuthorities",
        examples: {
            fails: `new aws.rds.Instance("db", { engine: "postgres", caCertIdentifier: "rds-ca-2019" });`,
            passes: `new aws.rds.Instance("db", { engine: "postgres", caCertIdentifier: "rds-ca-rsa2048-g1" });`,
        },
        remediationSteps:
            'First give clients the bundle of AWS (global-bundle.pem), then set caCertIdentifier: "rds-ca-rsa2048-g1", in a maintenance window.',
        level: "advisory",
    },
    type => judges.get(type),
);
