import { given, targets } from "../../references";
import { stackRule, type Placed, type Verdict } from "../../rule";
import { wellArchitected } from "../../controls";
import { at, isSet, Unknown, type Value } from "../../values";

const type = "aws:rds/instance:Instance";

/** What decides, on the day that the replica takes over, whether clients find what they had; and whether it holds across regions. */
const alike: readonly (readonly [property: string, acrossRegions: boolean, why: string])[] = [
    ["caCertIdentifier", true, "clients that check certificates cannot connect to one of the two"],
    ["iamDatabaseAuthenticationEnabled", true, "programs that sign in by IAM cannot, once it takes over"],
    ["publiclyAccessible", true, "what is private here is open there"],
    ["parameterGroupName", false, "statements behave otherwise, once it takes over"],
];

/** Replicas of what the stack makes. A replica's size and storage are its own affair. */
export const replicaConsistent = stackRule(
    {
        name: "replica-consistent",
        group: "reliability",
        description: "A read replica has the certificates, parameters, sign-in and openness of its source.",
        why: "A replica is there to take over; then every difference is an outage of its own.",
        severity: "medium",
        level: "advisory",
        tags: ["aws", "rds"],
        ...wellArchitected("REL13-BP04", "Manage configuration drift at the DR site or Region", "rel_planning_for_recovery_config_drift"),
        remediationSteps:
            "Give the replica the same caCertIdentifier, parameterGroupName, iamDatabaseAuthenticationEnabled and publiclyAccessible.",
        examples: {
            fails: `const db = new aws.rds.Instance("db", { caCertIdentifier: "rds-ca-rsa4096-g1" });
new aws.rds.Instance("replica", { replicateSourceDb: db.identifier, caCertIdentifier: "rds-ca-rsa2048-g1" });`,
            passes: `const db = new aws.rds.Instance("db", { caCertIdentifier: "rds-ca-rsa4096-g1" });
new aws.rds.Instance("replica", { replicateSourceDb: db.identifier, caCertIdentifier: "rds-ca-rsa4096-g1" });`,
        },
    },
    stack => {
        const all = stack.map(given);
        return all
            .filter(one => one.type === type && isSet(at(one.props, "replicateSourceDb")))
            .map(replica => {
                const others = all.filter(one => one !== replica);
                const [target] = targets(replica, "replicateSourceDb", others, type);
                const source = others.find(({ urn }) => urn === target);
                return {
                    urn: replica.urn,
                    verdicts: source ? alike.flatMap(([property, far, why]) => judge(replica, source, property, far, why)) : [],
                };
            });
    },
);

function judge(replica: Placed, source: Placed, property: string, acrossRegions: boolean, why: string): readonly Verdict[] {
    const [own, wanted] = [at(replica.props, property), at(source.props, property)];
    const isFar = at(replica.props, "region") !== at(source.props, "region");
    // What a replica does not say, AWS takes from its source or has by itself: a program that is silent has not set it otherwise.
    if ((isFar && !acrossRegions) || !isSet(own)) return [];
    if (isMadeAlike(replica, source, property) || same(own, wanted)) return [];
    const unknown = [own, wanted].find(value => value instanceof Unknown);
    return unknown instanceof Unknown ? [unknown] : [`${property} is not that of the source: ${why}.`];
}

/** Off is what is not said. */
const same = (own: Value, wanted: Value): boolean => own === wanted || (own === false && wanted === undefined);

function isMadeAlike(replica: Placed, source: Placed, property: string): boolean {
    const [own = [], wanted = []] = [replica.madeFrom[property], source.madeFrom[property]];
    return own.length > 0 && own.join() === wanted.join();
}
