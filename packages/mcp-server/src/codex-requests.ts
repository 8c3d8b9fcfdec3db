import path from "node:path";
import { CodexError, type ConfigOverrides, type Conversation, gitDiffToRemote } from "@codex/core";
import { type Handlers, RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { clientMethods, inputItemFromWire, type NewConversationParams } from "@codex/protocol";
import type { ConversationApprovals } from "./conversation-approvals.js";
import type { ConversationListeners } from "./conversation-listeners.js";
import type { ServerHost } from "./host.js";
import { interruptAndWait } from "./interrupt.js";

/** The part of the Codex protocol that is about conversations and the folders they work in. */
export const conversationMethods = {
  newConversation: clientMethods.newConversation,
  sendUserMessage: clientMethods.sendUserMessage,
  sendUserTurn: clientMethods.sendUserTurn,
  interruptConversation: clientMethods.interruptConversation,
  addConversationListener: clientMethods.addConversationListener,
  removeConversationListener: clientMethods.removeConversationListener,
  gitDiffToRemote: clientMethods.gitDiffToRemote,
} as const;

/** Handlers of the requests about conversations. */
export function createCodexRequests(options: {
  readonly host: () => Promise<ServerHost>;
  readonly listeners: ConversationListeners;
  readonly approvals: ConversationApprovals;
}): Handlers<typeof conversationMethods> {
  const { host, listeners } = options;
  const find = async (id: string) => findConversation(await host(), id);
  return {
    async newConversation(params) {
      const { manager, loadConfig } = await host();
      const config = await orInvalidRequest("error deriving config", () =>
        loadConfig(overridesOf(params), Object.entries(params.config ?? {})),
      );
      const conversation = await manager.newConversation(config);
      options.approvals(conversation);
      return { conversationId: conversation.id, model: conversation.sessionConfigured.model };
    },
    async sendUserMessage({ conversationId, items }) {
      const conversation = await find(conversationId);
      conversation.submit({ type: "user_input", items: items.map(inputItemFromWire) });
      return {};
    },
    async sendUserTurn({ conversationId, items, ...turn }) {
      const conversation = await find(conversationId);
      conversation.submit({
        type: "user_turn",
        items: items.map(inputItemFromWire),
        cwd: turn.cwd,
        approval_policy: turn.approvalPolicy,
        sandbox_policy: turn.sandboxPolicy,
        model: turn.model,
        effort: turn.effort,
        summary: turn.summary,
      });
      return {};
    },
    async interruptConversation({ conversationId }, { signal }) {
      return { abortReason: await interruptAndWait(await find(conversationId), signal) };
    },
    async addConversationListener({ conversationId }) {
      return { subscriptionId: listeners.add(await find(conversationId)) };
    },
    removeConversationListener({ subscriptionId }) {
      listeners.remove(subscriptionId);
      return {};
    },
    async gitDiffToRemote({ cwd }, { signal }) {
      const { env } = await host();
      const diff = await gitDiffToRemote({ cwd: path.resolve(cwd), env, signal });
      if (diff !== undefined) return diff;
      throw new RpcError(ErrorCode.invalidRequest, `failed to compute git diff to remote for cwd: ${cwd}`);
    },
  };
}

function findConversation({ manager }: ServerHost, id: string): Conversation {
  try {
    return manager.getConversation(id);
  } catch (error) {
    throw new RpcError(ErrorCode.invalidRequest, `conversation not found: ${id}`, { cause: error });
  }
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

async function orInvalidRequest<T>(what: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    throw new RpcError(ErrorCode.invalidRequest, `${what}: ${error.message}`, { cause: error });
  }
}
