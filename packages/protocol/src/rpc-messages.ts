import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import * as z from "zod/mini";
import * as client from "./client-requests.js";
import { APPLY_PATCH_APPROVAL_METHOD, EXEC_COMMAND_APPROVAL_METHOD } from "./methods.js";
import * as server from "./server-requests.js";

const bare = <const M extends string>(method: M) => z.object({ method: z.literal(method), id: RequestIdSchema });
const request = <const M extends string, P extends z.core.SomeType>(method: M, params: P) =>
  z.object({ method: z.literal(method), id: RequestIdSchema, params });

/** A complete request of a client, without `jsonrpc: "2.0"`. */
export const ClientRequestSchema = z.discriminatedUnion("method", [
  request("newConversation", client.NewConversationParamsSchema),
  request("sendUserMessage", client.SendUserMessageParamsSchema),
  request("sendUserTurn", client.SendUserTurnParamsSchema),
  request("interruptConversation", client.InterruptConversationParamsSchema),
  request("addConversationListener", client.AddConversationListenerParamsSchema),
  request("removeConversationListener", client.RemoveConversationListenerParamsSchema),
  request("closeConversation", client.CloseConversationParamsSchema),
  request("gitDiffToRemote", client.GitDiffToRemoteParamsSchema),
  bare("loginChatGpt"),
  request("cancelLoginChatGpt", client.CancelLoginChatGptParamsSchema),
  bare("logoutChatGpt"),
  request("getAuthStatus", z._default(client.GetAuthStatusParamsSchema, {})),
]);
export type ClientRequest = z.infer<typeof ClientRequestSchema>;

/** A complete request of the server, without `jsonrpc: "2.0"`. */
export const ServerRequestSchema = z.discriminatedUnion("method", [
  request(APPLY_PATCH_APPROVAL_METHOD, server.ApplyPatchApprovalParamsSchema),
  request(EXEC_COMMAND_APPROVAL_METHOD, server.ExecCommandApprovalParamsSchema),
]);
export type ServerRequest = z.infer<typeof ServerRequestSchema>;
