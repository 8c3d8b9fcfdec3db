import { existsSync } from "node:fs";
import { REQUIREMENTS_FILE } from "@codex/core";

/**
 * For servers, which read their configuration with the first thread: what an administrator requires, and cannot be kept, lets them
 * not even start.
 * @throws CodexError `config-invalid`
 */
export async function refuseUnkeptRequirements(): Promise<void> {
  if (!existsSync(REQUIREMENTS_FILE)) return;
  const { readRequirements } = await import("@codex/core");
  await readRequirements();
}
