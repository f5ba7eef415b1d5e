export { type FileStorageArgs, type ObjectLockArgs, type ReplicaArgs } from "./args";
export { FileStorage } from "./file-storage";
