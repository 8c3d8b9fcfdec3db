import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type ModelReply, startModelServer } from "@codex/test-support";
import { IDLE } from "./chat.js";
import { codexOnTerminal } from "./codex-terminal.js";
import { type ListeningServerOptions, startListeningServer } from "./listening-server.js";
import { createWorkspace } from "./workspace.js";

/** Asks about every command, and confines none. */
export const ASKING = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';

interface RemoteChatOptions extends ListeningServerOptions {
  readonly config?: string;
  /** Files in the server's home. */
  readonly home?: Readonly<Record<string, string>>;
  /** What the terminal must show when this returns. */
  readonly seen?: string;
}

/** A chat on a terminal, and the server that it uses. */
export async function remoteChat(
  script: readonly ModelReply[],
  { config = ASKING, home = {}, seen = IDLE, ...options }: RemoteChatOptions = {},
) {
  const disposables = new AsyncDisposableStack();
  const model = disposables.use(await startModelServer(script));
  const workspace = disposables.use(await createWorkspace({ model, config }));
  for (const [name, text] of Object.entries(home)) {
    await mkdir(path.dirname(path.join(workspace.codexHome, name)), { recursive: true });
    await writeFile(path.join(workspace.codexHome, name), text);
  }
  const { program: server, url } = disposables.use(await startListeningServer(workspace, options));
  const terminal = disposables.use(await codexOnTerminal(workspace, ["--remote", url]));
  await terminal.waitFor(seen);
  return { model, workspace, server, url, terminal, [Symbol.asyncDispose]: () => disposables.disposeAsync() };
}
