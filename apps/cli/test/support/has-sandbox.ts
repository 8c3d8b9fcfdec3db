import { createSpawner } from "@codex/core";

/** Whether commands can be confined on this machine. */
export async function hasSandbox(): Promise<boolean> {
  await using spawner = createSpawner({ env: { PATH: process.env["PATH"] ?? "" }, platform: process.platform });
  return (await spawner.report()).some(({ works }) => works);
}
