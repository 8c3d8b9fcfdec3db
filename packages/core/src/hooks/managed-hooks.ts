import type { Requirements } from "../config/requirements/requirements.js";
import { CodexError } from "../error.js";
import { HOOK_EVENTS } from "./hook-event.js";
import type { HooksTable } from "./read-hooks-table.js";

/**
 * The hooks required by an administrator.
 * @throws CodexError `config-invalid` for an event unknown to this version: a hook that never runs protects nothing.
 */
export function managedHooks(requirements: Requirements | undefined): HooksTable | undefined {
  const hooks = requirements?.demands.hooks;
  if (requirements === undefined || hooks === undefined) return undefined;
  const { managed_dir: folder, windows_managed_dir: _elsewhere, ...events } = hooks;
  const unknown = Object.keys(events).find((name) => !HOOK_EVENTS.some((event) => event === name));
  if (unknown !== undefined) throw brokenManagedHooks(requirements.file, `there is no event \`${unknown}\``);
  return { source: "system", sourcePath: typeof folder === "string" ? folder : requirements.file, hooks: events };
}

export function brokenManagedHooks(file: string, fault: string): CodexError {
  return new CodexError("config-invalid", `${file}: its hooks are required, and cannot be run: ${fault}`);
}
