import { createSpawner } from "@codex/core";

/** Whether this machine has a working sandbox. */
export async function hasSandbox(): Promise<boolean> {
  await using spawner = createSpawner({ env: { PATH: process.env["PATH"] ?? "" }, platform: process.platform });
  return (await spawner.report()).some(({ works }) => works);
}
