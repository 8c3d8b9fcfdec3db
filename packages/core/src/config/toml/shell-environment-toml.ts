import * as z from "zod/mini";
import { setting } from "../../setting.js";

const EnvironmentInheritSchema = z.enum(["all", "core", "none"]);
export type EnvironmentInherit = z.infer<typeof EnvironmentInheritSchema>;

/** `[shell_environment_policy]` */
export const ShellEnvironmentPolicyTomlSchema = z.object({
  inherit: setting(
    EnvironmentInheritSchema,
    "What a command's environment starts from: `all` variables of Codex, the `core` variables of the platform, or `none`. Default: `all`.",
  ),
  ignore_default_excludes: setting(
    z.boolean(),
    "Keeps variables that look secret, which are otherwise removed: by name (keys, tokens, passwords, credentials, agents' sockets) or because their value is a URL with a password. Default: `false`.",
  ),
  exclude: setting(
    z.array(z.string()),
    "Names to exclude; `*` matches any text, `?` any character, and case is ignored.",
  ),
  set: setting(z.record(z.string(), z.string()), "Variables to set, even if they were excluded."),
  include_only: setting(z.array(z.string()), "If not empty, only variables that match one of these patterns are kept."),
  filters: setting(
    z.record(z.string(), z.enum(["include", "exclude"])),
    'Replaces `exclude` and `include_only`: by pattern, `"exclude"` or `"include"`. The filters of several files are merged.',
  ),
  experimental_use_profile: setting(z.boolean(), "Runs commands through the user's shell profile. Default: `false`."),
});
