import path from "node:path";
import { CodexError, type ConfigOverrides, gitDiffToRemote } from "@codex/core";
import { type Connection, type Handlers, type RequestHandler, RpcError, serveTable } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { clientMethods, inputItemFromWire, type NewConversationParams } from "@codex/protocol";
import { askCodexClient } from "../approvals/ask-codex-client.js";
import type { ServerEngine } from "../engine.js";
import { ConversationListeners } from "./conversation-listeners.js";
import { interruptAndWait } from "./interrupt.js";

/** The part of the Codex protocol that is about conversations and the folders they work in. */
const conversationMethods = {
  newConversation: clientMethods.newConversation,
  sendUserMessage: clientMethods.sendUserMessage,
  sendUserTurn: clientMethods.sendUserTurn,
  interruptConversation: clientMethods.interruptConversation,
  addConversationListener: clientMethods.addConversationListener,
  removeConversationListener: clientMethods.removeConversationListener,
  gitDiffToRemote: clientMethods.gitDiffToRemote,
} as const;

export interface CodexRequestOptions {
  readonly engine: ServerEngine;
  readonly connection: Connection;
  /** The client whose requests these are; its conversations end with it. */
  readonly owner: object;
}

/** Answers the requests about conversations. Disposing ends the client's subscriptions. */
export interface CodexRequests extends Disposable {
  findHandler(method: string): RequestHandler | undefined;
}

export function createCodexRequests(options: CodexRequestOptions): CodexRequests {
  const listeners = new ConversationListeners(options.connection);
  const findHandler = serveTable(conversationMethods, createHandlers(options, listeners));
  return { findHandler, [Symbol.dispose]: () => listeners[Symbol.dispose]() };
}

function createHandlers(
  { engine, connection, owner }: CodexRequestOptions,
  listeners: ConversationListeners,
): Handlers<typeof conversationMethods> {
  const ask = askCodexClient(connection);
  const find = (id: string) => {
    const served = engine.conversations.find(id);
    if (served !== undefined) return served;
    throw new RpcError(ErrorCode.invalidRequest, `conversation not found: ${id}`);
  };
  return {
    async newConversation(params) {
      const settings = { overrides: overridesOf(params), config: params.config };
      const { conversation } = await orRpcError(() => engine.conversations.create({ ...settings, owner }));
      return { conversationId: conversation.id, model: conversation.sessionConfigured.model };
    },
    sendUserMessage({ conversationId, items }) {
      find(conversationId).submitTurn({ type: "user_input", items: items.map(inputItemFromWire) }, { ask });
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
      find(conversationId).submitTurn(op, { ask });
      return {};
    },
    async interruptConversation({ conversationId }, { signal }) {
      return { abortReason: await interruptAndWait(find(conversationId).conversation, signal) };
    },
    addConversationListener({ conversationId }) {
      return { subscriptionId: listeners.add(find(conversationId).conversation) };
    },
    removeConversationListener({ subscriptionId }) {
      listeners.remove(subscriptionId);
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

/** A configuration that does not hold is the client's to change; anything else is not. */
async function orRpcError<T>(create: () => Promise<T>): Promise<T> {
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    const [code, what] =
      error.code === "config-invalid"
        ? [ErrorCode.invalidRequest, "error deriving config"]
        : [ErrorCode.internalError, "error creating conversation"];
    throw new RpcError(code, `${what}: ${error.message}`, { cause: error });
  }
}
