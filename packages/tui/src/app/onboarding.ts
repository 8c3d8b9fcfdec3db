import { folderToTrust, type TrustLevel } from "@codex/core";
import { type Safe, safe, safeLine, safeName } from "../text/safe.js";
import { shortFolder } from "../view/status-row.js";
import type { App } from "./app.js";
import { approvalsName } from "./settings.js";

/** Asks once per folder whether its files may steer the model. */
export async function askTrust(app: App): Promise<TrustLevel | "quit"> {
  const { paint } = app.look;
  const folder = await folderToTrust(app.loaded.config.cwd);
  app.print([
    paint.bold(safe`Do you trust the files of this folder?`),
    safe`  ${safeName(folder)}`,
    paint.dim(safe`  codex reads them, and what they say may steer it. In a trusted folder it changes files`),
    paint.dim(safe`  without asking for each step, and the folder may have settings of its own.`),
  ]);
  const answer = await app.dialogs.choose("trust it?", [
    { name: "yes", detail: "and remember it", value: "trusted" as const },
    { name: "no", detail: "ask before anything is changed or run", value: "untrusted" as const },
    { name: "quit", detail: "", value: "quit" as const },
  ]);
  return answer ?? "quit";
}

/** Offers the ways to log in when the provider needs one and there is none. */
export async function askLogin(app: App, logIn: () => Promise<void>): Promise<void> {
  const { config, engine } = app.loaded;
  const current = () => engine.account.current();
  if (!config.modelProvider.requires_openai_auth || (await current()) !== undefined) return;
  app.print([app.look.paint.bold(safe`You are not logged in.`)]);
  const way = await app.dialogs.choose("log in?", [
    { name: "ChatGPT", detail: "in the browser, or with a code on another machine", value: "chatgpt" as const },
    {
      name: "API key",
      detail: "quit, then: printenv OPENAI_API_KEY | codex login --with-api-key",
      value: "key" as const,
    },
    { name: "later", detail: "messages fail until then", value: "later" as const },
  ]);
  if (way === "key") return app.host.leave();
  if (way !== "chatgpt") return;
  await logIn().catch((error: unknown) => app.fail(error));
  app.tell([(await current()) === undefined ? "still not logged in; 'codex login' tries again" : "logged in"]);
}

/** The first lines: what is in use, where. */
export function greeting(app: App): Safe[] {
  const { paint, marks } = app.look;
  const { config, home } = app.loaded;
  const { model, effort } = app.settings;
  const words = [`${model} ${effort}`, approvalsName(app.settings), shortFolder(config.cwd, home)].map(safeLine);
  return [
    safe`${paint.bold(safe`codex`)} ${paint.dim(words.reduce((all, word) => safe`${all} ${marks.separator} ${word}`))}`,
  ];
}
