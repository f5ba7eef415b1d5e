/** Where things lie in the agent's container. */
export const logFolders = ["/var/log/containers", "/var/log/pods"] as const;
export const stateFolder = "/var/fluent-bit";
export const configFolder = "/etc/fluent-bit";
