import type { AgentRoleFile } from "../config/agents-toml.js";

/** What a helper can be: instructions, model and limits by a name that the model chooses. */
export interface AgentRole {
  readonly name: string;
  /** When to use it, for the model. */
  readonly description: string;
  /** Names that its helpers go by. */
  readonly nicknames: readonly string[];
  /** What is different from the session. */
  readonly settings: AgentRoleFile;
}
