const later: ReadonlyMap<string, string> = new Map([
  ["agents", "'codex resume' lists saved sessions and continues one"],
  ["app", "'codex' alone chats in this terminal, 'codex acp' and 'codex app-server' serve other programs"],
  ["cloud", "'codex apply TASK' applies the diff of a task in the cloud"],
  ["cloud-tasks", "'codex apply TASK' applies the diff of a task in the cloud"],
  ["exec-server", "'codex app-server' and 'codex worker' run threads on other machines"],
  ["migrate-nfs-db", "there is nothing to migrate"],
  ["migrate-rollouts", "there is nothing to migrate: sessions of earlier and later versions are read as they are"],
  ["plugin", "skills, hooks and MCP servers are set up one by one, see 'codex mcp --help' and 'codex hooks --help'"],
  ["remote-control", "'codex app-server --listen URL' serves clients elsewhere"],
  ["responses-api-proxy", "a provider's 'base_url' in config.toml may name any proxy"],
  ["stdio-to-uds", "'codex app-server proxy --sock PATH' does it for an app-server"],
  ["update", "update Codex with the package manager that installed it"],
]);

/** Commands of current Codex versions that do not exist here, with what to do instead. Without this table, they would start a chat. */
export function unsupportedCommands(): ReadonlyMap<string, string> {
  return later;
}

/** The same for commands and options of `codex app-server`. */
export const unsupportedByAppServer: ReadonlyMap<string, string> = new Map([
  ["daemon", "'codex app-server --listen unix://PATH' runs until you stop it"],
  ["--startup-sign-out", "'codex logout' signs out"],
  ["--cloud-skills-snapshot", "skills are read from folders on this machine"],
  ["--code-mode-host", "commands run on this machine; 'codex app-server --fleet URL' runs threads on others"],
]);

/** Commands of `codex debug`. */
export const unsupportedByDebug: ReadonlyMap<string, string> = new Map([
  ["app-server", "'codex exec --json --remote URL' sends a message to a server and prints what happens"],
]);

const SANDBOX_STATE = "-P names a permission profile, --sandbox a mode";

/** Options of `codex sandbox`. */
export const unsupportedBySandbox: ReadonlyMap<string, string> = new Map([
  [
    "--transparent-tcp",
    "commands reach the network directly or not at all: -c sandbox_workspace_write.network_access=true",
  ],
  ["--sandbox-state-json", SANDBOX_STATE],
  ["--sandbox-state-readable-root", SANDBOX_STATE],
  ["--sandbox-state-disable-network", SANDBOX_STATE],
]);
