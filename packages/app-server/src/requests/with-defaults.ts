type Values = Readonly<Record<string, unknown>>;

/** The defaults, so that clients can read the configuration without knowing them. */
const DEFAULTS: Values = {
  allow_login_shell: true,
  chatgpt_base_url: "https://chatgpt.com/backend-api/",
  cli_auth_credentials_store: "file",
  file_opener: "vscode",
  hide_agent_reasoning: false,
  history: { persistence: "save-all" },
  mcp_oauth_credentials_store: "auto",
  mcp_servers: {},
  profiles: {},
  project_doc_fallback_filenames: [],
  project_doc_max_bytes: 32 * 1024,
  project_root_markers: [".git"],
  shell_environment_policy: {},
  tools: {},
};
const SERVER_DEFAULTS: Values = { enabled: true };
const PROVIDER_DEFAULTS: Values = { requires_openai_auth: false };

/** The configuration with its defaults filled in. */
export function withDefaults(config: Values): Record<string, unknown> {
  const { mcp_servers: servers, model_providers: providers } = config;
  return {
    ...DEFAULTS,
    ...config,
    ...(isTable(servers) && { mcp_servers: mapValues(servers, withServerDefaults) }),
    ...(isTable(providers) && { model_providers: mapValues(providers, withProviderDefaults) }),
  };
}

/** A server is either a program with arguments or a URL. */
function withServerDefaults(server: unknown): unknown {
  if (!isTable(server)) return server;
  return { ...SERVER_DEFAULTS, ...(server["command"] === undefined ? {} : { args: [] }), ...server };
}

function withProviderDefaults(provider: unknown): unknown {
  return isTable(provider) ? { ...PROVIDER_DEFAULTS, ...provider } : provider;
}

const isTable = (value: unknown): value is Values =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = (table: Values, change: (value: unknown) => unknown): Values =>
  Object.fromEntries(Object.entries(table).map(([name, value]) => [name, change(value)]));
