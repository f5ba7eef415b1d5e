export { PostgresWithBackups } from "./postgres";
export type { BackupArgs, InClusterArgs, PostgresWithBackupsArgs, RdsArgs } from "./args";
