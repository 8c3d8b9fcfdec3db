import { EventSchema } from "@codex/protocol";
import { Codex } from "@codex/sdk";
import { WIRES } from "./asking-wires.js";
import { codexOnTerminal } from "./codex-terminal.js";
import { runCodex, startCodexLines } from "./run-codex.js";
import type { Workspace } from "./workspace.js";

/** Sends a message in a new session through a front end, and waits until its turn has ended. */
export type FrontEnd = (workspace: Workspace, text: string) => Promise<void>;

/** All ways to run a turn; none of them answers questions. The script's last message is `done`. */
export const FRONT_ENDS: Readonly<Record<string, FrontEnd>> = {
  async exec(workspace, text) {
    await runCodex(workspace, ["exec", text]);
  },
  async proto(workspace, text) {
    await using proto = await startCodexLines(workspace, ["proto"]);
    proto.send({ id: "1", op: { type: "user_input", items: [{ type: "text", text }] } });
    await proto.waitFor((json) => {
      const { data } = EventSchema.safeParse(json);
      return data?.msg.type === "task_complete" ? data : undefined;
    });
  },
  async "mcp-server"(workspace, text) {
    await using server = await startCodexLines(workspace, ["mcp-server"]);
    const request = (id: number, method: string, params: object) => {
      server.send({ jsonrpc: "2.0", id, method, params });
      return server.waitFor((json) => (Object(json).id === id && "result" in Object(json) ? json : undefined));
    };
    const clientInfo = { name: "test", version: "1" };
    await request(1, "initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo });
    await request(2, "tools/call", { name: "codex", arguments: { prompt: text } });
  },
  async "app-server"(workspace, text) {
    await using wire = await WIRES["app-server"](workspace);
    await (await wire.say(text)).ended;
  },
  async acp(workspace, text) {
    await using wire = await WIRES.acp(workspace);
    await (await wire.say(text)).ended;
  },
  async library({ cwd, env }, text) {
    await using codex = new Codex({ env });
    await codex.startThread({ workingDirectory: cwd }).run(text);
  },
  async chat(workspace, text) {
    await using terminal = await codexOnTerminal(workspace, []);
    await terminal.waitFor("? help");
    terminal.write(`${text}\r`);
    await terminal.waitFor("done");
    await terminal.waitFor("? help");
  },
};
