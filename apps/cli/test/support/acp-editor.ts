import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough, Readable, Writable } from "node:stream";
import {
  type ClientCapabilities,
  type CreateElicitationRequest,
  client,
  methods,
  ndJsonStream,
  type SessionNotification,
} from "@agentclientprotocol/sdk";
import { Ajv2020 } from "ajv/dist/2020.js";
import { builtCodex } from "./built-codex.js";
import type { Workspace } from "./workspace.js";

const schema = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve("@agentclientprotocol/sdk/schema/v1/schema.json"), "utf8"),
);
const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema(schema, "acp");

/** The schema of the result of each method. */
const ANSWERS: Readonly<Record<string, string>> = {
  initialize: "InitializeResponse",
  authenticate: "AuthenticateResponse",
  logout: "LogoutResponse",
  "session/new": "NewSessionResponse",
  "session/load": "LoadSessionResponse",
  "session/resume": "ResumeSessionResponse",
  "session/list": "ListSessionsResponse",
  "session/delete": "DeleteSessionResponse",
  "session/close": "CloseSessionResponse",
  "session/prompt": "PromptResponse",
  "session/set_mode": "SetSessionModeResponse",
  "session/set_config_option": "SetSessionConfigOptionResponse",
};

/** The schema of the params of each message from the agent. */
const PARAMS: Readonly<Record<string, string>> = {
  "session/update": "SessionNotification",
  "session/request_permission": "RequestPermissionRequest",
  "elicitation/create": "CreateElicitationRequest",
  "fs/read_text_file": "ReadTextFileRequest",
  "fs/write_text_file": "WriteTextFileRequest",
  "elicitation/complete": "CompleteElicitationNotification",
  "$/cancel_request": "CancelRequestNotification",
};

export interface EditorOptions {
  readonly workspace: Workspace;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly capabilities?: ClientCapabilities;
  /** The editor's open files, by path. */
  readonly buffers?: Map<string, string>;
  /** The editor's answer to `session/request_permission`: the kind of the option. Default: `allow_once`. */
  readonly permission?: string | ((params: Asked) => unknown);
  /** Its answer to `elicitation/create`. */
  readonly elicitation?: (params: CreateElicitationRequest) => unknown;
}

/** Serves an editor's open files, whose text may not be on disk. */
function serveBuffers(app: ReturnType<typeof client>, buffers: Map<string, string>): void {
  app
    .onRequest(methods.client.fs.readTextFile, ({ params }) => {
      const content = buffers.get(params.path);
      if (content === undefined) throw new Error(`${params.path} is not open`);
      return { content };
    })
    .onRequest(methods.client.fs.writeTextFile, ({ params }) => {
      buffers.set(params.path, params.content);
      return {};
    });
}

export interface Asked {
  readonly toolCall: { readonly toolCallId: string; readonly title?: string | null; readonly content?: unknown };
  readonly options: readonly { readonly optionId: string; readonly name: string; readonly kind: string }[];
}

