// A server of either wire, as far as a measurement needs it: opened, asked, heard until a turn's end.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const clientInfo = { name: "bench", title: "Bench", version: "1" };
const WIRES = {
  mcp: {
    envelope: { jsonrpc: "2.0" },
    hello: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
    ready: "notifications/initialized",
    async open(call) {
      const { conversationId } = await call("newConversation", {});
      await call("addConversationListener", { conversationId });
      return (text) => call("sendUserMessage", { conversationId, items: [{ type: "text", data: { text } }] });
    },
    isEnd: ({ method }) => method === "codex/event/task_complete",
  },
  "app-server": {
    envelope: {},
    hello: { clientInfo },
    ready: "initialized",
    async open(call) {
      const { thread } = await call("thread/start", {});
      return (text) => call("turn/start", { threadId: thread.id, input: [{ type: "text", text }] });
    },
    isEnd: ({ method }) => method === "turn/completed",
  },
};

/** Starts it and shakes hands; `turn` says something in a new conversation, and settles at the turn's end. */
export async function startServer(command, wire, { cwd, env }) {
  const { envelope, hello, ready, open, isEnd } = WIRES[wire];
  const child = spawn(command[0], command.slice(1), { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const pending = new Map();
  const ended = [];
  void gone.then(() => {
    for (const { reject } of [...pending.values(), ...ended]) reject(new Error("the server ended"));
  });
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line);
    if (isEnd(message)) ended.shift()?.resolve();
    const waiting = message.method === undefined ? pending.get(message.id) : undefined;
    if (message.error) waiting?.reject(new Error(message.error.message));
    else waiting?.resolve(message.result);
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ ...envelope, ...message })}\n`);
  const call = (method, params) => {
    const waiting = Promise.withResolvers();
    const id = pending.size + 1;
    pending.set(id, waiting);
    send({ id, method, params });
    return waiting.promise;
  };
  await call("initialize", hello);
  send({ method: ready });
  let say;
  return {
    async turn(text) {
      say ??= await open(call);
      const end = Promise.withResolvers();
      ended.push(end);
      await Promise.all([say(text), end.promise]);
    },
    async close() {
      child.stdin.end();
      const late = setTimeout(() => child.kill("SIGKILL"), 3000);
      await gone;
      clearTimeout(late);
    },
  };
}
