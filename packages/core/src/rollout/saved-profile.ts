import type { CurrentSandboxPolicy } from "@codex/protocol";
import * as z from "zod/mini";

/** What a permission profile that later Codex versions save says about the sandbox. */
export interface SavedProfile {
  /** For settings without a sandbox policy of their own. */
  readonly sandboxPolicy?: CurrentSandboxPolicy | undefined;
  readonly restrictions?: { readonly denied: string[]; readonly readOnly: string[] } | undefined;
  /** No sandbox here can enforce it: it denies patterns, or lets only some folders be read. */
  readonly isUnenforceable?: boolean | undefined;
}

const AccessSchema = z.enum(["read", "write", "deny"]);

const EntrySchema = z.union([
  z.object({
    path: z.object({ type: z.literal("path"), path: z.string() }),
    access: AccessSchema,
    missing_path_behavior: z.optional(z.string()),
  }),
  z.object({
    path: z.object({
      type: z.literal("special"),
      value: z.object({ kind: z.enum(["root", "slash_tmp", "tmpdir"]) }),
    }),
    access: z.enum(["read", "write"]),
  }),
]);
type Entry = z.infer<typeof EntrySchema>;

const ProfileSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("disabled") }),
  z.object({
    type: z.literal("managed"),
    file_system: z.object({ type: z.literal("restricted"), entries: z.array(z.unknown()) }),
    network: z.optional(z.string()),
  }),
]);

/** Parses the profile of a turn's settings; others than these say nothing here. `workspace`: the folders that are writable by themselves. */
export function parseSavedProfile(value: unknown, workspace: readonly unknown[]): SavedProfile {
  const profile = ProfileSchema.safeParse(value).data;
  if (profile === undefined) return {};
  if (profile.type === "disabled") return { sandboxPolicy: { mode: "danger-full-access" } };
  const entries = z.array(EntrySchema).safeParse(profile.file_system.entries).data;
  if (entries?.some(isSpecial("root", "read")) !== true)
    return { sandboxPolicy: { mode: "read-only" }, isUnenforceable: true };
  const denied = pathsWith("deny", entries);
  const readOnly = pathsWith("read", entries);
  const restrictions = denied.length + readOnly.length === 0 ? undefined : { denied, readOnly };
  return { sandboxPolicy: policyOf(entries, profile.network === "enabled", workspace), restrictions };
}

function policyOf(
  entries: readonly Entry[],
  network_access: boolean,
  workspace: readonly unknown[],
): CurrentSandboxPolicy {
  if (!entries.some(({ access }) => access === "write")) return { mode: "read-only" };
  const written = pathsWith("write", entries);
  return {
    mode: "workspace-write",
    writable_roots: written.filter((path) => !workspace.includes(path)),
    network_access,
    exclude_tmpdir_env_var: !entries.some(isSpecial("tmpdir", "write")),
    exclude_slash_tmp: !entries.some(isSpecial("slash_tmp", "write")),
    ...(!written.some((path) => workspace.includes(path)) && { exclude_cwd: true }),
  };
}

const isSpecial =
  (kind: string, wanted: Entry["access"]) =>
  ({ path, access }: Entry): boolean =>
    path.type === "special" && path.value.kind === kind && access === wanted;

/** Without the paths that every sandbox protects, in ours, too: those are skipped where they do not exist. */
function pathsWith(access: Entry["access"], entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) => {
    if (entry.access !== access || entry.path.type !== "path") return [];
    return "missing_path_behavior" in entry && entry.missing_path_behavior === "skip" ? [] : [entry.path.path];
  });
}
