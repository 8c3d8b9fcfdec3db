import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum, opened } from "./open.js";
import {
  AdditionalPermissionProfileSchema,
  GrantedPermissionProfileSchema,
  NetworkApprovalContextSchema,
  NetworkPolicyAmendmentSchema,
  PermissionGrantScopeSchema,
  RequestPermissionProfileSchema,
} from "./policies.js";
import { CommandActionSchema, DynamicToolCallOutputContentItemSchema } from "./thread-item-parts.js";

/** `cancel` declines and interrupts the turn. An amendment allows commands with that prefix from now on. */
export const CommandExecutionApprovalDecisionSchema = z.union([
  z.enum(["accept", "acceptForSession", "decline", "cancel"]),
  z.object({
    acceptWithExecpolicyAmendment: z.object({
      execpolicy_amendment: z.array(z.string()),
    }),
  }),
  z.object({
    applyNetworkPolicyAmendment: z.object({
      network_policy_amendment: NetworkPolicyAmendmentSchema,
    }),
  }),
]);
export type CommandExecutionApprovalDecision = z.infer<typeof CommandExecutionApprovalDecisionSchema>;

export const CommandExecutionApprovalKindSchema = openEnum(["command", "writeStdin", "humanCommand"]);
export type CommandExecutionApprovalKind = z.infer<typeof CommandExecutionApprovalKindSchema>;

export const CommandExecutionRequestApprovalParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  additionalPermissions: z.nullish(AdditionalPermissionProfileSchema),
  approvalId: z.nullish(z.string()),
  availableDecisions: z.nullish(z.array(opened(CommandExecutionApprovalDecisionSchema))),
  command: z.nullish(z.string()),
  commandActions: z.nullish(z.array(CommandActionSchema)),
  cwd: z.nullish(z.string()),
  environmentId: z.nullish(z.string()),
  kind: z._default(CommandExecutionApprovalKindSchema, "command"),
  networkApprovalContext: z.nullish(NetworkApprovalContextSchema),
  proposedExecpolicyAmendment: z.nullish(z.array(z.string())),
  proposedNetworkPolicyAmendments: z.nullish(z.array(NetworkPolicyAmendmentSchema)),
  reason: z.nullish(z.string()),
  startedAtMs: z.int(),
});
export type CommandExecutionRequestApprovalParams = z.infer<typeof CommandExecutionRequestApprovalParamsSchema>;

export const CommandExecutionRequestApprovalResponseSchema = z.object({
  decision: CommandExecutionApprovalDecisionSchema,
});
export type CommandExecutionRequestApprovalResponse = z.infer<typeof CommandExecutionRequestApprovalResponseSchema>;

export const DynamicToolCallParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  arguments: z.unknown(),
  callId: z.string(),
  namespace: z.nullish(z.string()),
  tool: z.string(),
});
export type DynamicToolCallParams = z.infer<typeof DynamicToolCallParamsSchema>;

export const DynamicToolCallResponseSchema = z.object({
  contentItems: z.array(DynamicToolCallOutputContentItemSchema),
  success: z.boolean(),
});
export type DynamicToolCallResponse = z.infer<typeof DynamicToolCallResponseSchema>;

/** `cancel` declines and interrupts the turn. */
export const FileChangeApprovalDecisionSchema = z.enum(["accept", "acceptForSession", "decline", "cancel"]);
export type FileChangeApprovalDecision = z.infer<typeof FileChangeApprovalDecisionSchema>;

export const FileChangeRequestApprovalParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  grantRoot: z.nullish(z.string()),
  reason: z.nullish(z.string()),
  startedAtMs: z.int(),
});
export type FileChangeRequestApprovalParams = z.infer<typeof FileChangeRequestApprovalParamsSchema>;

export const FileChangeRequestApprovalResponseSchema = z.object({
  decision: FileChangeApprovalDecisionSchema,
});
export type FileChangeRequestApprovalResponse = z.infer<typeof FileChangeRequestApprovalResponseSchema>;

export const PermissionsRequestApprovalParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  cwd: z.string(),
  environmentId: z.nullish(z.string()),
  permissions: RequestPermissionProfileSchema,
  reason: z.nullish(z.string()),
  startedAtMs: z.int(),
});
export type PermissionsRequestApprovalParams = z.infer<typeof PermissionsRequestApprovalParamsSchema>;

export const PermissionsRequestApprovalResponseSchema = z.object({
  permissions: GrantedPermissionProfileSchema,
  scope: z._default(PermissionGrantScopeSchema, "turn"),
  strictAutoReview: z.nullish(z.boolean()),
});
export type PermissionsRequestApprovalResponse = z.infer<typeof PermissionsRequestApprovalResponseSchema>;

export const ToolRequestUserInputAnswerSchema = z.object({
  answers: z.array(z.string()),
});
export type ToolRequestUserInputAnswer = z.infer<typeof ToolRequestUserInputAnswerSchema>;

export const ToolRequestUserInputOptionSchema = z.object({
  description: z.string(),
  label: z.string(),
});
export type ToolRequestUserInputOption = z.infer<typeof ToolRequestUserInputOptionSchema>;

export const ToolRequestUserInputQuestionSchema = z.object({
  id: z.string(),
  header: z.string(),
  isOther: z._default(z.boolean(), false),
  isSecret: z._default(z.boolean(), false),
  options: z.nullish(z.array(ToolRequestUserInputOptionSchema)),
  question: z.string(),
});
export type ToolRequestUserInputQuestion = z.infer<typeof ToolRequestUserInputQuestionSchema>;

export const ToolRequestUserInputParamsSchema = z.object({
  threadId: z.string(),
  turnId: z.string(),
  itemId: z.string(),
  autoResolutionMs: z.nullish(count),
  isBlocking: z.boolean(),
  questions: z.array(ToolRequestUserInputQuestionSchema),
});
export type ToolRequestUserInputParams = z.infer<typeof ToolRequestUserInputParamsSchema>;

export const ToolRequestUserInputResponseSchema = z.object({
  answers: z.record(z.string(), ToolRequestUserInputAnswerSchema),
});
export type ToolRequestUserInputResponse = z.infer<typeof ToolRequestUserInputResponseSchema>;
