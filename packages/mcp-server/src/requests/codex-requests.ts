import path from "node:path";
import { CodexError, type ConfigOverrides, gitDiffToRemote } from "@codex/core";
import { type Handlers, type RequestHandler, RpcError, serveTable } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { clientMethods, inputItemFromWire, type NewConversationParams } from "@codex/protocol";
import { askClient } from "../approvals/ask-client.js";
import { askCodexClient } from "../approvals/ask-codex-client.js";
import { forwardElicitation } from "../approvals/forward-elicitation.js";
import type { ServerEngine } from "../engine.js";
import type { McpClient } from "../mcp/mcp-client.js";
import { ConversationListeners } from "./conversation-listeners.js";
import { interruptAndWait } from "./interrupt.js";
import { rpcErrorFrom } from "./rpc-error-from.js";

/** The requests of the Codex protocol about conversations and their folders. */
const conversationMethods = {
  newConversation: clientMethods.newConversation,
  sendUserMessage: clientMethods.sendUserMessage,
  sendUserTurn: clientMethods.sendUserTurn,
  interruptConversation: clientMethods.interruptConversation,
  addConversationListener: clientMethods.addConversationListener,
  removeConversationListener: clientMethods.removeConversationListener,
  closeConversation: clientMethods.closeConversation,
  gitDiffToRemote: clientMethods.gitDiffToRemote,
} as const;

export interface CodexRequestOptions {
  readonly engine: ServerEngine;
  /** The client that sends the requests; its conversations end with it. */
  readonly client: McpClient;
  /** How long the client may take to answer a question of an MCP server, in milliseconds. */
  readonly approvalTimeoutMs: number;
}

/** Answers the requests about conversations. Disposing ends the client's subscriptions. */
export interface CodexRequests extends Disposable {
  findHandler(method: string): RequestHandler | undefined;
}

export function createCodexRequests(options: CodexRequestOptions): CodexRequests {
  const listeners = new ConversationListeners(options.client.connection);
  const findHandler = serveTable(conversationMethods, createHandlers(options, listeners));
  return { findHandler, [Symbol.dispose]: () => listeners[Symbol.dispose]() };
}

function createHandlers(
  { engine, client, approvalTimeoutMs }: CodexRequestOptions,
  listeners: ConversationListeners,
): Handlers<typeof conversationMethods> {
  const { connection } = client;
  const approve = askCodexClient(connection);
  const elicit = forwardElicitation({
    client,
    request: (method, params, signal) => connection.request(method, params, { signal }),
    timeoutMs: approvalTimeoutMs,
  });
  const askFor = (conversationId: string) => askClient({ conversationId, approve, elicit });
  const find = (id: string) => {
    const served = engine.conversations.find(id, client);
    if (served !== undefined) return served;
    throw new RpcError(ErrorCode.invalidRequest, `conversation not found: ${id}`);
  };
  return {
    async newConversation(params) {
      const settings = { overrides: overridesOf(params), config: params.config };
      const { conversation } = await engine.conversations.create({ ...settings, owner: client }).catch((error) => {
        const isConfig = error instanceof CodexError && error.code === "config-invalid";
        throw rpcErrorFrom(error, isConfig ? "error deriving config" : "error creating conversation");
      });
      return { conversationId: conversation.id, model: conversation.sessionConfigured.model };
    },
    sendUserMessage({ conversationId, items }) {
      find(conversationId).submitTurn(
        { type: "user_input", items: items.map(inputItemFromWire) },
        { ask: askFor(conversationId) },
      );
      return {};
    },
    sendUserTurn({ conversationId, items, ...turn }) {
      const op = {
        type: "user_turn" as const,
        items: items.map(inputItemFromWire),
        cwd: turn.cwd,
        approval_policy: turn.approvalPolicy,
        sandbox_policy: turn.sandboxPolicy,
        model: turn.model,
        effort: turn.effort,
        summary: turn.summary,
      };
      find(conversationId).submitTurn(op, { ask: askFor(conversationId) });
      return {};
    },
    async interruptConversation({ conversationId }) {
      return { abortReason: await interruptAndWait(find(conversationId).conversation) };
    },
    addConversationListener({ conversationId }) {
      return { subscriptionId: listeners.add(find(conversationId).conversation) };
    },
    removeConversationListener({ subscriptionId }) {
      listeners.remove(subscriptionId);
      return {};
    },
    async closeConversation({ conversationId }) {
      await engine.conversations.close(find(conversationId));
      return {};
    },
    async gitDiffToRemote({ cwd }, { signal }) {
      const { env } = await engine.host();
      const diff = await gitDiffToRemote({ cwd: path.resolve(cwd), env, signal });
      if (diff !== undefined) return diff;
      throw new RpcError(ErrorCode.invalidRequest, `failed to compute git diff to remote for cwd: ${cwd}`);
    },
  };
}

function overridesOf(params: NewConversationParams): ConfigOverrides {
  return {
    model: params.model,
    profile: params.profile,
    cwd: params.cwd,
    approvalPolicy: params.approvalPolicy,
    sandboxMode: params.sandbox,
    baseInstructions: params.baseInstructions,
    includePlanTool: params.includePlanTool,
    includeApplyPatchTool: params.includeApplyPatchTool,
  };
}
