import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { runCodex } from "./run-codex.js";
import type { Workspace } from "./workspace.js";

/** The text of every file of ours that Node loads for a run of `codex`. */
export async function loadedBy(workspace: Workspace, args: readonly string[]): Promise<string[]> {
  const hook = path.join(workspace.codexHome, "hook.mjs");
  const list = path.join(workspace.codexHome, "loaded");
  await writeFile(
    hook,
    `import { appendFileSync } from "node:fs";
import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + "\\n"); return next(url, context); } });`,
  );
  await runCodex(workspace, args, { env: { NODE_OPTIONS: `--import ${pathToFileURL(hook).href}` } });
  const urls = (await readFile(list, "utf8")).trim().split("\n");
  return Promise.all(urls.filter((url) => url.startsWith("file:")).map((url) => readFile(new URL(url), "utf8")));
}
