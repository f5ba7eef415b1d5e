import { targets } from "./references";
import type { Placed } from "./rule";
import { every, not, some, type Truth } from "./truth";
import { at, fields, isProperties, isSet, items, jsonOf, Unknown, unknownAt, type Value } from "./values";

export const selectionType = "aws:backup/selection:Selection";
const providerType = "pulumi:providers:aws";

/** How the ARNs of what AWS Backup takes look: the service, and how the resource's part begins. */
const arns: ReadonlyMap<string, readonly [service: string, resource: string]> = new Map([
    ["aws:rds/instance:Instance", ["rds", "db:"]],
    ["aws:rds/cluster:Cluster", ["rds", "cluster:"]],
    ["aws:docdb/cluster:Cluster", ["rds", "cluster:"]],
    ["aws:neptune/cluster:Cluster", ["rds", "cluster:"]],
    ["aws:dynamodb/table:Table", ["dynamodb", "table/"]],
    ["aws:dsql/cluster:Cluster", ["dsql", "cluster/"]],
    ["aws:efs/fileSystem:FileSystem", ["elasticfilesystem", "file-system/"]],
    ["aws:ebs/volume:Volume", ["ec2", "volume/"]],
    ["aws:fsx/windowsFileSystem:WindowsFileSystem", ["fsx", "file-system/"]],
    ["aws:fsx/lustreFileSystem:LustreFileSystem", ["fsx", "file-system/"]],
    ["aws:fsx/openZfsFileSystem:OpenZfsFileSystem", ["fsx", "file-system/"]],
    ["aws:fsx/ontapVolume:OntapVolume", ["fsx", "volume/"]],
    ["aws:redshift/cluster:Cluster", ["redshift", "cluster:"]],
    ["aws:timestreamwrite/table:Table", ["timestream", "database/"]],
]);

/**
 * Whether a selection of AWS Backup takes a resource: it does by what the resource is called, where all conditions on
 * tags hold, or by any of the selection's tags. One that names nothing takes all there is.
 */
export function selects({ selection, one, all }: { selection: Placed; one: Placed; all: readonly Placed[] }): Truth {
    const { props } = selection;
    const tags = tagsOf(one, all);
    const types = new Set(all.map(({ type }) => type).filter(type => type.startsWith("aws:")));
    const isNamed = (property: string): Truth => {
        const found = targets(selection, `${property}[*]`, all, ...types);
        if (found.includes(one.urn)) return true;
        const others = found.filter(target => !all.some(({ urn }) => urn === target));
        return some(others.map(target => (target instanceof Unknown ? target : fits(target, one))));
    };
    const named = isSet(at(props, "resources")) ? isNamed("resources") : !isSet(at(props, "selectionTags"));
    const conditions = Object.entries(operators).flatMap(([operator, holds]) =>
        fields(props, `conditions[*].${operator}[*]`).map(({ value }) => test(value, tags, holds)),
    );
    const byTags = items(at(props, "selectionTags")).map(tag => test(tag, tags, operators.stringEquals));
    return every([not(isNamed("notResources")), some([every([named, ...conditions]), ...byTags])]);
}

type Operator = (tag: string | undefined, wanted: string) => boolean;

const operators = {
    stringEquals: (tag, wanted) => tag === wanted,
    stringLikes: (tag, wanted) => tag !== undefined && like(wanted).test(tag),
    stringNotEquals: (tag, wanted) => tag !== wanted,
    stringNotLikes: (tag, wanted) => tag === undefined || !like(wanted).test(tag),
} satisfies Readonly<Record<string, Operator>>;

/** A condition names a tag as `aws:ResourceTag/Backup`, a selection's tag as `Backup`. */
function test(condition: Value, tags: Value, holds: Operator): Truth {
    const [key, wanted] = [at(condition, "key"), at(condition, "value")];
    const unknown = [key, wanted].find(value => value instanceof Unknown);
    if (unknown) return unknown;
    if (typeof key !== "string" || typeof wanted !== "string") return false;
    const tag = at(tags, key.replace(/^aws:ResourceTag\//, ""));
    return tag instanceof Unknown ? tag : holds(tag as string | undefined, wanted);
}

/** With those that the stack's providers give to everything, whichever of them is the resource's. */
function tagsOf({ props }: Placed, all: readonly Placed[]): Value {
    const given = [at(props, "tagsAll"), at(props, "tags")];
    const ofProviders = all.filter(({ type }) => type === providerType).map(one => at(jsonOf(at(one.props, "defaultTags")), "tags"));
    const known = [...ofProviders.map(jsonOf), ...given].filter(isProperties).flatMap(tags => Object.entries(tags));
    return given.find(tags => tags instanceof Unknown) ?? Object.fromEntries(known);
}

/** Whether an ARN with wildcards is the resource's. Of one that is not known yet, as far as its type tells. */
function fits(pattern: string, one: Placed): Truth {
    const arn = at(one.props, "arn");
    if (typeof arn === "string") return like(pattern).test(arn);
    const [service, resource] = arns.get(one.type) ?? ["", ""];
    const [, partition = "aws", ofService = "*", , , ...rest] = pattern.split(":");
    // Nothing but a wildcard fits what stands for the parts that are not known.
    if (like(pattern).test(`arn:${partition}:${service}:\0:\0:${resource}\0`)) return true;
    const begins = rest.join(":").split("*")[0]!.slice(0, resource.length);
    return like(ofService).test(service) && resource.startsWith(begins) ? unknownAt("arn") : false;
}

const like = (pattern: string): RegExp => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*/g, "[^]*")}$`);
