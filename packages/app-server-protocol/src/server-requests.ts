import * as account from "./account.js";
import * as approvals from "./approvals.js";
import * as elicitation from "./elicitation.js";
import * as legacyApprovals from "./legacy-approvals.js";
import type { ServerMethod } from "./methods.js";

/** Requests from the server: method to the schemas of its params and result. */
export const serverRequests = {
  /** May this command run? An error or an invalid answer denies it. */
  "item/commandExecution/requestApproval": {
    params: approvals.CommandExecutionRequestApprovalParamsSchema,
    result: approvals.CommandExecutionRequestApprovalResponseSchema,
  },
  /** May these files be changed? An error or an invalid answer denies it. */
  "item/fileChange/requestApproval": {
    params: approvals.FileChangeRequestApprovalParamsSchema,
    result: approvals.FileChangeRequestApprovalResponseSchema,
  },
  /** The model's questions for the user. */
  "item/tool/requestUserInput": {
    params: approvals.ToolRequestUserInputParamsSchema,
    result: approvals.ToolRequestUserInputResponseSchema,
  },
  /** An MCP server's question for the user. */
  "mcpServer/elicitation/request": {
    params: elicitation.McpServerElicitationRequestParamsSchema,
    result: elicitation.McpServerElicitationRequestResponseSchema,
  },
  /** May the turn do more than its sandbox allows? */
  "item/permissions/requestApproval": {
    params: approvals.PermissionsRequestApprovalParamsSchema,
    result: approvals.PermissionsRequestApprovalResponseSchema,
  },
  /** The model calls one of the client's tools. */
  "item/tool/call": { params: approvals.DynamicToolCallParamsSchema, result: approvals.DynamicToolCallResponseSchema },
  /** The tokens that the client provided have expired. */
  "account/chatgptAuthTokens/refresh": {
    params: account.ChatgptAuthTokensRefreshParamsSchema,
    result: account.ChatgptAuthTokensRefreshResponseSchema,
  },
  /** Asks for an attestation of the client's platform. Never sent by this project. */
  "attestation/generate": {
    params: account.AttestationGenerateParamsSchema,
    result: account.AttestationGenerateResponseSchema,
  },
  /** `item/fileChange/requestApproval` for clients of the older protocol. */
  applyPatchApproval: {
    params: legacyApprovals.ApplyPatchApprovalParamsSchema,
    result: legacyApprovals.ApplyPatchApprovalResponseSchema,
  },
  /** `item/commandExecution/requestApproval` for clients of the older protocol. */
  execCommandApproval: {
    params: legacyApprovals.ExecCommandApprovalParamsSchema,
    result: legacyApprovals.ExecCommandApprovalResponseSchema,
  },
} as const satisfies Record<ServerMethod, unknown>;
