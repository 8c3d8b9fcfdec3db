import { realpath, stat } from "node:fs/promises";
import path from "node:path";
import { acquireFileLock, replaceFile } from "@codex/private-files";
import { parse } from "smol-toml";
import { CodexError } from "../error.js";
import { isTable, type Table, withOverride } from "./cli-override.js";
import { readConfigFile } from "./config-file.js";

/**
 * Notes in `config.toml` that the user trusts a folder. Everything else in the file, comments included, stays as it is.
 * @throws CodexError `config-invalid` when the file is not TOML or cannot be edited; it is left as it was then.
 */
export async function setProjectTrusted(codexHome: string, folder: string): Promise<void> {
  await using lock = await acquireFileLock(path.join(codexHome, "config.lock"), { timeoutMs: LOCK_LIMIT_MS });
  if (lock === undefined) throw new CodexError("config-invalid", "config.toml is being changed by another process");
  const file = await readConfigFile(codexHome);
  const wanted = withOverride(file.table, ["projects", folder, "trust_level"], "trusted");
  await writeConfig(file.path, await edited(file.text ?? "", folder, wanted));
}

/** What the lock guards takes milliseconds. */
const LOCK_LIMIT_MS = 5_000;

async function edited(text: string, folder: string, wanted: Table): Promise<string> {
  const separator = text === "" || text.endsWith("\n\n") ? "" : text.endsWith("\n") ? "\n" : "\n\n";
  const appended = `${text}${separator}[projects.${JSON.stringify(folder)}]\ntrust_level = "trusted"\n`;
  if (trusts(appended, folder)) return appended;
  // The folder has a table already, or `projects` is written inline.
  const { patch } = await import("@decimalturn/toml-patch");
  const patched = patch(text, wanted);
  if (trusts(patched, folder)) return patched;
  throw new CodexError("config-invalid", `config.toml could not be edited: add the trust of ${folder} by hand`);
}

function trusts(text: string, folder: string): boolean {
  try {
    const { projects } = parse(text);
    const project = isTable(projects) ? projects[folder] : undefined;
    return isTable(project) && project["trust_level"] === "trusted";
  } catch {
    return false;
  }
}

/** Where the file is a link, as people who keep their settings in a repository have it, what it points to is replaced. */
async function writeConfig(file: string, text: string): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (stats) => stats.mode & 0o777,
    () => 0o600,
  );
  await replaceFile(target, text, mode);
}
