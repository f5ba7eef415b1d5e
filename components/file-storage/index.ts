export { FileStorage, type FileStorageArgs } from "./file-storage";
