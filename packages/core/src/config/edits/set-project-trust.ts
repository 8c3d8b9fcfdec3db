import { mainRepositoryRoot } from "../../git/repository.js";
import { editConfig } from "./edit-config.js";

/** The user's decision about a folder. */
export type TrustLevel = "trusted" | "untrusted";

/** What is trusted along with a folder: its repository, or the folder itself outside a repository. */
export async function folderToTrust(folder: string): Promise<string> {
  return (await mainRepositoryRoot(folder)) ?? folder;
}

/**
 * Saves in `config.toml` whether the user trusts a folder. Everything else in the file, including comments, is unchanged.
 * @throws CodexError `config-invalid` if the file is not TOML or cannot be edited; it is then left unchanged.
 */
export async function setProjectTrust(codexHome: string, folder: string, level: TrustLevel): Promise<void> {
  await editConfig(codexHome, [{ path: ["projects", folder, "trust_level"], value: level }]);
}
