import type { ResponseItem } from "@codex/protocol";
import fc from "fast-check";
import { expect, test } from "vitest";
import { chatRequestBody } from "../../src/model/chat/chat-request.js";
import { clientOptions, PROMPT } from "./client-options.js";

const id = fc.constantFrom(undefined, "chat_1_0", "chat_1_1", "chat_2_0");
const call_id = fc.constantFrom("a", "b");
const item = fc.oneof(
  fc
    .tuple(fc.constantFrom("user", "assistant"), id, fc.string())
    .map(([role, id, text]): ResponseItem => ({ type: "message", role, id, content: [{ type: "input_text", text }] })),
  fc.constantFrom("", "chat_1_0", "chat_2_0").map(
    (id): ResponseItem => ({
      type: "reasoning",
      id,
      summary: [],
      content: [{ type: "reasoning_text", text: "hm" }],
    }),
  ),
  fc
    .tuple(id, call_id)
    .map(([id, call_id]): ResponseItem => ({ type: "function_call", id, name: "shell", arguments: "{}", call_id })),
  fc
    .tuple(call_id, fc.constantFrom("done", [{ type: "input_image" as const, image_url: "data:," }]))
    .map(([call_id, output]): ResponseItem => ({ type: "function_call_output", call_id, output })),
  fc.constant<ResponseItem>({ type: "other" }),
);

async function bodyOf(input: readonly ResponseItem[]): Promise<string> {
  const pieces = await chatRequestBody(clientOptions("http://127.0.0.1:1"), { ...PROMPT, input });
  return pieces.join("");
}

test("the body always matches the transcript, whatever was sent before", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item), fc.array(fc.tuple(fc.nat(8), fc.array(item))), async (start, steps) => {
      let input: readonly ResponseItem[] = start;
      for (const [kept, more] of [[start.length, []] as const, ...steps]) {
        input = [...input.slice(0, kept), ...more];
        expect(await bodyOf(input)).toBe(await bodyOf(structuredClone(input)));
      }
    }),
  );
});
