import { type Config, folderToTrust, setProjectTrust } from "@codex/core";
import { type Safe, safe, safeLine, safeName } from "../text/safe.js";
import { wrapRows } from "../text/styled.js";
import { shortFolder } from "../view/status-items.js";
import type { App } from "./app.js";
import { approvalsName } from "./settings.js";

/** Asks once per folder whether its files may influence the model. Returns the resulting configuration, or undefined if the user quits. */
export async function askTrust(app: App, cwd: string): Promise<Config | undefined> {
  const { paint } = app.look;
  const { config, engine } = app.loaded;
  const folder = await folderToTrust(cwd);
  app.print([
    paint.bold(safe`Do you trust the files of this folder?`),
    safe`  ${safeName(folder)}`,
    ...wrapRows(safeLine(WHAT_TRUST_MEANS), app.look.columns() - 3).map((row) => paint.dim(safe`  ${row}`)),
  ]);
  const answer = await app.dialogs.choose("trust it?", [
    { name: "yes", detail: "and remember it", value: "trusted" as const },
    { name: "no", detail: "ask before changing or running anything", value: "untrusted" as const },
    { name: "quit", detail: "nothing has been read or changed", value: "quit" as const },
  ]);
  if (answer === undefined || answer === "quit") return undefined;
  await setProjectTrust(config.codexHome, folder, answer);
  return engine.configIn(cwd);
}

const WHAT_TRUST_MEANS =
  "codex reads them, and their content can influence it. In a trusted folder it changes files without asking each time, " +
  "and uses the folder's own settings.";

/** Offers the ways to log in, if the provider needs a login and there is none. */
export async function askLogin(app: App, logIn: () => Promise<void>): Promise<void> {
  const { config, engine } = app.loaded;
  const isLoggedIn = async () => (await engine.account.current()) !== undefined;
  if (!config.modelProvider.requires_openai_auth || (await isLoggedIn())) return;
  app.print([app.look.paint.bold(safe`You are not logged in.`)]);
  const way = await app.dialogs.choose("log in?", [
    { name: "ChatGPT", detail: "in the browser, or with a code on another machine", value: logIn },
    { name: "API key", detail: "paste or type it; it is not shown", value: () => logInWithKey(app) },
    { name: "later", detail: "messages will fail until you do", value: undefined },
  ]);
  if (way === undefined) return;
  await way().catch((error: unknown) => app.fail(error));
  app.showMessage([(await isLoggedIn()) ? "logged in" : "still not logged in; try again with 'codex login'"]);
}

async function logInWithKey({ dialogs, host, loaded }: App): Promise<void> {
  // A terminal that echoes lines would show the key.
  if (host.isPlain()) throw new Error("quit, then: printenv OPENAI_API_KEY | codex login --with-api-key");
  const key = await dialogs.write(
    { label: "API key", about: "from platform.openai.com; it is saved in Codex's folder", isSecret: true },
    (text) => text !== "" && !/\s/.test(text),
  );
  if (key !== undefined) await loaded.engine.account.logInWithKey(key);
}

/** The first lines: the version, model and folder in use. */
export function greeting(app: App): Safe[] {
  const { paint, marks } = app.look;
  const { config, home } = app.loaded;
  const { model, effort } = app.settings;
  const fields = [`${model} ${effort}`, approvalsName(app.settings), shortFolder(config.cwd, home)].map(safeLine);
  return [
    safe`${paint.bold(safe`codex`)} ${paint.dim(fields.reduce((all, word) => safe`${all} ${marks.separator} ${word}`))}`,
  ];
}
