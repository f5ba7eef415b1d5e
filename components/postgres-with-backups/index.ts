export { PostgresWithBackups } from "./postgres";
export type { BackupArgs, DumpArgs, InClusterArgs, PostgresWithBackupsArgs, RdsArgs } from "./args";
