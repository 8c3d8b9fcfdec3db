import type { AgentRole } from "./agent-role.js";

const plain = (name: string, description: string): AgentRole => ({ name, description, nicknames: [], settings: {} });

/** Roles that always exist, because models request them by habit. They change nothing but the name. */
const BUILT_IN_ROLES: readonly AgentRole[] = [
  plain("default", "A subagent without a particular role."),
  plain("explorer", "Answers one question about the code, and changes nothing."),
  plain("worker", "Does a separate part of the work, such as the changes to certain files."),
];

/** Finds a role by name. The user's roles have priority over the built-in ones. */
export function findRole(roles: readonly AgentRole[], name: string | undefined): AgentRole | undefined {
  return [...roles, ...BUILT_IN_ROLES].find((role) => role.name === name);
}

/** Describes the roles to the model, if the user has any. */
export function describeRoles(roles: readonly AgentRole[]): string | undefined {
  if (roles.length === 0) return undefined;
  const others = BUILT_IN_ROLES.filter(({ name }) => roles.every((role) => role.name !== name));
  return [...roles, ...others].map(({ name, description }) => `${name}: ${description}`).join("\n");
}
