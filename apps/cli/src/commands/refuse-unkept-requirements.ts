import { existsSync } from "node:fs";
import { REQUIREMENTS_FILE } from "@codex/core";

/**
 * For servers, which only load their configuration with the first thread: refuses to start if the administrator's requirements cannot be
 * enforced.
 * @throws CodexError `config-invalid`
 */
export async function refuseUnkeptRequirements(): Promise<void> {
  if (!existsSync(REQUIREMENTS_FILE)) return;
  const { readRequirements } = await import("@codex/core");
  await readRequirements();
}
