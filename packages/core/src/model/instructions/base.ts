/** What every model is told about its work here. */
export const BASE_INSTRUCTIONS = "You are Codex, a coding agent that works in the user's terminal.";
