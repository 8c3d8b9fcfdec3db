import { realpath, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Config } from "@codex/core";
import { shortFolder } from "../../view/status-items.js";
import type { App } from "../app.js";
import { isOwn } from "../own-command.js";
import { folderNamed } from "../search-folders.js";
import { approvalsName } from "../settings.js";

/** Goes on in another folder with what is configured there, in a copy: the conversation itself belongs to the folder it began in. */
export async function changeFolder(app: App, argument: string): Promise<void> {
  const { config: before, engine, home } = app.loaded;
  if (argument === "") return app.tell([`the folder is ${before.cwd}; /cd FOLDER changes it`]);
  const folder = await folderAt(folderNamed(argument, before.cwd, app.host.env));
  if (folder === undefined) return app.tell([`no such folder: ${argument}`]);
  const config = await configOf(app, folder);
  if (config === undefined) return app.tell([`the folder is still ${before.cwd}`]);
  const { id, isSaved } = app.thread;
  const isBegun = isSaved && !app.printer.view.turns.every(isOwn);
  const resumeId = isBegun ? await engine.forkThread(id, folder) : undefined;
  app.moveTo(config);
  try {
    await app.open({ resumeId, isSeen: true });
  } catch (error) {
    app.moveTo(before);
    throw error;
  }
  const { approvalPolicy, sandboxPolicy } = config;
  // What was chosen for one folder is not for another one that is configured or trusted otherwise.
  if (!isDeepStrictEqual(policiesOf(config), policiesOf(before))) await app.change({ approvalPolicy, sandboxPolicy });
  app.tell([
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

/** Undefined when the user does not want to be asked there. */
async function configOf(app: App, folder: string): Promise<Config | undefined> {
  const config = await app.loaded.engine.configIn(folder);
  if (config.trustLevel !== undefined) return config;
  const { askTrust } = await import("../onboarding.js");
  return askTrust(app, folder);
}
