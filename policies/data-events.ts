import type { Placed } from "./rule";
import { every, some, type Truth } from "./truth";
import { at, fields, isSet, items, Unknown, type Value } from "./values";

const recorders = ["aws:cloudtrail/trail:Trail", "aws:cloudtrail/eventDataStore:EventDataStore"];

const everyBucket = /^arn:[\w-]+:s3(:::)?$/;

/** Whether a trail of the stack records who reads and writes the objects of a bucket, given its name. */
export function recordsObjects(name: Value, all: readonly Placed[]): Truth {
    const on = all.filter(({ type, props }) => recorders.includes(type) && at(props, "enableLogging") !== false);
    const covers = on.flatMap(({ props }) => [
        ...fields(props, "eventSelectors[*]").map(({ value }) => basic(value, name)),
        ...fields(props, "advancedEventSelectors[*]").map(({ value }) => advanced(value, name)),
    ]);
    const of = (kind: keyof Covered): Truth => some(covers.map(cover => cover[kind]));
    return every([of("reads"), of("writes")]);
}

interface Covered {
    readonly reads: Truth;
    readonly writes: Truth;
}

function basic(selector: Value, name: Value): Covered {
    if (selector instanceof Unknown) return { reads: selector, writes: selector };
    const covered = some(
        fields(selector, "dataResources[*]").map(({ value }) =>
            every([isOne(at(value, "type"), "AWS::S3::Object"), some(items(at(value, "values")).map(arn => isOf(arn, name)))]),
        ),
    );
    const kind = at(selector, "readWriteType");
    const is = (only: string): Truth => (isSet(kind) ? some([isOne(kind, "All"), isOne(kind, only)]) : true);
    return { reads: every([covered, is("ReadOnly")]), writes: every([covered, is("WriteOnly")]) };
}

/** All of its fields have to hold; one that is none of these leaves some requests out. */
function advanced(selector: Value, name: Value): Covered {
    if (selector instanceof Unknown) return { reads: selector, writes: selector };
    const parts = fields(selector, "fieldSelectors[*]").map(({ value }) => value);
    const fieldOf = (part: Value): Value => at(part, "field");
    const equal = (part: Value, wanted: string): Truth => some(items(at(part, "equals")).map(value => isOne(value, wanted)));
    const holds = (part: Value, readOnly: string): Truth => {
        switch (fieldOf(part)) {
            case "eventCategory":
                return equal(part, "Data");
            case "resources.type":
                return equal(part, "AWS::S3::Object");
            case "resources.ARN":
                return some(items(at(part, "startsWiths")).map(arn => isOf(arn, name)));
            case "readOnly":
                return equal(part, readOnly);
            default:
                return fieldOf(part) instanceof Unknown ? (fieldOf(part) as Unknown) : false;
        }
    };
    const ofObjects = parts.some(part => fieldOf(part) === "resources.type" || fieldOf(part) instanceof Unknown);
    const all = (readOnly: string): Truth => (ofObjects ? every(parts.map(part => holds(part, readOnly))) : false);
    return { reads: all("true"), writes: all("false") };
}

const isOne = (value: Value, wanted: string): Truth => (value instanceof Unknown ? value : value === wanted);

/** `arn:aws:s3:::shop-files/`; a longer one is of a part. */
function isOf(arn: Value, name: Value): Truth {
    if (arn instanceof Unknown) return arn;
    if (typeof arn !== "string") return false;
    if (everyBucket.test(arn)) return true;
    if (name instanceof Unknown) return name;
    return typeof name === "string" && new RegExp("^arn:[\\w-]+:s3:::").test(arn) && arn.replace(/^.*:::/, "").replace(/\/$/, "") === name;
}
