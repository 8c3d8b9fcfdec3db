import { realpath, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Config } from "@codex/core";
import { shortFolder } from "../../view/status-items.js";
import type { App } from "../app.js";
import { folderNamed } from "../search-folders.js";
import { approvalsName } from "../settings.js";
import { isUserCommand } from "../user-command.js";

/**
 * Continues a copy of the conversation in another folder, with that folder's configuration. The conversation itself stays in the folder
 * where it started.
 */
export async function changeFolder(app: App, argument: string): Promise<void> {
  const { config: before, engine, home } = app.loaded;
  if (argument === "") return app.showMessage([`the folder is ${before.cwd}; /cd FOLDER changes it`]);
  const folder = await folderAt(folderNamed(argument, before.cwd, app.host.env));
  if (folder === undefined) return app.showMessage([`no such folder: ${argument}`]);
  const config = await configOf(app, folder);
  if (config === undefined) return app.showMessage([`the folder is still ${before.cwd}`]);
  const { id, isSaved } = app.thread;
  const isBegun = isSaved && !app.printer.view.turns.every(isUserCommand);
  const resumeId = isBegun ? await engine.forkThread(id, folder) : undefined;
  app.moveTo(config);
  try {
    await app.open({ resumeId, startedBy: isBegun ? "fork" : undefined, isSeen: true });
  } catch (error) {
    app.moveTo(before);
    throw error;
  }
  const { approvalPolicy, sandboxPolicy } = config;
  // Choices made for one folder must not apply in another one with a different configuration or trust.
  if (!isDeepStrictEqual(policiesOf(config), policiesOf(before))) await app.change({ approvalPolicy, sandboxPolicy });
  app.showMessage([
    `the folder is now ${shortFolder(folder, home)}, with ${approvalsName(app.settings)}`,
    ...(isBegun ? [`to go back to the original: codex resume ${id}`] : []),
  ]);
}

function policiesOf({ trustLevel, approvalPolicy, sandboxPolicy }: Config) {
  return { trustLevel, approvalPolicy, sandboxPolicy };
}

async function folderAt(folder: string): Promise<string | undefined> {
  try {
    return (await stat(folder)).isDirectory() ? await realpath(folder) : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined if the user decides not to go there when asked about trust. */
async function configOf(app: App, folder: string): Promise<Config | undefined> {
  const config = await app.loaded.engine.configIn(folder);
  if (config.trustLevel !== undefined) return config;
  const { askTrust } = await import("../onboarding.js");
  return askTrust(app, folder);
}
