import * as z from "zod/mini";
import { openEnum } from "./open.js";

/** `plan`: nothing is changed, and the turn ends with a plan. */
export const ModeKindSchema = z.enum(["plan", "default"]);
export type ModeKind = z.infer<typeof ModeKindSchema>;

/** How much the model reasons; `model/list` gives the values that it supports. */
export const ReasoningEffortSchema = z.string().check(z.minLength(1));
export type ReasoningEffort = z.infer<typeof ReasoningEffortSchema>;

export const SettingsSchema = z.object({
  developer_instructions: z.nullish(z.string()),
  model: z.string(),
  reasoning_effort: z.nullish(ReasoningEffortSchema),
});
export type Settings = z.infer<typeof SettingsSchema>;

/** A mode with its settings, which take precedence over those beside it. */
export const CollaborationModeSchema = z.object({
  mode: ModeKindSchema,
  settings: SettingsSchema,
});
export type CollaborationMode = z.infer<typeof CollaborationModeSchema>;

export const CyberAccessProgramSchema = z.enum(["standard", "daybreakBlue", "daybreakRed"]);
export type CyberAccessProgram = z.infer<typeof CyberAccessProgramSchema>;

export const MultiAgentModeSchema = z.union([
  z.enum(["explicitRequestOnly", "proactive"]),
  z.object({
    custom: z.string(),
  }),
]);
export type MultiAgentMode = z.infer<typeof MultiAgentModeSchema>;

/** The style of the model's answers. */
export const PersonalitySchema = z.enum(["none", "friendly", "pragmatic"]);
export type Personality = z.infer<typeof PersonalitySchema>;

/** How much the model summarizes its reasoning. */
export const ReasoningSummarySchema = z.enum(["auto", "concise", "detailed", "none"]);
export type ReasoningSummary = z.infer<typeof ReasoningSummarySchema>;

/** How long answers should be. */
export const VerbositySchema = openEnum(["low", "medium", "high"]);
export type Verbosity = z.infer<typeof VerbositySchema>;

export const WebSearchModeSchema = openEnum(["disabled", "cached", "indexed", "live"]);
export type WebSearchMode = z.infer<typeof WebSearchModeSchema>;
