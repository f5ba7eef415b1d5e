import type * as pulumi from "@pulumi/pulumi";
import type * as settings from "@pulumi/pulumi/runtime/settings";
import type * as resource from "@pulumi/pulumi/proto/resource_pb";
import type * as structs from "google-protobuf/google/protobuf/struct_pb";
import type * as empty from "google-protobuf/google/protobuf/empty_pb";
import { createRequire } from "node:module";
import * as path from "node:path";
import { withLazyModules } from "./lazy-modules";
import { completeMessages } from "./old-sdks";

/** The parts of the program's own SDK that synth drives. Loaded from the program's folder, never from ours. */
export interface Sdk {
    readonly pulumi: typeof pulumi;
    readonly settings: typeof settings;
    readonly debuggable: Debuggable;
    readonly resource: typeof resource;
    readonly structs: typeof structs;
    readonly empty: typeof empty;
    /** Loads further modules of the same SDK. */
    readonly load: <T>(id: string) => T;
}

/** Not in the SDK's declarations. */
interface Debuggable {
    debuggablePromise<T>(promise: Promise<T>, context: unknown): Promise<T>;
    /** The promises that never settled, and a message that explains them. */
    leakedPromises(): [Set<unknown>, string];
}

/** `null` where the program's folder has no SDK. */
export function loadSdk(programFolder: string): Sdk | null {
    const fromProgram = createRequire(path.join(programFolder, "program.js"));
    let entry: string;
    try {
        entry = fromProgram.resolve("@pulumi/pulumi/package.json");
    } catch {
        return null;
    }
    const load = createRequire(entry) as <T>(id: string) => T;
    const own = <T>(file: string): T => load<T>(`./${file}`);
    const sdk: Sdk = {
        pulumi: withLazyModules(() => own<typeof pulumi>("index.js")),
        settings: own("runtime/settings.js"),
        debuggable: own("runtime/debuggable.js"),
        resource: own("proto/resource_pb.js"),
        structs: load("google-protobuf/google/protobuf/struct_pb.js"),
        empty: load("google-protobuf/google/protobuf/empty_pb.js"),
        load: <T>(id: string): T => (id.startsWith("./") ? own<T>(id.slice(2)) : load<T>(id)),
    };
    cheapenStackTraces(sdk.debuggable);
    readModuleFrames(sdk.pulumi);
    completeMessages(sdk.resource);
    return sdk;
}

/**
 * The SDK keeps a stack trace with every promise, for its report of leaked promises: a quarter of the time of
 * a synth. The report stays, the traces go.
 */
function cheapenStackTraces(debuggable: Debuggable): void {
    const original = debuggable.debuggablePromise.bind(debuggable);
    debuggable.debuggablePromise = (promise, context) => {
        const limit = Error.stackTraceLimit;
        Error.stackTraceLimit = 0;
        try {
            return original(promise, context);
        } finally {
            Error.stackTraceLimit = limit;
        }
    };
}

/** The SDK reads no position from the frame of an ES module's top level, which stands without parentheses. */
function readModuleFrames({ Resource }: typeof pulumi): void {
    const reader = Resource as unknown as { framePositionRegExp?: RegExp };
    reader.framePositionRegExp &&= /^\s*at (?:.* \()?(?<file>(?:file:\/\/|\/|[A-Za-z]:\\).*?):(?<line>\d+):(?<column>\d+)\)?$/;
}
