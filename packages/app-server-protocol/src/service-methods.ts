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

/** Requests about all that is around threads: configuration, accounts, files, commands, models, MCP servers. */
export const serviceMethods = {
  /** The first request of every connection. Errors: -32600 when it comes a second time. */
  initialize: { params: initialize.InitializeParamsSchema, result: initialize.InitializeResponseSchema },
  /** The skills that threads in the given folders would have. */
  "skills/list": { params: skills.SkillsListParamsSchema, result: skills.SkillsListResponseSchema },
  /** Names more folders to look for skills in, for this process. */
  "skills/extraRoots/set": {
    params: skills.SkillsExtraRootsSetParamsSchema,
    result: skills.SkillsExtraRootsSetResponseSchema,
  },
  /** The hooks that threads in the given folders would have. */
  "hooks/list": { params: hooks.HooksListParamsSchema, result: hooks.HooksListResponseSchema },
  /** A file's content in base64. Paths of this family are absolute. */
  "fs/readFile": { params: fileSystem.FsReadFileParamsSchema, result: fileSystem.FsReadFileResponseSchema },
  /** Writes a file, which is made if it is not there; its folder must be. */
  "fs/writeFile": { params: fileSystem.FsWriteFileParamsSchema, result: fileSystem.FsWriteFileResponseSchema },
  /** Makes a folder, with those above it unless `recursive` is false. */
  "fs/createDirectory": {
    params: fileSystem.FsCreateDirectoryParamsSchema,
    result: fileSystem.FsCreateDirectoryResponseSchema,
  },
  /** What a path is, and when it changed. Links are not followed for `isSymlink`. */
  "fs/getMetadata": { params: fileSystem.FsGetMetadataParamsSchema, result: fileSystem.FsGetMetadataResponseSchema },
  /** The entries of a folder. */
  "fs/readDirectory": {
    params: fileSystem.FsReadDirectoryParamsSchema,
    result: fileSystem.FsReadDirectoryResponseSchema,
  },
  /** Removes a file or a folder; by default with all in it, and without complaint when it is not there. */
  "fs/remove": { params: fileSystem.FsRemoveParamsSchema, result: fileSystem.FsRemoveResponseSchema },
  /** Copies a file, or a folder with `recursive`. */
  "fs/copy": { params: fileSystem.FsCopyParamsSchema, result: fileSystem.FsCopyResponseSchema },
  /** Tells of changes below a path by `fs/changed`, under an id that the client chooses. */
  "fs/watch": { params: fileSystem.FsWatchParamsSchema, result: fileSystem.FsWatchResponseSchema },
  /** Ends a watch. */
  "fs/unwatch": { params: fileSystem.FsUnwatchParamsSchema, result: fileSystem.FsUnwatchResponseSchema },
  /** Switches a skill on or off in the configuration. */
  "skills/config/write": {
    params: skills.SkillsConfigWriteParamsSchema,
    result: skills.SkillsConfigWriteResponseSchema,
  },
  /** The models to choose from, page by page. */
  "model/list": { params: models.ModelListParamsSchema, result: models.ModelListResponseSchema },
  /** What the configured provider can do by itself. */
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
  /** Reads the MCP servers of the configuration again and starts those that changed. */
  "config/mcpServer/reload": { params: NoParamsSchema, result: mcp.McpServerRefreshResponseSchema },
  /** The MCP servers with their tools, page by page. */
  "mcpServerStatus/list": {
    params: mcp.ListMcpServerStatusParamsSchema,
    result: mcp.ListMcpServerStatusResponseSchema,
  },
  /** Reads a resource of an MCP server. */
  "mcpServer/resource/read": { params: mcp.McpResourceReadParamsSchema, result: mcp.McpResourceReadResponseSchema },
  /** Calls a tool of an MCP server, in the client's name. */
  "mcpServer/tool/call": { params: mcp.McpServerToolCallParamsSchema, result: mcp.McpServerToolCallResponseSchema },
  /** Logs in by API key, or begins a login whose end `account/login/completed` tells. */
  "account/login/start": { params: account.LoginAccountParamsSchema, result: account.LoginAccountResponseSchema },
  /** Gives a login up. */
  "account/login/cancel": {
    params: account.CancelLoginAccountParamsSchema,
    result: account.CancelLoginAccountResponseSchema,
  },
  /** Forgets the login. */
  "account/logout": { params: NoParamsSchema, result: account.LogoutAccountResponseSchema },
  /** How much of the account's allowance is used. Errors: -32600 without a ChatGPT login. */
  "account/rateLimits/read": {
    params: z.nullish(rateLimits.GetAccountRateLimitsParamsSchema),
    result: account.GetAccountRateLimitsResponseSchema,
  },
  /** Runs a command in the sandbox; answered with its end. With a `processId`, its output can be streamed and its input written. */
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
  /** Tells a command the new size of its terminal. */
  "command/exec/resize": {
    params: commandExec.CommandExecResizeParamsSchema,
    result: commandExec.CommandExecResizeResponseSchema,
  },
  /** The effective configuration, where each value comes from, and the layers that it is made of. */
  "config/read": { params: config.ConfigReadParamsSchema, result: config.ConfigReadResponseSchema },
  /** Changes one value of `config.toml`; comments and order stay. */
  "config/value/write": { params: config.ConfigValueWriteParamsSchema, result: config.ConfigWriteResponseSchema },
  /** Changes several values of `config.toml`: all or none. */
  "config/batchWrite": { params: config.ConfigBatchWriteParamsSchema, result: config.ConfigWriteResponseSchema },
  /** What an administrator demands of the configuration; null when nothing. */
  "configRequirements/read": { params: NoParamsSchema, result: config.ConfigRequirementsReadResponseSchema },
  /** What another agent's files say that Codex does not have yet. */
  "externalAgentConfig/detect": {
    params: imports.ExternalAgentConfigDetectParamsSchema,
    result: imports.ExternalAgentConfigDetectResponseSchema,
  },
  /** Takes it over; answered at once, and told of as it is done. */
  "externalAgentConfig/import": {
    params: imports.ExternalAgentConfigImportParamsSchema,
    result: imports.ExternalAgentConfigImportResponseSchema,
  },
  /** Who is logged in. */
  "account/read": { params: account.GetAccountParamsSchema, result: account.GetAccountResponseSchema },
  /** Files whose paths match a query, best first. */
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
  /** Says which provider new threads use. */
  "modelProvider/default/set": {
    params: models.ModelProviderDefaultSetParamsSchema,
    result: models.ModelProviderListResponseSchema,
  },
  /** Switches features for this process. */
  "experimentalFeature/enablement/set": {
    params: features.ExperimentalFeatureEnablementSetParamsSchema,
    result: features.ExperimentalFeatureEnablementSetResponseSchema,
  },
  /** The modes that a turn may be in. */
  "collaborationMode/list": {
    params: config.CollaborationModeListParamsSchema,
    result: config.CollaborationModeListResponseSchema,
  },
  /** Gives back what it gets, for clients that try out whether experimental methods are open to them. */
  "mock/experimentalMethod": {
    params: server.MockExperimentalMethodParamsSchema,
    result: server.MockExperimentalMethodResponseSchema,
  },
  /** Begins an OAuth login at an MCP server; its end is told by `mcpServer/oauthLogin/completed`. */
  "mcpServer/oauth/login": {
    params: mcp.McpServerOauthLoginParamsSchema,
    result: mcp.McpServerOauthLoginResponseSchema,
  },
  /** Writes a report with logs to a file. */
  "feedback/save": { params: server.FeedbackSaveParamsSchema, result: server.FeedbackSaveResponseSchema },
  /** Starts a process outside of the sandbox; its end is told by `process/exited`. */
  "process/spawn": { params: commandExec.ProcessSpawnParamsSchema, result: commandExec.ProcessSpawnResponseSchema },
  /** Writes to its standard input, or closes it. */
  "process/writeStdin": {
    params: commandExec.ProcessWriteStdinParamsSchema,
    result: commandExec.ProcessWriteStdinResponseSchema,
  },
  /** Ends it. */
  "process/kill": { params: commandExec.ProcessKillParamsSchema, result: commandExec.ProcessKillResponseSchema },
  /** Tells it the new size of its terminal. */
  "process/resizePty": {
    params: commandExec.ProcessResizePtyParamsSchema,
    result: commandExec.ProcessResizePtyResponseSchema,
  },
  /** Begins a search whose query changes as the user types. */
  "fuzzyFileSearch/sessionStart": {
    params: fileSearch.FuzzyFileSearchSessionStartParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionStartResponseSchema,
  },
  /** The new query; results are told by `fuzzyFileSearch/sessionUpdated`. */
  "fuzzyFileSearch/sessionUpdate": {
    params: fileSearch.FuzzyFileSearchSessionUpdateParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionUpdateResponseSchema,
  },
  /** Ends such a search. */
  "fuzzyFileSearch/sessionStop": {
    params: fileSearch.FuzzyFileSearchSessionStopParamsSchema,
    result: fileSearch.FuzzyFileSearchSessionStopResponseSchema,
  },
  /** Who is logged in, as older clients ask. In no published schema, but served. */
  getAuthStatus: {
    params: z.nullish(legacyRequests.GetAuthStatusParamsSchema),
    result: legacyRequests.GetAuthStatusResponseSchema,
  },
  /** What a folder differs by from its remote. In no published schema, but served. */
  gitDiffToRemote: {
    params: legacyRequests.GitDiffToRemoteParamsSchema,
    result: legacyRequests.GitDiffToRemoteResponseSchema,
  },
  /** A saved thread's summary, as older clients ask. In no published schema, but served. */
  getConversationSummary: {
    params: legacyRequests.GetConversationSummaryParamsSchema,
    result: legacyRequests.GetConversationSummaryResponseSchema,
  },
} as const;
