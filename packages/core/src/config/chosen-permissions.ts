import type { SandboxMode, SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";
import type { ConfigOverrides } from "./config.js";
import type { ConfigLayer } from "./config-layers.js";
import type { ConfigToml } from "./config-toml.js";
import type { ParsedConfig } from "./parse-config.js";
import { type ActiveProfile, builtInMode, permissionProfile } from "./permission-profile.js";
import { sandboxPolicyOf, withMoreRoots } from "./policies-toml.js";
import { NO_RESTRICTIONS, type Restrictions } from "./restrictions.js";

/** What commands may touch, and which permission profile says so. */
export interface ChosenPermissions {
  readonly sandboxPolicy: SandboxPolicy;
  readonly restrictions: Restrictions;
  /** Undefined where a mode was chosen. */
  readonly permissionProfile: ActiveProfile | undefined;
}

interface Choice {
  readonly parsed: ParsedConfig;
  /** With those of the profile that was chosen. */
  readonly settings: ConfigToml;
  readonly overrides: ConfigOverrides;
  readonly layers: readonly ConfigLayer[];
  readonly cwd: string;
  readonly env: Environment;
  readonly fallbackMode: SandboxMode;
}

/**
 * A profile, or a mode in its place: what was asked for last counts. What the profile denies holds in every mode that confines anything.
 * Differs from codex-rs: there a mode that is chosen over a profile opens what it denies.
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
