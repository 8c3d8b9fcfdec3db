import * as z from "zod/mini";

/** How much a reasoning model thinks before it answers. Default: `medium`. */
export const ReasoningEffortSchema = z.enum(["minimal", "low", "medium", "high"]);
export type ReasoningEffort = z.infer<typeof ReasoningEffortSchema>;

/** How much the model summarizes its reasoning; `none` turns the summary off. Default: `auto`. */
export const ReasoningSummarySchema = z.enum(["auto", "concise", "detailed", "none"]);
export type ReasoningSummary = z.infer<typeof ReasoningSummarySchema>;

/** How verbose the model's answers are, for models with this setting. Default: `medium`. */
export const VerbositySchema = z.enum(["low", "medium", "high"]);
export type Verbosity = z.infer<typeof VerbositySchema>;

/** The name of a sandbox policy without its settings; see `SandboxPolicy`. Default: `read-only`. */
export const SandboxModeSchema = z.enum(["read-only", "workspace-write", "danger-full-access"]);
export type SandboxMode = z.infer<typeof SandboxModeSchema>;

/** Which credentials are used for model requests. */
export const AuthModeSchema = z.enum(["apikey", "chatgpt"]);
export type AuthMode = z.infer<typeof AuthModeSchema>;
