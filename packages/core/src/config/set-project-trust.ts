import { editConfig } from "./edit-config.js";

/** What the user decided about a folder. */
export type TrustLevel = "trusted" | "untrusted";

/**
 * Notes in `config.toml` whether the user trusts a folder. Everything else in the file, comments included, stays as it is.
 * @throws CodexError `config-invalid` when the file is not TOML or cannot be edited; it is left as it was then.
 */
export async function setProjectTrust(codexHome: string, folder: string, level: TrustLevel): Promise<void> {
  await editConfig(codexHome, [{ path: ["projects", folder, "trust_level"], value: level }]);
}
