import { isDeepStrictEqual } from "node:util";
import { CodexError } from "../../error.js";
import type { ConfigEdit } from "../edits/edit-config.js";
import { isTable, type Table, withValue } from "../table.js";
import { pinnedSettings, type Requirements } from "./requirements.js";

/**
 * Refuses edits of `config.toml` that would have no effect: settings that the administrator fixes, and features and policies that the
 * requirements do not allow.
 * @throws CodexError `config-required`
 */
// Differs from codex 0.171.0, which writes policies that are not allowed.
export function refuseRequired(requirements: Requirements | undefined, edits: readonly ConfigEdit[]): void {
  if (requirements === undefined) return;
  const { file } = requirements;
  const refuse = (what: string) => {
    throw new CodexError("config-required", `${what} (the administrator's requirements in ${file})`);
  };
  for (const [key, value] of pinnedSettings(requirements)) {
    if (edits.some(({ path }) => path[0] === key)) refuse(`${key} has to be ${JSON.stringify(value)}`);
  }
  const said = edits.reduce<Table>((table, { path, value }) => withValue(table, path, value), {});
  for (const [name, isOn] of Object.entries(requirements.demands.features ?? {})) {
    if (isTable(said["features"]) && said["features"][name] === !isOn) refuse(`features.${name} has to be ${isOn}`);
  }
  for (const [key, allowed] of Object.entries(allowedValues(requirements))) {
    const value = said[key];
    if (value === undefined || value === null || allowed === undefined) continue;
    if (!allowed.some((one) => isDeepStrictEqual(one, value)))
      refuse(`${key} may not be ${JSON.stringify(value)}, only ${allowed.map(nameOf).join(", ")}`);
  }
}

const nameOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The allowed values by setting; undefined if all are allowed. */
function allowedValues({ demands }: Requirements): Readonly<Record<string, readonly unknown[] | undefined>> {
  const searches = demands.allowed_web_search_modes;
  return {
    approval_policy: demands.allowed_approval_policies,
    approvals_reviewer: demands.allowed_approvals_reviewers,
    sandbox_mode: demands.allowed_sandbox_modes,
    web_search: searches && [...new Set([...searches, "disabled"])],
  };
}
