import { openRawWire, type RawMessage, type RawWire, VERSION } from "./raw-wire.js";
import type { Workspace } from "./workspace.js";

/** A command approval as it is on the wire. */
export interface WireQuestion {
  readonly id: unknown;
  /** Words separated by spaces. */
  readonly command: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** The decision in an answer, translated by each wire. */
export type Decision = "once" | "session" | "no";

/** A server's thread whose commands need approval, and its protocol's messages. */
export interface AskingWire extends AsyncDisposable {
  readonly raw: RawWire;
  /** Starts a turn. Resolves when it has started; `ended` resolves when it has ended. */
  say(text: string): Promise<{ readonly ended: Promise<unknown> }>;
  interrupt(): Promise<unknown>;
  question(): Promise<WireQuestion>;
  answer(id: unknown, decision: Decision): RawMessage;
}

export const WIRES = { "app-server": openAppServer, acp: openAcp } as const;

async function openAppServer(workspace: Workspace): Promise<AskingWire> {
  const raw = await openRawWire(workspace, ["app-server"]);
  await raw.call("initialize", { clientInfo: { name: "tester", version: "1" } });
  raw.send({ method: "initialized" });
  const { thread } = await raw.call("thread/start", {});
  const threadId = Object(thread).id;
  let turnId: unknown;
  return {
    raw,
    async say(text) {
      const { turn } = await raw.call("turn/start", { threadId, input: [{ type: "text", text }] });
      turnId = Object(turn).id;
      const isEnd = ({ method, params }: RawMessage) =>
        method === "turn/completed" && Object(Object(params).turn).id === turnId;
      return { ended: raw.take(isEnd) };
    },
    interrupt: () => raw.call("turn/interrupt", { threadId, turnId }),
    async question() {
      const { id, params } = await raw.take(({ method }) => method === "item/commandExecution/requestApproval");
      return { id, params: Object(params), command: String(Object(params).command) };
    },
    answer: (id, decision) => ({
      id,
      result: { decision: { once: "accept", session: "acceptForSession", no: "decline" }[decision] },
    }),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}

async function openAcp(workspace: Workspace): Promise<AskingWire> {
  const raw = await openRawWire(workspace, ["acp"]);
  await raw.call("initialize", { protocolVersion: 1, clientCapabilities: {} });
  const { sessionId } = await raw.call("session/new", { cwd: workspace.cwd, mcpServers: [] });
  return {
    raw,
    say: async (text) => ({ ended: raw.call("session/prompt", { sessionId, prompt: [{ type: "text", text }] }) }),
    interrupt: async () => raw.send({ ...VERSION, method: "session/cancel", params: { sessionId } }),
    async question() {
      const { id, params } = await raw.take(({ method }) => method === "session/request_permission");
      const { command } = Object(Object(Object(params).toolCall).rawInput);
      return { id, params: Object(params), command: command.join(" ") };
    },
    answer: (id, decision) => ({
      ...VERSION,
      id,
      result: {
        outcome: {
          outcome: "selected",
          optionId: { once: "allow", session: "allow-session", no: "reject" }[decision],
        },
      },
    }),
    [Symbol.asyncDispose]: () => raw[Symbol.asyncDispose](),
  };
}
