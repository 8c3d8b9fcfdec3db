/** Names of our own tools, whether they are offered or not: a tool of the embedding program by such a name would never be called. */
export const RESERVED_TOOL_NAMES: ReadonlySet<string> = new Set([
  "apply_patch",
  "close_agent",
  "container.exec",
  "exec_command",
  "local_shell",
  "request_user_input",
  "resume_agent",
  "send_input",
  "shell",
  "spawn_agent",
  "update_plan",
  "view_image",
  "wait_agent",
  "web_search",
  "write_stdin",
]);
