import type { AgentRoleFile } from "../config/toml/agents-toml.js";

/** A role for subagents: a named set of instructions, model and limits that the model can choose. */
export interface AgentRole {
  readonly name: string;
  /** When to use the role, for the model. */
  readonly description: string;
  /** Nicknames for its subagents. */
  readonly nicknames: readonly string[];
  /** Settings that differ from the session's. */
  readonly settings: AgentRoleFile;
}
