import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { protocolJsonSchema } from "@codex/protocol/json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { type Json, readRecordings } from "./golden.js";

const schema = protocolJsonSchema();
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(schema, "codex");

/** Why a value does not match a type; undefined if it does. */
function fault(name: string, value: unknown): string | undefined {
  const validate = ajv.getSchema(`codex#/$defs/${name}`);
  if (validate === undefined) throw new Error(`no schema for ${name}`);
  return validate(value) === true ? undefined : ajv.errorsText(validate.errors);
}

test("every definition compiles, and every reference resolves", () => {
  for (const name of Object.keys(schema.$defs)) expect(() => fault(name, undefined)).not.toThrow();
});

test("null counts as absent, an unknown key is accepted, a wrong type is not", () => {
  expect(fault("NewConversationParams", { model: null, colour: "blue" })).toBe(undefined);
  expect(fault("NewConversationParams", { model: 7 })).toBe("data/model must be string,null");
  expect(fault("EventMsg", { type: "sparkle" })).toBe(undefined);
  expect(fault("EventMsg", { type: "agent_message" })).toContain("must have required property 'message'");
});

const eventName = (notification: Json): string => {
  const { method } = notification;
  if (method === undefined) return "Event";
  if (method === "codex/event/auth_status_change") return "AuthStatusChangeNotification";
  if (method === "codex/event/login_chat_gpt_complete") return "LoginChatGptCompleteNotification";
  return method === "codex/event" ? "ToolEventNotification" : "ConversationEventNotification";
};

test("recorded lines are valid", () => {
  for (const { notifications, responseItems } of readRecordings()) {
    for (const one of notifications) expect(fault(eventName(one), one["params"] ?? one)).toBe(undefined);
    for (const item of responseItems) expect(fault("ResponseItem", item)).toBe(undefined);
  }
});

const published = fileURLToPath(new URL("../dist/schema.json", import.meta.url));
test.skipIf(!existsSync(published))("the published file matches the schemas (needs npm run build)", () => {
  expect(JSON.parse(readFileSync(published, "utf8"))).toEqual(JSON.parse(JSON.stringify(schema)));
});
