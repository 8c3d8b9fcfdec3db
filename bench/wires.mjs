// A server of either protocol, as far as a measurement needs it: start it, send requests, wait for a turn's end.
import { spawn } from "node:child_process";

const clientInfo = { name: "bench", title: "Bench", version: "1" };
const WIRES = {
  mcp: {
    envelope: { jsonrpc: "2.0" },
    hello: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo },
    ready: "notifications/initialized",
    ping: { method: "ping" },
    async open(call) {
      const { conversationId } = await call("newConversation", {});
      await call("addConversationListener", { conversationId });
      const say = (text) => call("sendUserMessage", { conversationId, items: [{ type: "text", data: { text } }] });
      return { id: conversationId, say };
    },
    end: '"method":"codex/event/task_complete"',
  },
  "app-server": {
    envelope: {},
    hello: { clientInfo },
    ready: "initialized",
    ping: { method: "thread/loaded/list", params: {} },
    async open(call) {
      const { thread } = await call("thread/start", {});
      const say = (text) => call("turn/start", { threadId: thread.id, input: [{ type: "text", text }] });
      return { id: thread.id, say };
    },
    end: '"method":"turn/completed"',
  },
};

/** How many bytes of a line are read at its start and its end. No answer is longer than the first. */
const [HEAD, TAIL] = [64 * 1024, 256];
const NEWLINE = 10;

/**
 * Starts a server and performs the handshake. `open` starts a conversation; its `turn` sends a message and settles at the turn's end. Only
 * the edges of long lines are read; `onLine` gets them too.
 */
export async function openServer(command, wire, { cwd, env, onLine = () => {} }) {
  const { envelope, hello, ready, ping, open, end } = WIRES[wire];
  const child = spawn(command[0], command.slice(1), { cwd, env, stdio: ["pipe", "pipe", "ignore"] });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const pending = new Map();
  /** By conversation: the promise that waits for the end of its turn. */
  const turns = new Map();
  void gone.then(() => {
    for (const { reject } of [...pending.values(), ...turns.values()]) reject(new Error("the server ended"));
  });
  const send = (message) => child.stdin.write(`${JSON.stringify({ ...envelope, ...message })}\n`);
  const call = (method, params) => {
    const waiting = Promise.withResolvers();
    const id = pending.size + 1;
    pending.set(id, waiting);
    send({ id, method, params });
    return waiting.promise;
  };
  readEdges(child.stdout, (line) => {
    onLine(line);
    const beginning = line.slice(0, 200);
    if (beginning.includes('"method":')) {
      if (beginning.includes(end)) for (const [id, { resolve }] of turns) if (line.includes(id)) resolve();
      return;
    }
    const waiting = pending.get(Number(/"id":(\d+)/.exec(beginning)?.[1]));
    if (waiting === undefined) return;
    const { result, error } = JSON.parse(line);
    if (error) waiting.reject(new Error(error.message));
    else waiting.resolve(result);
  });
  await call("initialize", hello);
  send({ method: ready });
  return {
    ping,
    send,
    async open() {
      const { id, say } = await open(call);
      return {
        async turn(text) {
          const ended = Promise.withResolvers();
          turns.set(id, ended);
          await Promise.all([say(text), ended.promise]);
        },
      };
    },
    async close() {
      child.stdin.end();
      const late = setTimeout(() => child.kill("SIGKILL"), 3000);
      await gone;
      clearTimeout(late);
    },
  };
}

/** Passes on the edges of each line; short lines are complete. */
function readEdges(readable, onLine) {
  let [head, tail] = ["", ""];
  const take = (chunk, from, to) => {
    const rest = Math.min(to, from + HEAD - head.length);
    if (rest > from) head += chunk.latin1Slice(from, rest);
    const last = Math.max(from, rest, to - TAIL);
    if (to > last) tail = `${tail}${chunk.latin1Slice(last, to)}`.slice(-TAIL);
  };
  readable.on("data", (chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      take(chunk, start, end);
      onLine(head + tail);
      [head, tail] = ["", ""];
      start = end + 1;
    }
    take(chunk, start, chunk.length);
  });
}
