import * as z from "zod/mini";
import { count, shortCount } from "./count.js";
import { openEnum } from "./open.js";

export const ExternalAgentConfigMigrationItemTypeSchema = openEnum([
  "AGENTS_MD",
  "CONFIG",
  "SKILLS",
  "PLUGINS",
  "MCP_SERVER_CONFIG",
  "SUBAGENTS",
  "HOOKS",
  "COMMANDS",
  "MEMORY",
  "SESSIONS",
]);
export type ExternalAgentConfigMigrationItemType = z.infer<typeof ExternalAgentConfigMigrationItemTypeSchema>;

const NamedSchema = z.object({ name: z.string() });
const namedList = () => z._default(z.array(NamedSchema), []);

export const MigrationDetailsSchema = z.object({
  commands: namedList(),
  hooks: namedList(),
  mcpServers: namedList(),
  memory: z.optional(z.array(z.string())),
  plugins: z._default(z.array(z.object({ marketplaceName: z.string(), pluginNames: z.array(z.string()) })), []),
  sessions: z._default(z.array(z.object({ cwd: z.string(), path: z.string(), title: z.nullish(z.string()) })), []),
  skills: namedList(),
  subagents: namedList(),
});
export type MigrationDetails = z.infer<typeof MigrationDetailsSchema>;

export const ExternalAgentConfigMigrationItemSchema = z.object({
  itemType: ExternalAgentConfigMigrationItemTypeSchema,
  description: z.string(),
  /** The root of the repository; absent for the user's home. */
  cwd: z.nullish(z.string()),
  details: z.nullish(MigrationDetailsSchema),
});
export type ExternalAgentConfigMigrationItem = z.infer<typeof ExternalAgentConfigMigrationItemSchema>;

export const ExternalAgentConfigDetectParamsSchema = z.object({
  cwds: z.nullish(z.array(z.string())),
  includeHome: z.optional(z.boolean()),
  maxSessionAgeDays: z.nullish(shortCount),
  maxSessions: z.nullish(shortCount),
  migrationSource: z.nullish(z.string()),
  source: z.nullish(z.string()),
});

const ConnectorSchema = z.object({
  name: z.string(),
  sessionCount: count,
  source: openEnum(["remoteMcpServersConfig", "sessionToolUse"]),
});

export const ExternalAgentConfigDetectResponseSchema = z.object({
  items: z.array(ExternalAgentConfigMigrationItemSchema),
  connectors: z._default(z.array(ConnectorSchema), []),
});

export const ExternalAgentConfigImportParamsSchema = z.object({
  migrationItems: z.array(ExternalAgentConfigMigrationItemSchema),
  migrationSource: z.nullish(z.string()),
  providerId: z.nullish(z.string()),
  source: z.nullish(z.string()),
});

export const ExternalAgentConfigImportResponseSchema = z.object({ importId: z.string() });

export const ExternalAgentConfigImportItemTypeSuccessSchema = z.object({
  itemType: ExternalAgentConfigMigrationItemTypeSchema,
  cwd: z.nullish(z.string()),
  source: z.nullish(z.string()),
  target: z.nullish(z.string()),
  title: z.nullish(z.string()),
});

export const ExternalAgentConfigImportItemTypeFailureSchema = z.object({
  itemType: ExternalAgentConfigMigrationItemTypeSchema,
  cwd: z.nullish(z.string()),
  errorType: z.nullish(z.string()),
  failureStage: z.string(),
  message: z.string(),
  source: z.nullish(z.string()),
  subErrorType: z.nullish(z.string()),
});

export const ExternalAgentConfigImportTypeResultSchema = z.object({
  itemType: ExternalAgentConfigMigrationItemTypeSchema,
  successes: z.array(ExternalAgentConfigImportItemTypeSuccessSchema),
  failures: z.array(ExternalAgentConfigImportItemTypeFailureSchema),
});
export type ExternalAgentConfigImportTypeResult = z.infer<typeof ExternalAgentConfigImportTypeResultSchema>;

/** The latest imported items. */
export const ExternalAgentConfigImportProgressNotificationSchema = z.object({
  importId: z.string(),
  itemTypeResults: z.array(ExternalAgentConfigImportTypeResultSchema),
});

/** All imported items. */
export const ExternalAgentConfigImportCompletedNotificationSchema = z.object({
  importId: z.string(),
  itemTypeResults: z.array(ExternalAgentConfigImportTypeResultSchema),
});
