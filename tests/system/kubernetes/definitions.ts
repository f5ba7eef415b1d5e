import * as fs from "node:fs";
import * as path from "node:path";
import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "./client";
import { karpenterDefinitions } from "./program";

/** Karpenter's as published; the others from the folder `crds`, where each says what it was written from. */
export function customResourceDefinitions(): KubernetesObject[] {
    return [path.join(karpenterDefinitions(), "karpenter.sh_nodepools.yaml"), ...yamlFilesOf(path.join(__dirname, "crds"))].flatMap(
        objectsIn,
    );
}

export const yamlFilesOf = (folder: string): string[] =>
    fs
        .readdirSync(folder)
        .filter(file => file.endsWith(".yaml"))
        .sort()
        .map(file => path.join(folder, file));

export const objectsIn = (file: string): KubernetesObject[] =>
    parseAllDocuments(fs.readFileSync(file, "utf8"), { merge: true }).map(document => document.toJS() as KubernetesObject);
