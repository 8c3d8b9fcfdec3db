type Values = Readonly<Record<string, unknown>>;

/** The defaults, so that clients can read the configuration without knowing them. */
const DEFAULTS: Values = {
  file_opener: "vscode",
  hide_agent_reasoning: false,
  history: { persistence: "save-all" },
  mcp_servers: {},
  profiles: {},
  project_doc_fallback_filenames: [],
  project_doc_max_bytes: 32 * 1024,
  project_root_markers: [".git"],
  shell_environment_policy: {},
  tools: {},
};
const SERVER_DEFAULTS: Values = { enabled: true };

/** The configuration with its defaults filled in. */
export function withDefaults(config: Values): Record<string, unknown> {
  const { mcp_servers: servers } = config;
  const filled = isTable(servers) ? { mcp_servers: mapValues(servers, withServerDefaults) } : {};
  return { ...DEFAULTS, ...config, ...filled };
}

/** A server is either a program with arguments or a URL. */
function withServerDefaults(server: unknown): unknown {
  if (!isTable(server)) return server;
  return { ...SERVER_DEFAULTS, ...(server["command"] === undefined ? {} : { args: [] }), ...server };
}

const isTable = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = (table: Values, change: (value: unknown) => unknown): Values =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
