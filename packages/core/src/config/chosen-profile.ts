import { CodexError } from "../error.js";
import type { ConfigProfile } from "./config-toml.js";
import { notFound } from "./not-found.js";
import type { ParsedConfig } from "./parse-config.js";

/**
 * The settings with those of `[profiles.NAME]` on top of the file, and `-c` on top of both; without a name those of the file.
 * @throws CodexError `config-invalid` for a profile that is not there, or says in vain what may be done.
 */
// Differs from codex-rs: there a profile beats `-c`, against its own documentation.
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
  // Differs from codex 0.171.0, which goes on without a profile that is not there.
  throw notFound(`config profile \`${name}\` not found`, name, Object.keys(profiles));
}
