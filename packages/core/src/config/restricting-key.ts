import { nearestName } from "./nearest-name.js";
import type { UnknownKey } from "./unknown-keys.js";

/** Keys that say what Codex may do, and tables whose every key does, also in other versions. */
const RESTRICTING: readonly string[] = [
  "approval_policy",
  "default_permissions",
  "network",
  "permissions",
  "sandbox_workspace_write",
  "shell_environment_policy",
];

/** Names by which keys say that something is not allowed. */
const FORBIDS =
  /^(allow|allowed|block|blocked|denied|deny|exclude|excluded|forbid|forbidden|forced|only|restrict)(_|$)/;

/** Keys that we know and that forbid things: a misspelled one is not passed over either. */
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
 * Whether a key that this version does not know may be meant to forbid something: to pass over it would allow more than the user
 * wants. Most unknown keys are those of other versions that share the file, and do no harm. `known`: the keys that may stand there.
 */
export function mayRestrict({ path, known }: UnknownKey): boolean {
  const [first = ""] = path;
  const key = path.at(-1) ?? "";
  return RESTRICTING.includes(first) || FORBIDS.test(key) || OBEYED.includes(nearestName(key, known) ?? "");
}

/** Settings of a file that say what Codex may do, and that `[profiles.NAME]` cannot have. */
const RESTRICTING_SETTINGS: readonly string[] = [...RESTRICTING, "features", "mcp_servers", "tools"];

/** Whether such a setting stands in the profile of that name: whoever chooses it may rely on it. */
export function mayRestrictProfile({ path }: UnknownKey, profile: string): boolean {
  const [first, name, key = ""] = path;
  return first === "profiles" && name === profile && RESTRICTING_SETTINGS.includes(key);
}
