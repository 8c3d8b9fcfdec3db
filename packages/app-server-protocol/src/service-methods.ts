import * as z from "zod/mini";
import * as account from "./account.js";
import * as commandExec from "./command-exec.js";
import * as config from "./config.js";
import * as features from "./features.js";
import * as fileSearch from "./file-search.js";
import * as fileSystem from "./file-system.js";
import * as hooks from "./hooks.js";
import * as imports from "./imports.js";
import * as initialize from "./initialize.js";
import * as legacyRequests from "./legacy-requests.js";
import * as mcp from "./mcp.js";
import * as models from "./models.js";
import { NoParamsSchema } from "./no-params.js";
import * as policies from "./policies.js";
import * as rateLimits from "./rate-limits.js";
import * as server from "./server.js";
import * as skills from "./skills.js";

/** Requests apart from threads: configuration, accounts, files, commands, models, MCP servers. */
export const serviceMethods = {
  /** The first request of every connection. Errors: -32600 if it is repeated. */
  initialize: { params: initialize.InitializeParamsSchema, result: initialize.InitializeResponseSchema },
  /** The skills of threads in the given folders. */
  "skills/list": { params: skills.SkillsListParamsSchema, result: skills.SkillsListResponseSchema },
  /** Sets more folders with skills, for this process. */
  "skills/extraRoots/set": {
    params: skills.SkillsExtraRootsSetParamsSchema,
    result: skills.SkillsExtraRootsSetResponseSchema,
  },
  /** The hooks of threads in the given folders. */
  "hooks/list": { params: hooks.HooksListParamsSchema, result: hooks.HooksListResponseSchema },
  /** A file's content in base64. Paths of this family are absolute. */
  "fs/readFile": { params: fileSystem.FsReadFileParamsSchema, result: fileSystem.FsReadFileResponseSchema },
  /** Writes a file, creating it if necessary; its folder must exist. */
  "fs/writeFile": { params: fileSystem.FsWriteFileParamsSchema, result: fileSystem.FsWriteFileResponseSchema },
  /** Creates a folder, and its parents unless `recursive` is false. */
  "fs/createDirectory": {
    params: fileSystem.FsCreateDirectoryParamsSchema,
    result: fileSystem.FsCreateDirectoryResponseSchema,
  },
  /** The type and times of a path. `isSymlink` is about the path itself, not its target. */
  "fs/getMetadata": { params: fileSystem.FsGetMetadataParamsSchema, result: fileSystem.FsGetMetadataResponseSchema },
  /** The entries of a folder. */
  "fs/readDirectory": {
    params: fileSystem.FsReadDirectoryParamsSchema,
    result: fileSystem.FsReadDirectoryResponseSchema,
  },
  /** Removes a file or a folder; by default with all of its content, and without an error if it does not exist. */
  "fs/remove": { params: fileSystem.FsRemoveParamsSchema, result: fileSystem.FsRemoveResponseSchema },
  /** Copies a file, or a folder with `recursive`. */
  "fs/copy": { params: fileSystem.FsCopyParamsSchema, result: fileSystem.FsCopyResponseSchema },
  /** Reports changes below a path with `fs/changed`, under an id that the client chooses. */
  "fs/watch": { params: fileSystem.FsWatchParamsSchema, result: fileSystem.FsWatchResponseSchema },
  /** Ends a watch. */
  "fs/unwatch": { params: fileSystem.FsUnwatchParamsSchema, result: fileSystem.FsUnwatchResponseSchema },
  /** Switches a skill on or off in the configuration. */
  "skills/config/write": {
    params: skills.SkillsConfigWriteParamsSchema,
    result: skills.SkillsConfigWriteResponseSchema,
  },
  /** The available models, page by page. */
  "model/list": { params: models.ModelListParamsSchema, result: models.ModelListResponseSchema },
  /** The capabilities of the configured provider. */
  "modelProvider/capabilities/read": {
    params: models.ModelProviderCapabilitiesReadParamsSchema,
    result: models.ModelProviderCapabilitiesReadResponseSchema,
  },
  /** The feature switches with their stages. */
  "experimentalFeature/list": {
    params: features.ExperimentalFeatureListParamsSchema,
    result: features.ExperimentalFeatureListResponseSchema,
  },
  /** The built-in permission profiles, and those of the configuration. */
  "permissionProfile/list": {
    params: policies.PermissionProfileListParamsSchema,
    result: policies.PermissionProfileListResponseSchema,
  },
  /** Reads the configured MCP servers again, and starts those that changed. */
  "config/mcpServer/reload": { params: NoParamsSchema, result: mcp.McpServerRefreshResponseSchema },
  /** The MCP servers with their tools, page by page. */
  "mcpServerStatus/list": {
    params: mcp.ListMcpServerStatusParamsSchema,
    result: mcp.ListMcpServerStatusResponseSchema,
  },
  /** Reads a resource of an MCP server. */
  "mcpServer/resource/read": { params: mcp.McpResourceReadParamsSchema, result: mcp.McpResourceReadResponseSchema },
  /** Calls a tool of an MCP server for the client. */
  "mcpServer/tool/call": { params: mcp.McpServerToolCallParamsSchema, result: mcp.McpServerToolCallResponseSchema },
  /** Logs in by API key, or starts a login whose end is reported by `account/login/completed`. */
  "account/login/start": { params: account.LoginAccountParamsSchema, result: account.LoginAccountResponseSchema },
  /** Cancels a login. */
  "account/login/cancel": {
    params: account.CancelLoginAccountParamsSchema,
    result: account.CancelLoginAccountResponseSchema,
  },
  /** Logs out. */
  "account/logout": { params: NoParamsSchema, result: account.LogoutAccountResponseSchema },
  /** The account's usage of its limits. Errors: -32600 without a ChatGPT login. */
  "account/rateLimits/read": {
    params: z.nullish(rateLimits.GetAccountRateLimitsParamsSchema),
    result: account.GetAccountRateLimitsResponseSchema,
  },
  /** Runs a command in the sandbox; answered when it exits. With a `processId`, its output can be streamed and its input written. */
  "command/exec": { params: commandExec.CommandExecParamsSchema, result: commandExec.CommandExecResponseSchema },
  /** Writes to a command's standard input, or closes it. */
  "command/exec/write": {
    params: commandExec.CommandExecWriteParamsSchema,
    result: commandExec.CommandExecWriteResponseSchema,
  },
  /** Ends a command. */
  "command/exec/terminate": {
    params: commandExec.CommandExecTerminateParamsSchema,
    result: commandExec.CommandExecTerminateResponseSchema,
  },
  /** Resizes a command's terminal. */
  "command/exec/resize": {
    params: commandExec.CommandExecResizeParamsSchema,
    result: commandExec.CommandExecResizeResponseSchema,
  },
  /** The effective configuration, the origin of each value, and its layers. */
  "config/read": { params: config.ConfigReadParamsSchema, result: config.ConfigReadResponseSchema },
  /** Changes one value in `config.toml`, keeping comments and order. */
  "config/value/write": { params: config.ConfigValueWriteParamsSchema, result: config.ConfigWriteResponseSchema },
  /** Changes several values in `config.toml`: all or none. */
  "config/batchWrite": { params: config.ConfigBatchWriteParamsSchema, result: config.ConfigWriteResponseSchema },
  /** The administrator's requirements; null if there are none. */
  "configRequirements/read": { params: NoParamsSchema, result: config.ConfigRequirementsReadResponseSchema },
  /** The settings of another agent that Codex does not have yet. */
  "externalAgentConfig/detect": {
    params: imports.ExternalAgentConfigDetectParamsSchema,
    result: imports.ExternalAgentConfigDetectResponseSchema,
  },
  /** Imports them; answered at once, with notifications about the progress. */
  "externalAgentConfig/import": {
    params: imports.ExternalAgentConfigImportParamsSchema,
    result: imports.ExternalAgentConfigImportResponseSchema,
  },
  /** Who is logged in. */
  "account/read": { params: account.GetAccountParamsSchema, result: account.GetAccountResponseSchema },
  /** Files whose paths match a query, best match first. */
  fuzzyFileSearch: { params: fileSearch.FuzzyFileSearchParamsSchema, result: fileSearch.FuzzyFileSearchResponseSchema },
  /** Memory and counters of the process. */
  "server/diagnostics": {
    params: server.ServerDiagnosticsParamsSchema,
    result: server.ServerDiagnosticsResponseSchema,
  },
  /** The configured providers. */
  "modelProvider/list": {
    params: models.ModelProviderListParamsSchema,
    result: models.ModelProviderListResponseSchema,
  },
  /** Adds or changes a provider in the configuration. */
  "modelProvider/config/write": {
    params: models.ModelProviderConfigWriteParamsSchema,
    result: models.ModelProviderConfigWriteResponseSchema,
  },
  /** Selects the provider for new threads. */
  "modelProvider/default/set": {
    params: models.ModelProviderDefaultSetParamsSchema,
    result: models.ModelProviderListResponseSchema,
  },
  /** Switches features for this process. */
  "experimentalFeature/enablement/set": {
    params: features.ExperimentalFeatureEnablementSetParamsSchema,
    result: features.ExperimentalFeatureEnablementSetResponseSchema,
  },
  /** The available collaboration modes. */
  "collaborationMode/list": {
    params: config.CollaborationModeListParamsSchema,
    result: config.CollaborationModeListResponseSchema,
  },
  /** Echoes its params, so that clients can test whether experimental methods are enabled. */
  "mock/experimentalMethod": {
    params: server.MockExperimentalMethodParamsSchema,
    result: server.MockExperimentalMethodResponseSchema,
  },
  /** Starts an OAuth login at an MCP server; its end is reported by `mcpServer/oauthLogin/completed`. */
  "mcpServer/oauth/login": {
    params: mcp.McpServerOauthLoginParamsSchema,
    result: mcp.McpServerOauthLoginResponseSchema,
  },
  /** Writes a report with logs to a file. */
  "feedback/save": { params: server.FeedbackSaveParamsSchema, result: server.FeedbackSaveResponseSchema },
  /** Starts a process outside of the sandbox; its exit is reported by `process/exited`. */
  "process/spawn": { params: commandExec.ProcessSpawnParamsSchema, result: commandExec.ProcessSpawnResponseSchema },
  /** Writes to a process's standard input, or closes it. */
  "process/writeStdin": {
    params: commandExec.ProcessWriteStdinParamsSchema,
    result: commandExec.ProcessWriteStdinResponseSchema,
  },
  /** Ends a process. */
  "process/kill": { params: commandExec.ProcessKillParamsSchema, result: commandExec.ProcessKillResponseSchema },
  /** Resizes a process's terminal. */
  "process/resizePty": {
    params: commandExec.ProcessResizePtyParamsSchema,
    result: commandExec.ProcessResizePtyResponseSchema,
  },
  /** Starts a search whose query changes as the user types. */
  "fuzzyFileSearch/sessionStart": {
    params: fileSearch.FuzzyFileSearchSessionStartParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionStartResponseSchema,
  },
  /** Sets the query; results are reported by `fuzzyFileSearch/sessionUpdated`. */
  "fuzzyFileSearch/sessionUpdate": {
    params: fileSearch.FuzzyFileSearchSessionUpdateParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionUpdateResponseSchema,
  },
  /** Ends such a search. */
  "fuzzyFileSearch/sessionStop": {
    params: fileSearch.FuzzyFileSearchSessionStopParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionStopResponseSchema,
  },
  /** Who is logged in, for older clients. In no published schema, but served. */
  getAuthStatus: {
    params: z.nullish(legacyRequests.GetAuthStatusParamsSchema),
    result: legacyRequests.GetAuthStatusResponseSchema,
  },
  /** The diff of a folder against its remote. In no published schema, but served. */
  gitDiffToRemote: {
    params: legacyRequests.GitDiffToRemoteParamsSchema,
    result: legacyRequests.GitDiffToRemoteResponseSchema,
  },
  /** A saved thread's summary, for older clients. In no published schema, but served. */
  getConversationSummary: {
    params: legacyRequests.GetConversationSummaryParamsSchema,
    result: legacyRequests.GetConversationSummaryResponseSchema,
  },
} as const;
