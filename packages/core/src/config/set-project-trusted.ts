import { editConfig } from "./edit-config.js";

/**
 * Notes in `config.toml` that the user trusts a folder. Everything else in the file, comments included, stays as it is.
 * @throws CodexError `config-invalid` when the file is not TOML or cannot be edited; it is left as it was then.
 */
export async function setProjectTrusted(codexHome: string, folder: string): Promise<void> {
  await editConfig(codexHome, [{ path: ["projects", folder, "trust_level"], value: "trusted" }]);
}
