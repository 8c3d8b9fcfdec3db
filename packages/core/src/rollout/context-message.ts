import { isSummary } from "./summary-item.js";

/** Kinds of messages with the user's or a developer's role that Codex itself writes for the model. */
const CONTEXT_TAGS = [
  "user_instructions",
  "environment_context",
  "permissions instructions",
  "skills_instructions",
  "apps_instructions",
  "collaboration_mode",
  "turn_aborted",
  "user_shell_command",
  "subagent_notification",
  "agent_message",
  "mcp_prompt",
  "skill",
] as const;

const CONTEXT = new RegExp(
  `^\\s*(?:<(?:${CONTEXT_TAGS.join("|")})>|<codex_internal_context |<(?:hook_prompt|untrusted_context) |# AGENTS\\.md instructions for )`,
);

/**
 * Whether a user message was written by Codex rather than the user: it tells the model where it is, which rules apply, or what
 * happened.
 */
export function isContextMessage(text: string): boolean {
  return CONTEXT.test(text) || isSummary(text);
}
