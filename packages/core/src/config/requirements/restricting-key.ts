import { nearestName } from "../nearest-name.js";
import type { UnknownKey } from "../unknown-keys.js";

/** Keys that define what Codex may do, and tables in which every key does, including those of other versions. */
const RESTRICTING: readonly string[] = [
  "approval_policy",
  "default_permissions",
  "network",
  "permissions",
  "sandbox_workspace_write",
  "shell_environment_policy",
];

/** Key names that suggest a prohibition. */
const FORBIDS =
  /^(allow|allowed|block|blocked|denied|deny|exclude|excluded|forbid|forbidden|forced|only|restrict)(_|$)/;

/** Known keys that prohibit something: a misspelled one must not be ignored either. */
const OBEYED: readonly string[] = [
  ...RESTRICTING,
  "approval_mode",
  "approval_policy",
  "default_tools_approval_mode",
  "disabled_tools",
  "enabled",
  "enabled_tools",
  "sandbox_mode",
  "trust_level",
];

/**
 * Whether an unknown key may be a prohibition: ignoring it would allow more than the user wants. Most unknown keys belong to other versions
 * that share the file and are harmless. `known`: the keys that are valid there.
 */
export function mayRestrict({ path, known }: UnknownKey): boolean {
  const [first = ""] = path;
  const key = path.at(-1) ?? "";
  return RESTRICTING.includes(first) || FORBIDS.test(key) || OBEYED.includes(nearestName(key, known) ?? "");
}

/** Settings that define what Codex may do and cannot be set in `[profiles.NAME]`. */
const RESTRICTING_SETTINGS: readonly string[] = [...RESTRICTING, "features", "mcp_servers", "tools"];

/** Whether such a setting is in the profile of that name: anyone who chooses the profile may rely on it. */
export function mayRestrictProfile({ path }: UnknownKey, profile: string): boolean {
  const [first, name, key = ""] = path;
  return first === "profiles" && name === profile && RESTRICTING_SETTINGS.includes(key);
}
