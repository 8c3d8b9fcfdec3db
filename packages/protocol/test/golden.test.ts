import { mcpClientMethods } from "@codex/mcp-types";
import {
  ConversationEventNotificationSchema,
  clientMethods,
  EventSchema,
  ExecApprovalElicitRequestParamsSchema,
  PatchApprovalElicitRequestParamsSchema,
  parseValue,
  ResponseItemSchema,
  safeParseValue,
  serverMethods,
  serverNotifications,
  ToolEventNotificationSchema,
} from "@codex/protocol";
import { CompiledEventSchema } from "@codex/protocol/compiled-event";
import { expect, test } from "vitest";
import type * as z from "zod/mini";
import { type Json, readRecordings } from "./golden.js";

const recordings = readRecordings();

/** Parses and serializes it: the output must equal the input. */
function roundTrip(schema: z.ZodMiniType, value: unknown): void {
  expect(JSON.parse(JSON.stringify(parseValue(schema, value)))).toEqual(value);
}

function lookUp<T>(table: Readonly<Record<string, T>>, key: unknown): T {
  const entry = typeof key === "string" && Object.hasOwn(table, key) ? table[key] : undefined;
  if (entry === undefined) throw new Error(`no schema for ${String(key)}`);
  return entry;
}

function notificationSchema(notification: Json): z.ZodMiniType {
  const { method } = notification;
  if (typeof method !== "string") throw new Error("no method");
  if (method in serverNotifications) return lookUp(serverNotifications, method).params;
  return method === "codex/event" ? ToolEventNotificationSchema : ConversationEventNotificationSchema;
}

test("recorded replies", () => {
  for (const { replies } of recordings) {
    for (const { method, result } of replies) {
      if (result === undefined) continue;
      // A server's name comes with a version, which the recordings omit.
      if (method === "initialize") expect(result).toMatchObject({ serverInfo: { name: "codex-mcp-server" } });
      else roundTrip(lookUp({ ...mcpClientMethods, ...clientMethods }, method).result, result);
    }
  }
});

test("recorded server requests", () => {
  for (const { serverRequests } of recordings) {
    for (const { method, params } of serverRequests) {
      if (method !== "elicitation/create") roundTrip(lookUp(serverMethods, method).params, params);
      else if (isPatch(params)) roundTrip(PatchApprovalElicitRequestParamsSchema, params);
      else roundTrip(ExecApprovalElicitRequestParamsSchema, params);
    }
  }
});
const isPatch = (params: unknown) => typeof params === "object" && params !== null && "codex_changes" in params;

test("recorded events and notifications", () => {
  const types = new Set<unknown>();
  for (const { notifications } of recordings) {
    for (const notification of notifications) {
      if ("method" in notification) roundTrip(notificationSchema(notification), notification["params"]);
      else roundTrip(EventSchema, notification);
      types.add(notification["method"] ?? "event");
    }
  }
  expect(types.size).toBeGreaterThan(10);
});

test("the compiled schema parses recorded events like the plain one", () => {
  for (const { notifications } of recordings) {
    for (const event of notifications.map((one) => one["params"] ?? one)) {
      const [plain, compiled] = [EventSchema, CompiledEventSchema].map((schema) => safeParseValue(schema, event));
      expect(compiled).toEqual(plain);
    }
  }
});

test("recorded entries of conversation histories", () => {
  for (const { responseItems } of recordings) {
    for (const item of responseItems) roundTrip(ResponseItemSchema, item);
  }
});
