import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "rolldown";
import { compiledFolder } from "../../apps/cli/src/compiled-folder.js";
import { type ScriptModel, startScriptModel } from "./script-model.js";
import { type Server, type Talk, talkTo } from "./talk.js";

const HOOK = fileURLToPath(new URL("keep-compiled.cjs", import.meta.url));
/** The time limit of one run, in milliseconds. */
const LIMIT_MS = 60_000;

/**
 * Lets the Node that builds run typical starts, and stores V8's compiled code next to the bundle, where the command loads it
 * (`compiled-code.ts`). A build is complete without it: a run that fails is only reported.
 */
export const compiledProgram: Plugin = {
  name: "compiled-program",
  async closeBundle() {
    try {
      await compile(path.resolve("dist"));
    } catch (error) {
      this.warn(`the program ships without compiled code, so it starts slower: ${String(error)}`);
    }
  },
};

/** The folders that the runs use, and the files that they leave there. */
interface Place {
  readonly home: string;
  readonly compiled: string;
  readonly program: string;
}

async function compile(dist: string): Promise<void> {
  const home = mkdtempSync(path.join(tmpdir(), "codex-compiled-"));
  const place = { home, compiled: path.join(home, "compiled"), program: path.join(dist, "codex.js") };
  mkdirSync(place.compiled);
  try {
    await using model = await startScriptModel();
    writeFileSync(path.join(home, "config.toml"), configFor(model));
    await succeeded(start(place, "--help"));
    await succeeded(start(place, "exec", "--skip-git-repo-check", "say hello"));
    await serve(start(place, "mcp"), { jsonrpc: "2.0" }, (talk) => oneConversation(talk, home));
    await serve(start(place, "app-server"), {}, (talk) => oneThread(talk, home));
    cpSync(place.compiled, compiledFolder(dist), { recursive: true });
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function start({ home, compiled, program }: Place, ...args: readonly string[]): Server {
  return spawn(process.execPath, ["--require", HOOK, program, ...args], {
    cwd: home,
    env: { PATH: process.env["PATH"], HOME: home, CODEX_HOME: home, COMPILED_CODE: compiled },
    stdio: ["pipe", "pipe", "ignore"],
    timeout: LIMIT_MS,
  });
}

async function succeeded(run: Server): Promise<void> {
  run.stdin.end();
  run.stdout.resume();
  const [code, signal] = await once(run, "exit");
  if (code !== 0) throw new Error(`${run.spawnargs.slice(3).join(" ")} ended with ${code ?? signal}`);
}

async function serve(server: Server, envelope: object, use: (talk: Talk) => Promise<unknown>): Promise<void> {
  await use(talkTo(server, envelope));
  await succeeded(server);
}

const clientInfo = { name: "build", version: "1" };

async function oneConversation({ ask, heard }: Talk, cwd: string): Promise<void> {
  await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
  const { conversationId } = await ask("newConversation", { cwd });
  await ask("addConversationListener", { conversationId });
  const complete = heard("codex/event/task_complete");
  await ask("sendUserMessage", { conversationId, items: [{ type: "text", data: { text: "say hello" } }] });
  await complete;
}

async function oneThread({ ask, heard }: Talk, cwd: string): Promise<void> {
  await ask("initialize", { clientInfo });
  const { thread } = await ask("thread/start", { cwd });
  const completed = heard("turn/completed");
  await ask("turn/start", {
    threadId: Reflect.get(Object(thread), "id"),
    input: [{ type: "text", text: "say hello" }],
  });
  await completed;
}

function configFor({ url }: ScriptModel): string {
  const provider = `name = "script"\nbase_url = "${url}"\nwire_api = "responses"\n`;
  const settings = 'model = "script"\nmodel_provider = "script"\napproval_policy = "never"\n';
  return `${settings}sandbox_mode = "danger-full-access"\n[model_providers.script]\n${provider}`;
}
