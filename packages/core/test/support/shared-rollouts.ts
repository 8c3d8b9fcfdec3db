import { cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { TemporaryFolder } from "@codex/test-support";

const folder = fileURLToPath(new URL("../../../../../shared/exams/wire-2026/rollouts", import.meta.url));

/** Session files of a later Codex, next to the checkout; undefined if they do not exist. */
export const sharedRollouts = existsSync(folder) ? folder : undefined;

/** The files of one of them in a new home. `threadId` is the thread that they belong to. */
export function sharedHome(name: string): TemporaryFolder & { readonly threadId: string } {
  const from = path.join(sharedRollouts ?? "", name);
  const home = new TemporaryFolder();
  cpSync(from, home.path, { recursive: true });
  for (const file of readdirSync(home.path, { recursive: true, encoding: "utf8" })) {
    const whole = home.at(file);
    if (statSync(whole).isFile()) writeFileSync(whole, readFileSync(whole, "utf8").replaceAll("{{CWD}}", "/work"));
  }
  const { threadId } = JSON.parse(readFileSync(home.at("thread.json"), "utf8"));
  return Object.assign(home, { threadId: String(threadId) });
}
