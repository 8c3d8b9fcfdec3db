import type { CurrentSandboxPolicy, SandboxMode } from "@codex/protocol";
import type { Environment } from "../../environment.js";
import type { ConfigLayer } from "../config-layers.js";
import type { ConfigOverrides } from "../config-sources.js";
import type { ParsedConfig } from "../parse-config.js";
import type { ConfigToml } from "../toml/config-toml.js";
import { sandboxPolicyOf, withMoreRoots } from "../toml/policies-toml.js";
import { type ActiveProfile, builtInMode, permissionProfile } from "./permission-profile.js";
import { NO_RESTRICTIONS, type Restrictions } from "./restrictions.js";

/** What commands may access, and the permission profile that defines it. */
export interface ChosenPermissions {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly restrictions: Restrictions;
  /** Undefined if a sandbox mode was chosen instead. */
  readonly permissionProfile: ActiveProfile | undefined;
}

interface Choice {
  readonly parsed: ParsedConfig;
  /** The settings including those of the chosen profile. */
  readonly settings: ConfigToml;
  readonly overrides: ConfigOverrides;
  readonly layers: readonly ConfigLayer[];
  readonly cwd: string;
  readonly env: Environment;
  readonly fallbackMode: SandboxMode;
}

/**
 * Chooses between a profile and a sandbox mode: the latest choice wins. The profile's denials apply in every mode that confines commands.
 * Differs from codex-rs, where choosing a mode over a profile removes the denials.
 */
export function chosenPermissions(choice: Choice): ChosenPermissions {
  const { settings, overrides, cwd, env, fallbackMode } = choice;
  const id = overrides.permissions ?? settings.default_permissions;
  const isMode = id === undefined || isModeChosen(choice);
  const mode = isMode ? undefined : builtInMode(id);
  const sandboxPolicy = sandboxPolicyOf(
    settings,
    mode === undefined ? overrides : { ...overrides, sandboxMode: mode },
    {
      cwd,
      env,
      mode: fallbackMode,
    },
  );
  const plain = { sandboxPolicy, restrictions: NO_RESTRICTIONS };
  if (id === undefined || mode !== undefined) return { ...plain, permissionProfile: profileNamed(id, mode) };
  if (builtInMode(id) !== undefined || (isMode && sandboxPolicy.mode === "danger-full-access"))
    return { ...plain, permissionProfile: undefined };
  const { profile, ...limits } = permissionProfile(id, settings.permissions ?? {}, { cwd, env });
  if (isMode) return { ...plain, restrictions: limits.restrictions, permissionProfile: undefined };
  return {
    ...limits,
    sandboxPolicy: withMoreRoots(limits.sandboxPolicy, overrides.addDirs ?? []),
    permissionProfile: profile,
  };
}

const profileNamed = (id: string | undefined, mode: SandboxMode | undefined): ActiveProfile | undefined =>
  id === undefined || mode === undefined ? undefined : { id };

function isModeChosen({ parsed, settings, overrides, layers }: Choice): boolean {
  if (overrides.permissions !== undefined) return false;
  if (overrides.sandboxMode !== undefined) return true;
  const keys = ["default_permissions", "sandbox_mode"];
  const [profile, mode] = keys.map(parsed.isOverridden);
  if (profile || mode) return !profile;
  if (settings.sandbox_mode !== parsed.toml.sandbox_mode) return true;
  const layer = layers.find(
    ({ disabledReason, table }) => disabledReason === undefined && keys.some((key) => Object.hasOwn(table, key)),
  );
  return layer !== undefined && !Object.hasOwn(layer.table, "default_permissions");
}
