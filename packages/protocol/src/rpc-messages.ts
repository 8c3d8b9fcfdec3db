import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import type { ClientMethod, ServerMethod } from "./methods.js";
import { clientMethods, serverMethods } from "./rpc-tables.js";

const version = option(z.literal("2.0"));

const request = <M extends ClientMethod>(method: M) =>
  z.object({
    jsonrpc: version,
    id: RequestIdSchema,
    method: z.literal(method),
    params: clientMethods[method].params,
  });
const serverRequest = <M extends ServerMethod>(method: M) =>
  z.object({
    jsonrpc: version,
    id: RequestIdSchema,
    method: z.literal(method),
    params: serverMethods[method].params,
  });

/** A whole request of a client, envelope included. */
export const ClientRequestSchema = z.discriminatedUnion("method", [
  request("newConversation"),
  request("sendUserMessage"),
  request("sendUserTurn"),
  request("interruptConversation"),
  request("addConversationListener"),
  request("removeConversationListener"),
  request("gitDiffToRemote"),
  request("loginChatGpt"),
  request("cancelLoginChatGpt"),
  request("logoutChatGpt"),
  request("getAuthStatus"),
]);
export type ClientRequest = z.infer<typeof ClientRequestSchema>;

/** A whole request of a server, envelope included. */
export const ServerRequestSchema = z.discriminatedUnion("method", [
  serverRequest("applyPatchApproval"),
  serverRequest("execCommandApproval"),
]);
export type ServerRequest = z.infer<typeof ServerRequestSchema>;
