import * as account from "./account.js";
import * as approvals from "./approvals.js";
import * as elicitation from "./elicitation.js";
import * as legacyApprovals from "./legacy-approvals.js";
import type { ServerMethod } from "./methods.js";

/** Requests that a server sends: method to the schemas of its params and result. */
export const serverRequests = {
  /** May this command run? An error, or an answer that cannot be read, counts as declined. */
  "item/commandExecution/requestApproval": {
    params: approvals.CommandExecutionRequestApprovalParamsSchema,
    result: approvals.CommandExecutionRequestApprovalResponseSchema,
  },
  /** May these files be changed? An error, or an answer that cannot be read, counts as declined. */
  "item/fileChange/requestApproval": {
    params: approvals.FileChangeRequestApprovalParamsSchema,
    result: approvals.FileChangeRequestApprovalResponseSchema,
  },
  /** Questions of the model for the user. */
  "item/tool/requestUserInput": {
    params: approvals.ToolRequestUserInputParamsSchema,
    result: approvals.ToolRequestUserInputResponseSchema,
  },
  /** A question of an MCP server for the user. */
  "mcpServer/elicitation/request": {
    params: elicitation.McpServerElicitationRequestParamsSchema,
    result: elicitation.McpServerElicitationRequestResponseSchema,
  },
  /** May the turn do more than its sandbox allows? */
  "item/permissions/requestApproval": {
    params: approvals.PermissionsRequestApprovalParamsSchema,
    result: approvals.PermissionsRequestApprovalResponseSchema,
  },
  /** The model calls a tool that the client brought along. */
  "item/tool/call": { params: approvals.DynamicToolCallParamsSchema, result: approvals.DynamicToolCallResponseSchema },
  /** The tokens that the client brought along have run out. */
  "account/chatgptAuthTokens/refresh": {
    params: account.ChatgptAuthTokensRefreshParamsSchema,
    result: account.ChatgptAuthTokensRefreshResponseSchema,
  },
  /** Asks for a proof of the client's platform. Never sent by this project. */
  "attestation/generate": {
    params: account.AttestationGenerateParamsSchema,
    result: account.AttestationGenerateResponseSchema,
  },
  /** `item/fileChange/requestApproval` for clients of the wire before. */
  applyPatchApproval: {
    params: legacyApprovals.ApplyPatchApprovalParamsSchema,
    result: legacyApprovals.ApplyPatchApprovalResponseSchema,
  },
  /** `item/commandExecution/requestApproval` for clients of the wire before. */
  execCommandApproval: {
    params: legacyApprovals.ExecCommandApprovalParamsSchema,
    result: legacyApprovals.ExecCommandApprovalResponseSchema,
  },
} as const satisfies Record<ServerMethod, unknown>;
