import type * as pulumi from "@pulumi/pulumi";
import * as aws from "../../core/aws";
import type { ChildOptions, Component } from "../../core/component";
import { keyArgs } from "../../core/encryption";
import type { Severity } from "../alerts/args";
import type { AwsPlace } from "../args";
import type { NotifyArgs } from "./args";
import { topicKinds, type TopicKind } from "./reach";
import { routesOf } from "./routes";
import { subscribe, writeToSlack } from "./subscriptions";
import { keyUsers, topicPolicy } from "./topic-policy";

/** ARNs of a receiver's topics. */
export type ReceiverTopics = Readonly<Partial<Record<TopicKind, pulumi.Output<string>>>>;

/** The topics of a region. */
export interface RegionTopics {
    /** By receiver, of those that AWS reaches. */
    readonly byReceiver: Readonly<Record<string, ReceiverTopics>>;
    /** ARNs of the topics of those who hear of a severity. */
    readonly bySeverity: Readonly<Record<Severity, readonly pulumi.Output<string>[]>>;
    /** ARN of the key of them all; `undefined` where there are none. */
    readonly keyArn: pulumi.Output<string> | undefined;
}

/** By what AWS reaches people: the topics of the first region, and those of the others. */
export interface Topics extends RegionTopics {
    /** ARNs of the topics in a region of those who hear of each severity. */
    readonly in: (region: string) => RegionTopics["bySeverity"];
}

/** Where topics are made. */
export interface TopicRegion extends AwsPlace {
    /** What follows the names of children there: nothing in the first region. No receiver's name has a `_`. */
    readonly suffix: string;
    /** The region, for resources that are not in the first one. */
    readonly elsewhere: { readonly region?: string };
}

/** Options of a child that had another name when there was one topic for all. */
export type Formerly = (suffix: string) => ChildOptions;

/**
 * Encrypted topics of the receivers that AWS reaches, and whoever listens to them.
 *
 * @param elsewhere regions beside the first that have alarms: CloudWatch tells topics of its own region alone
 */
export function createTopics(self: Component, notify: NotifyArgs, place: AwsPlace, elsewhere: readonly string[] = []): Topics {
    const formerly = formerNames(self);
    const made = (region: string): RegionTopics => {
        const first = region === place.region;
        const where = { accountId: place.accountId, region, suffix: first ? "" : `_${region}`, elsewhere: first ? {} : { region } };
        return regionTopics(self, notify, where, formerly);
    };
    const first = made(place.region);
    const others = [...new Set(elsewhere)].filter(region => region !== place.region);
    const byRegion = new Map([[place.region, first], ...others.map(region => [region, made(region)] as const)]);
    for (const [name, receiver] of Object.entries(notify.receivers)) {
        const arns = [...byRegion.values()].flatMap(({ byReceiver }) => Object.values(byReceiver[name] ?? {}));
        if (receiver.kind === "slack" && receiver.chatbot) writeToSlack(self, name, receiver.chatbot, arns);
    }
    return { ...first, in: region => byRegion.get(region)!.bySeverity };
}

function regionTopics(self: Component, notify: NotifyArgs, where: TopicRegion, formerly: Formerly): RegionTopics {
    const reached = Object.entries(notify.receivers).filter(([, receiver]) => topicKinds(receiver).length > 0);
    if (reached.length === 0) return { byReceiver: {}, bySeverity: { critical: [], warning: [] }, keyArn: undefined };
    const key = self.child(aws.kms.Key, `alerts-key${where.suffix}`, {
        ...keyArgs(`Alerts of ${self.name}`, where.accountId, keyUsers(where), self.tags("alerts")),
        ...where.elsewhere,
    });
    const byReceiver = Object.fromEntries(
        reached.map(([name, receiver]) => {
            const made = topicKinds(receiver).map(kind => {
                const opts = kind === "mail" && receiver.kind === "sns" ? formerly("alerts") : {};
                return [kind, createTopic(self, `${kind === "mail" ? "alerts" : "sms"}-${name}`, key.arn, where, opts)] as const;
            });
            const topics: ReceiverTopics = Object.fromEntries(made);
            subscribe(self, name, receiver, topics, where, formerly);
            return [name, topics] as const;
        }),
    );
    const routes = routesOf(notify);
    const arnsOf = (severity: Severity) => [...new Set(routes[severity])].flatMap(name => Object.values(byReceiver[name] ?? {}));
    return { byReceiver, bySeverity: { critical: arnsOf("critical"), warning: arnsOf("warning") }, keyArn: key.arn };
}

function createTopic(
    self: Component,
    base: string,
    kmsMasterKeyId: pulumi.Output<string>,
    where: TopicRegion,
    opts: ChildOptions,
): pulumi.Output<string> {
    const name = `${base}${where.suffix}`;
    const { arn } = self.child(aws.sns.Topic, name, { kmsMasterKeyId, tags: self.tags(name), ...where.elsewhere }, opts);
    self.child(aws.sns.TopicPolicy, name, { arn, policy: arn.apply(arn => topicPolicy(arn, where)), ...where.elsewhere }, opts);
    return arn;
}

/** Who listened to the one topic need not confirm anew. Each former name is carried over once. */
function formerNames(self: Component): Formerly {
    const given = new Set<string>();
    return suffix => {
        if (given.has(suffix)) return {};
        given.add(suffix);
        return { aliases: [{ name: `${self.name}-${suffix}` }] };
    };
}
