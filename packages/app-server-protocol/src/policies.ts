import { GranularApprovalSchema } from "@codex/protocol/policy";
import * as z from "zod/mini";
import { shortCount } from "./count.js";
import { openEnum } from "./open.js";

export const ActivePermissionProfileSchema = z.object({
  id: z.string(),
  extends: z.nullish(z.string()),
});
export type ActivePermissionProfile = z.infer<typeof ActivePermissionProfileSchema>;

export const FileSystemAccessModeSchema = z.enum(["read", "write", "deny"]);
export type FileSystemAccessMode = z.infer<typeof FileSystemAccessModeSchema>;

export const FileSystemSpecialPathSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("root"),
  }),
  z.object({
    kind: z.literal("minimal"),
  }),
  z.object({
    kind: z.literal("project_roots"),
    subpath: z.nullish(z.string()),
  }),
  z.object({
    kind: z.literal("tmpdir"),
  }),
  z.object({
    kind: z.literal("slash_tmp"),
  }),
  z.object({
    kind: z.literal("unknown"),
    path: z.string(),
    subpath: z.nullish(z.string()),
  }),
]);
export type FileSystemSpecialPath = z.infer<typeof FileSystemSpecialPathSchema>;

export const FileSystemPathSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("path"),
    path: z.string(),
  }),
  z.object({
    type: z.literal("glob_pattern"),
    pattern: z.string(),
  }),
  z.object({
    type: z.literal("special"),
    value: FileSystemSpecialPathSchema,
  }),
]);
export type FileSystemPath = z.infer<typeof FileSystemPathSchema>;

export const FileSystemSandboxEntrySchema = z.object({
  access: FileSystemAccessModeSchema,
  path: FileSystemPathSchema,
});
export type FileSystemSandboxEntry = z.infer<typeof FileSystemSandboxEntrySchema>;

export const AdditionalFileSystemPermissionsSchema = z.object({
  entries: z.nullish(z.array(FileSystemSandboxEntrySchema)),
  globScanMaxDepth: z.nullish(z.int().check(z.minimum(1))),
  read: z.nullish(z.array(z.string())),
  write: z.nullish(z.array(z.string())),
});
export type AdditionalFileSystemPermissions = z.infer<typeof AdditionalFileSystemPermissionsSchema>;

export const AdditionalNetworkPermissionsSchema = z.object({
  enabled: z.nullish(z.boolean()),
});
export type AdditionalNetworkPermissions = z.infer<typeof AdditionalNetworkPermissionsSchema>;

export const AdditionalPermissionProfileSchema = z.object({
  fileSystem: z.nullish(AdditionalFileSystemPermissionsSchema),
  network: z.nullish(AdditionalNetworkPermissionsSchema),
});
export type AdditionalPermissionProfile = z.infer<typeof AdditionalPermissionProfileSchema>;

/** Who answers requests for approval. */
export const ApprovalsReviewerSchema = z.enum(["user", "auto_review", "guardian_subagent"]);
export type ApprovalsReviewer = z.infer<typeof ApprovalsReviewerSchema>;

/** When the user is asked: except for read-only commands, when the model asks for it, never, or by kind of question. */
export const AskForApprovalSchema = z.union([
  z.enum(["untrusted", "on-request", "never"]),
  z.object({ granular: GranularApprovalSchema }),
]);
export type AskForApproval = z.infer<typeof AskForApprovalSchema>;

export const GrantedPermissionProfileSchema = z.object({
  fileSystem: z.nullish(AdditionalFileSystemPermissionsSchema),
  network: z.nullish(AdditionalNetworkPermissionsSchema),
});
export type GrantedPermissionProfile = z.infer<typeof GrantedPermissionProfileSchema>;

export const NetworkAccessSchema = z.enum(["restricted", "enabled"]);
export type NetworkAccess = z.infer<typeof NetworkAccessSchema>;

export const NetworkApprovalProtocolSchema = openEnum(["http", "https", "socks5Tcp", "socks5Udp"]);
export type NetworkApprovalProtocol = z.infer<typeof NetworkApprovalProtocolSchema>;

export const NetworkApprovalContextSchema = z.object({
  host: z.string(),
  protocol: NetworkApprovalProtocolSchema,
});
export type NetworkApprovalContext = z.infer<typeof NetworkApprovalContextSchema>;

export const NetworkPolicyRuleActionSchema = z.enum(["allow", "deny"]);
export type NetworkPolicyRuleAction = z.infer<typeof NetworkPolicyRuleActionSchema>;

export const NetworkPolicyAmendmentSchema = z.object({
  action: NetworkPolicyRuleActionSchema,
  host: z.string(),
});
export type NetworkPolicyAmendment = z.infer<typeof NetworkPolicyAmendmentSchema>;

export const PermissionGrantScopeSchema = z.enum(["turn", "session"]);
export type PermissionGrantScope = z.infer<typeof PermissionGrantScopeSchema>;

export const PermissionProfileListParamsSchema = z.object({
  cursor: z.nullish(z.string()),
  cwd: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type PermissionProfileListParams = z.infer<typeof PermissionProfileListParamsSchema>;

/** `allowed` is false if an administrator forbids it. */
export const PermissionProfileSummarySchema = z.object({
  id: z.string(),
  allowed: z.boolean(),
  description: z.nullish(z.string()),
});
export type PermissionProfileSummary = z.infer<typeof PermissionProfileSummarySchema>;

export const PermissionProfileListResponseSchema = z.object({
  data: z.array(PermissionProfileSummarySchema),
  nextCursor: z.nullish(z.string()),
});
export type PermissionProfileListResponse = z.infer<typeof PermissionProfileListResponseSchema>;

export const RequestPermissionProfileSchema = z.object({
  fileSystem: z.nullish(AdditionalFileSystemPermissionsSchema),
  network: z.nullish(AdditionalNetworkPermissionsSchema),
});
export type RequestPermissionProfile = z.infer<typeof RequestPermissionProfileSchema>;

/** What commands may access, in short. */
export const SandboxModeSchema = z.enum(["read-only", "workspace-write", "danger-full-access"]);
export type SandboxMode = z.infer<typeof SandboxModeSchema>;

/** What commands may access. `externalSandbox`: the whole process is already sandboxed. */
export const SandboxPolicySchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("dangerFullAccess"),
  }),
  z.object({
    type: z.literal("readOnly"),
    networkAccess: z._default(z.boolean(), false),
  }),
  z.object({
    type: z.literal("externalSandbox"),
    networkAccess: z._default(NetworkAccessSchema, "restricted"),
  }),
  z.object({
    type: z.literal("workspaceWrite"),
    excludeSlashTmp: z._default(z.boolean(), false),
    excludeTmpdirEnvVar: z._default(z.boolean(), false),
    networkAccess: z._default(z.boolean(), false),
    writableRoots: z._default(z.array(z.string()), []),
  }),
]);
export type SandboxPolicy = z.infer<typeof SandboxPolicySchema>;
