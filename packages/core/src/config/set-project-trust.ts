import { mainRepositoryRoot } from "../git/repository.js";
import { editConfig } from "./edit-config.js";

/** What the user decided about a folder. */
export type TrustLevel = "trusted" | "untrusted";

/** What is trusted with a folder: its whole repository, or outside of one the folder. */
export async function folderToTrust(folder: string): Promise<string> {
  return (await mainRepositoryRoot(folder)) ?? folder;
}

/**
 * Notes in `config.toml` whether the user trusts a folder. Everything else in the file, comments included, stays as it is.
 * @throws CodexError `config-invalid` when the file is not TOML or cannot be edited; it is left as it was then.
 */
export async function setProjectTrust(codexHome: string, folder: string, level: TrustLevel): Promise<void> {
  await editConfig(codexHome, [{ path: ["projects", folder, "trust_level"], value: level }]);
}
