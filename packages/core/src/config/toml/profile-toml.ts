import { ApprovalPolicySchema, ReasoningSummarySchema, SandboxModeSchema, VerbositySchema } from "@codex/protocol";
import * as z from "zod/mini";
import { EffortSchema } from "../../model/effort.js";
import { setting } from "../../setting.js";
import { ApprovalsReviewerTomlSchema } from "../permissions/approvals-reviewer.js";

/** `[profiles.NAME]`: a named group of settings. All of them may also stand at the top of the file. */
export const ConfigProfileSchema = z.object({
  model: setting(z.string(), "The model to ask. Default: `gpt-5`."),
  model_provider: setting(z.string(), "Which of `model_providers` to use. Default: `openai`."),
  approvals_reviewer: setting(
    ApprovalsReviewerTomlSchema,
    "Who answers when `on-request` or `granular` asks: the `user`, or a model for the user (`auto_review`, also called `guardian_subagent`), which has no tools. Without a verdict the user is asked. Default: `user`.",
  ),
  approval_policy: setting(
    ApprovalPolicySchema,
    "When the user is asked before a command runs: `untrusted` (always, except commands known to only read), `on-failure` (when a command failed inside the sandbox), `on-request` (when the model asks), `never`, or `granular`: as `on-request`, but by kind of question. Default: `on-request`.",
  ),
  sandbox_mode: setting(
    SandboxModeSchema,
    "What commands may change: `read-only`, `workspace-write` (the working directory and temporary folders) or `danger-full-access` (no sandbox). Default: `read-only`.",
  ),
  disable_response_storage: setting(
    z.boolean(),
    "Keeps the provider from storing responses (zero data retention). Default: `false`.",
  ),
  model_reasoning_effort: setting(EffortSchema, "How long a reasoning model thinks. Default: `medium`."),
  model_reasoning_summary: setting(
    ReasoningSummarySchema,
    "How detailed the summaries of the model's reasoning are. Default: depends on the model in `model_catalog_json`, else `auto`.",
  ),
  model_verbosity: setting(
    VerbositySchema,
    "How detailed the answers are, of GPT-5 models and of models that support it in `model_catalog_json`. Default: depends on the model.",
  ),
  service_tier: setting(
    z.string(),
    "How urgently the model answers, and at what price: `fast` (or `priority`), `flex`, or another tier that the model's catalog lists. A tier that the model does not have is not requested. Default: the provider's.",
  ),
  chatgpt_base_url: setting(
    z.string(),
    "Base URL of the ChatGPT backend. Default: `https://chatgpt.com/backend-api/`.",
  ),
  experimental_instructions_file: setting(
    z.string(),
    "A file that replaces the built-in base instructions; relative to the working directory.",
  ),
});
export type ConfigProfile = z.infer<typeof ConfigProfileSchema>;
