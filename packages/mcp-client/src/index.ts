// Each line is a promise to the users of this package: adding one is a minor version, removing one a major version.
export type { ConnectOptions, McpServerFailure, McpServerStartup } from "./connect-options.js";
export { type CallOptions, McpConnectionManager } from "./connection-manager.js";
export { McpClientError, type McpClientErrorCode, type McpServerError } from "./error.js";
export { type McpAuthStatus, mcpAuthStatus } from "./oauth/auth-status.js";
export { credentialKey } from "./oauth/credential-key.js";
export type { McpCredentialStore, McpCredentials } from "./oauth/credentials.js";
export type { LoginSettings, McpServerConfig, StdioServerConfig, StreamableHttpServerConfig } from "./server-config.js";
export type { AnswerElicitation, Elicitation, ElicitationAnswer } from "./server-connection.js";
export type { Prompt, PromptMessage } from "./server-prompts.js";
export type { Resource, ResourceContent, ResourceTemplate, ServerDescription } from "./server-resources.js";
