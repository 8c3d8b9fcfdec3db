/** Kinds of messages in the user's name, or a developer's, that Codex itself writes for the model. */
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
] as const;

const CONTEXT = new RegExp(
  `^\\s*(?:<(?:${CONTEXT_TAGS.join("|")})>|<codex_internal_context |# AGENTS\\.md instructions for )`,
);

/** Whether a user message is not the user's: it tells the model where it is, what it must keep to, or what happened. */
export function isContextMessage(text: string): boolean {
  return CONTEXT.test(text);
}
