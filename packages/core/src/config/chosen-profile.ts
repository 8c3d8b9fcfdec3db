import { CodexError } from "../error.js";
import type { ParsedConfig } from "./parse-config.js";
import type { ConfigProfile } from "./toml/profile-toml.js";
import { unknownName } from "./unknown-name.js";

/**
 * The settings with `[profiles.NAME]` applied over the file, and `-c` over both; without a name, the file's settings.
 * @throws CodexError `config-invalid` for an unknown profile, or one with restrictions that would have no effect.
 */
// Differs from codex-rs, where a profile overrides `-c`, contrary to its documentation.
export function withProfile(parsed: ParsedConfig, name: string | undefined): ConfigProfile {
  const profile = name === undefined ? {} : profileNamed(parsed, name);
  const chosen = Object.entries(profile).filter(([key, value]) => value !== undefined && !parsed.isOverridden(key));
  return { ...parsed.toml, ...Object.fromEntries(chosen) };
}

function profileNamed({ toml, refusedInProfile }: ParsedConfig, name: string): ConfigProfile {
  const profiles = toml.profiles ?? {};
  const refused = refusedInProfile(name);
  if (refused.length > 0) throw new CodexError("config-invalid", refused.join("\n"));
  if (Object.hasOwn(profiles, name)) return profiles[name] ?? {};
  // Differs from codex 0.171.0, which ignores an unknown profile.
  throw unknownName(`config profile \`${name}\` not found`, name, Object.keys(profiles));
}
