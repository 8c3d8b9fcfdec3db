/** Tables whose every key says what Codex may do, and keys of later versions that do. */
const RESTRICTING: readonly string[] = [
  "default_permissions",
  "network",
  "permissions",
  "sandbox_workspace_write",
  "shell_environment_policy",
];

/** Names by which keys say that something is not allowed. */
const FORBIDS =
  /^(allow|allowed|block|blocked|denied|deny|exclude|excluded|forbid|forbidden|forced|only|restrict)(_|$)/;

/**
 * Whether a key that this version does not know may be meant to forbid something: to pass over it would allow more than the user
 * wants. Most unknown keys are those of other versions that share the file, and do no harm.
 */
export function mayRestrict(path: readonly string[]): boolean {
  const [first = ""] = path;
  return RESTRICTING.includes(first) || FORBIDS.test(path.at(-1) ?? "");
}
