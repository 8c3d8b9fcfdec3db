import path from "node:path";
import { safeName } from "../text/safe.js";
import type { Status } from "./status-row.js";

/** An item of the status line; undefined while its value is unknown. */
interface StatusItem {
  readonly about: string;
  readonly valueOf: (status: Status) => string | undefined;
}

/** By their names in `tui.status_line`. */
export const statusItems: Readonly<Record<string, StatusItem>> = {
  "model-with-reasoning": { about: "the model and its reasoning effort", valueOf: modelOf },
  model: { about: "the model", valueOf: ({ model }) => model },
  reasoning: { about: "the reasoning effort", valueOf: ({ effort }) => effort },
  permissions: { about: "what needs your approval", valueOf: ({ approvals }) => approvals },
  "context-remaining": { about: "how much of the context is left", valueOf: contextOf },
  "context-used": { about: "how much of the context is used", valueOf: usedOf },
  "used-tokens": { about: "the tokens of the conversation", valueOf: ({ tokens }) => tokensOf(tokens) },
  "current-dir": { about: "the folder", valueOf: ({ cwd, home }) => cwd && safeName(shortFolder(cwd, home)) },
  "project-name": { about: "the folder's name", valueOf: ({ cwd }) => cwd && safeName(path.basename(cwd)) },
  "git-branch": { about: "the branch", valueOf: ({ branch }) => branch },
  "thread-id": { about: "the id of the conversation", valueOf: ({ threadId }) => threadId },
};

export const USUAL_ITEMS: readonly string[] = [
  "model-with-reasoning",
  "permissions",
  "context-remaining",
  "current-dir",
  "git-branch",
];

/** The texts of the named items; a branch is appended to the folder before it. */
export function statusWords(names: readonly string[], status: Status): string[] {
  const words: string[] = [];
  for (const [index, name] of names.entries()) {
    const value = Object.hasOwn(statusItems, name) ? statusItems[name]?.valueOf(status) : undefined;
    if (value === undefined) continue;
    const folder = name === "git-branch" && names[index - 1] === "current-dir" ? words.pop() : undefined;
    words.push(folder === undefined ? value : `${folder} (${value})`);
  }
  return words;
}

function modelOf({ model, effort }: Status): string | undefined {
  if (model === undefined) return undefined;
  return effort === undefined ? model : `${model} ${effort}`;
}

function contextOf({ contextLeft, tokens }: Status): string | undefined {
  if (contextLeft !== undefined) return `${contextLeft}% left`;
  return tokensOf(tokens);
}

function usedOf({ contextLeft }: Status): string | undefined {
  return contextLeft === undefined ? undefined : `${100 - contextLeft}% used`;
}

function tokensOf(tokens: number | undefined): string | undefined {
  if (tokens === undefined) return undefined;
  return tokens < 1_000 ? `${tokens} tokens` : `${(tokens / 1_000).toFixed(1)}k tokens`;
}

/** Shows the home folder as `~`, and the end of long paths. */
export function shortFolder(cwd: string, home: string | undefined): string {
  const inHome = home !== undefined && (cwd === home || cwd.startsWith(home + path.sep));
  const shown = inHome ? `~${cwd.slice(home.length)}` : cwd;
  return shown.length <= 40 ? shown : `…${path.sep}${shown.split(path.sep).slice(-2).join(path.sep)}`;
}
