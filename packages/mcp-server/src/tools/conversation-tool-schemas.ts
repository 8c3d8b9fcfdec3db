import type { Tool } from "@codex/mcp-types/tools";
import {
  ConversationCreateArgsSchema,
  ConversationCreateResultSchema,
  ConversationSendMessageArgsSchema,
  ConversationSendMessageResultSchema,
  ConversationStreamArgsSchema,
  ConversationStreamResultSchema,
  ConversationsListArgsSchema,
  ConversationsListResultSchema,
} from "@codex/protocol/conversation-tools";
import * as z from "zod/mini";
import { inputSchemaOf, outputSchemaOf } from "./json-schema.js";

const FailureSchema = z.object({ status: z.literal("error"), message: z.string() });

const settings = {
  approval_policy: "When to ask before a command of the agent runs",
  sandbox: "What the agent's commands may write",
  config: "Values that override config.toml, by dotted key",
  profile: "A profile of the user's config.toml",
  base_instructions: "Replaces the built-in instructions of the agent",
};

export const conversationCreateTool: Tool = {
  name: "conversationCreate",
  title: "Create a conversation",
  description:
    "Starts a conversation with the agent without sending a message yet, and returns its id. Its events arrive as codex/event notifications.",
  inputSchema: inputSchemaOf(ConversationCreateArgsSchema, {
    prompt: "What the conversation will be about; it is not sent",
    model: "The model to ask",
    cwd: "The folder to work in; relative to the server's own",
    ...settings,
  }),
  outputSchema: outputSchemaOf(ConversationCreateResultSchema),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
};

export const conversationSendMessageTool: Tool = {
  name: "conversationSendMessage",
  title: "Send a message",
  description: "Sends a message to an idle conversation and returns at once; conversationStream delivers what happens.",
  inputSchema: inputSchemaOf(ConversationSendMessageArgsSchema, {
    conversation_id: "The conversation's id, from conversationCreate",
    content: "The message: texts and images",
    parent_message_id: "Not supported: a conversation always continues from its end",
    model: "The model to ask from now on",
    cwd: "The folder to work in from now on",
    ...settings,
    config: "Cannot be changed once the conversation has begun",
    profile: "Cannot be changed once the conversation has begun",
    base_instructions: "Cannot be changed once the conversation has begun",
  }),
  outputSchema: outputSchemaOf(ConversationSendMessageResultSchema),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
};

export const conversationStreamTool: Tool = {
  name: "conversationStream",
  title: "Stream a conversation",
  description:
    "Delivers the conversation's events as notifications: first notifications/initial_state, then one notification per event. Runs until it is cancelled or the conversation ends.",
  inputSchema: inputSchemaOf(ConversationStreamArgsSchema, {
    conversation_id: "The conversation's id, from conversationCreate",
  }),
  outputSchema: outputSchemaOf(z.union([FailureSchema, ConversationStreamResultSchema])),
  annotations: { readOnlyHint: true, openWorldHint: false },
};

export const conversationsListTool: Tool = {
  name: "conversationsList",
  title: "List conversations",
  description: "Lists the saved conversations, newest first; codex-reply can continue any of them.",
  inputSchema: inputSchemaOf(ConversationsListArgsSchema, {
    limit: "How many at most, up to 200. Default: 50",
    cursor: "next_cursor of the page before. Default: the first page",
  }),
  outputSchema: outputSchemaOf(z.union([ConversationsListResultSchema, FailureSchema])),
  annotations: { readOnlyHint: true, openWorldHint: false },
};