/** An editor with the protocol's own client, which checks all our messages against the published schema. */
export async function startEditor(options: EditorOptions) {
  const { workspace, args = [], permission = "allow_once" } = options;
  const child = spawn(process.execPath, [await builtCodex(), "acp", ...args], {
    cwd: workspace.cwd,
    env: { ...workspace.env, ...options.env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let problems = "";
  child.stderr.on("data", (chunk) => {
    problems += chunk;
    process.stderr.write(chunk);
  });
  const faults: string[] = [];
  const received: Record<string, unknown>[] = [];
  const asks = new Map<unknown, string>();
  const incoming = new PassThrough();
  const outgoing = new PassThrough();
  eachLine(outgoing, child.stdin, (message) => {
    if (message["id"] !== undefined && typeof message["method"] === "string")
      asks.set(message["id"], message["method"]);
  });
  eachLine(child.stdout, incoming, (message) => {
    faults.push(...faultsOf(message, asks));
    if (message["id"] === undefined && message["method"] !== "session/update") received.push(message);
  });

  const updates: SessionNotification[] = [];
  const asked: Asked[] = [];
  const app = client({ name: "editor" })
    .onNotification(methods.client.session.update, ({ params }) => void updates.push(params))
    .onRequest(methods.client.session.requestPermission, async ({ params }) => {
      asked.push(params);
      const answer = typeof permission === "function" ? await permission(params) : permission;
      if (typeof answer !== "string") return answer as never;
      const option = params.options.find(({ kind }) => kind === answer);
      return option === undefined
        ? { outcome: { outcome: "cancelled" } }
        : { outcome: { outcome: "selected", optionId: option.optionId } };
    });
  const { elicitation } = options;
  if (elicitation !== undefined)
    app.onRequest(methods.client.elicitation.create, async ({ params }) => (await elicitation(params)) as never);
  if (options.buffers !== undefined) serveBuffers(app, options.buffers);
  const connection = app.connect(ndJsonStream(Writable.toWeb(outgoing), Readable.toWeb(incoming) as never));
  const ask = (method: string, params: unknown): Promise<Record<string, unknown>> =>
    connection.agent.request(method as never, params as never);
  const initialized = await ask("initialize", { protocolVersion: 1, clientCapabilities: options.capabilities ?? {} });

  return {
    initialized,
    updates,
    asked,
    faults,
    /** Notifications other than updates. */
    notifications: received,
    /** What it wrote to standard error. */
    problems: () => problems,
    ask,
    child,
    notify: (method: string, params: unknown) => connection.agent.notify(method as never, params as never),
    async open(params: Readonly<Record<string, unknown>> = {}): Promise<string> {
      const { sessionId } = await ask("session/new", { cwd: workspace.cwd, mcpServers: [], ...params });
      return String(sessionId);
    },
    prompt: (sessionId: string, text: string, more: readonly unknown[] = []) =>
      ask("session/prompt", { sessionId, prompt: [{ type: "text", text }, ...more] }),
    /** The current tool cards, in order of arrival. */
    get tools(): Readonly<Record<string, unknown>>[] {
      const cards = new Map<string, Record<string, unknown>>();
      for (const { update } of updates) {
        if (update.sessionUpdate !== "tool_call" && update.sessionUpdate !== "tool_call_update") continue;
        cards.set(update.toolCallId, { ...cards.get(update.toolCallId), ...update });
      }
      return [...cards.values()];
    },
    words(kind: string): string {
      return updates
        .flatMap(({ update }) =>
          update.sessionUpdate === kind && "content" in update && !Array.isArray(update.content)
            ? [update.content]
            : [],
        )
        .map((content) => (content && "text" in content ? content.text : ""))
        .join("");
    },
    async [Symbol.asyncDispose]() {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

function eachLine(from: Readable, to: Writable, see: (message: Record<string, unknown>) => void): void {
  let rest = "";
  from.on("data", (chunk: Buffer) => {
    rest += chunk.toString();
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") see(JSON.parse(line));
    to.write(chunk);
  });
  from.on("end", () => to.end());
}

function faultsOf(message: Readonly<Record<string, unknown>>, asks: ReadonlyMap<unknown, string>): string[] {
  const { id, method, params, result, error } = message;
  if (typeof method === "string") return checked(PARAMS[method], params, method);
  if (error !== undefined) return checked("Error", error, "error");
  const asked = asks.get(id);
  return checked(asked && ANSWERS[asked], result, asked ?? `an answer to ${String(id)}`);
}

function checked(type: string | undefined, value: unknown, what: string): string[] {
  if (type === undefined) return [`${what} is not in the protocol`];
  const validate = ajv.getSchema(`acp#/$defs/${type}`);
  if (validate === undefined) return [`the schema has no ${type}`];
  return validate(value) ? [] : [`${what}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(value)}`];
}
