import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { PropertyMap } from "../types";
import { hasSignature, isRecord, mapValues, signatureKey } from "../wire";

/**
 * Assets and archives by hash and relative path, at any depth, so that the document is the same on every machine.
 * Hashes are those of the engine (sdk/go/common/resource/archive): of the bytes, and for a folder or a map of
 * assets of the tar file it would be.
 */
export function portable(value: unknown, root: string): unknown {
    if (Array.isArray(value)) return value.map(item => portable(item, root));
    if (!isRecord(value)) return value;
    if (isAsset(value)) return portableAsset(value, root);
    return mapValues(value, item => portable(item, root));
}

const isAsset = (value: unknown): value is PropertyMap => hasSignature(value, "asset") || hasSignature(value, "archive");

function portableAsset(asset: PropertyMap, root: string): PropertyMap {
    const hash = hashOf(asset, root);
    return {
        [signatureKey]: asset[signatureKey],
        ...(hash ? { hash } : {}),
        ...(typeof asset.text === "string" ? { text: asset.text } : {}),
        ...(isRecord(asset.assets) ? { assets: mapValues(asset.assets, item => portable(item, root)) } : {}),
        ...(typeof asset.path === "string" ? { path: relative(asset.path, root) } : {}),
        ...(typeof asset.uri === "string" ? { uri: asset.uri } : {}),
    };
}

/** What lies behind an address is not fetched: it has no hash. */
function hashOf(asset: PropertyMap, root: string): string | undefined {
    const isArchive = isRecord(asset.assets) || (typeof asset.path === "string" && isFolder(asset.path, root));
    const members = isArchive ? membersOf(asset, root) : undefined;
    const content = isArchive ? members && tar(members) : contentOf(asset, root);
    return content && createHash("sha256").update(content).digest("hex");
}

function contentOf({ text, path: file }: PropertyMap, root: string): Buffer | undefined {
    if (typeof text === "string") return Buffer.from(text);
    return typeof file === "string" ? readAsset(file, root) : undefined;
}

function readAsset(file: string, root: string): Buffer {
    try {
        return fs.readFileSync(file);
    } catch (error) {
        const reason = (error as NodeJS.ErrnoException).code === "ENOENT" ? "does not exist" : (error as Error).message;
        throw new Error(`failed to compute asset hash: ${relative(file, root)} ${reason}`);
    }
}

function isFolder(file: string, root: string): boolean {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (!stat) throw new Error(`failed to compute asset hash: ${relative(file, root)} does not exist`);
    return stat.isDirectory();
}

type Member = readonly [name: string, content: Buffer];

/** The files of an archive in the engine's order; `undefined` where one of them is an address. */
function membersOf(archive: PropertyMap, root: string): Member[] | undefined {
    if (!isRecord(archive.assets)) return filesBelow(archive.path as string, "", root);
    const members: Member[] = [];
    for (const [name, item] of Object.entries(archive.assets).sort(byName)) {
        if (!isAsset(item)) continue;
        const isNested = isRecord(item.assets) || (typeof item.path === "string" && isFolder(item.path, root));
        const content = isNested ? undefined : contentOf(item, root);
        const below = isNested ? membersOf(item, root) : content && [["", content] as const];
        if (!below) return undefined;
        members.push(...below.map(([inner, bytes]) => [path.posix.join(name, inner), bytes] as const));
    }
    return members;
}

function filesBelow(folder: string, prefix: string, root: string): Member[] {
    return fs
        .readdirSync(folder)
        .sort()
        .filter(name => name !== ".pulumi")
        .flatMap((name): Member[] => {
            const at = path.join(folder, name);
            if (!isFolder(at, root)) return [[prefix + name, readAsset(at, root)]];
            // A link to a folder is left out, as the engine does.
            return fs.lstatSync(at).isSymbolicLink() ? [] : filesBelow(at, `${prefix}${name}/`, root);
        });
}

/** A POSIX tar file without owners or times, as Go's archive/tar writes it; names beyond 100 bytes are cut. */
function tar(members: readonly Member[]): Buffer {
    const seen = new Set<string>();
    const blocks: Buffer[] = [];
    for (const [name, content] of members) {
        if (seen.has(name)) continue;
        seen.add(name);
        blocks.push(tarHeader(name, content.length), content, Buffer.alloc((512 - (content.length % 512)) % 512));
    }
    return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

function tarHeader(name: string, size: number): Buffer {
    const header = Buffer.alloc(512);
    const octal = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
    header.write(name, 0, 100);
    header.write(octal(0o600, 7) + octal(0, 7) + octal(0, 7) + octal(size, 11) + octal(0, 11), 100);
    header.write("        0", 148);
    header.write("ustar\x0000", 257);
    header.write(octal(0, 7) + octal(0, 7), 329);
    header.write(
        `${octal(
            header.reduce((sum, byte) => sum + byte, 0),
            6,
        )} `,
        148,
    );
    return header;
}

const relative = (file: string, root: string): string => path.relative(root, path.resolve(file)).split(path.sep).join("/");
const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
