import { sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { serverCase } from "../conformance-case.js";
import type { Json } from "../observation.js";
import { untilSaved } from "../until-saved.js";

const NOBODY = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const CONTEXT = /environment_context|Current working directory/;
const content = [{ type: "text", text: "again" }];

/** The user messages in the requests to the model; their context is in other recordings. */
function usersOf(input: readonly Json[] = []): string[] {
  const messages = input as readonly {
    readonly role?: string;
    readonly content?: readonly { readonly text: string }[];
  }[];
  return messages
    .filter(({ role }) => role === "user")
    .map((message) => message.content?.[0]?.text ?? "")
    .filter((text) => !CONTEXT.test(text));
}

conformance("conversation-tools", {
  "create-and-send": serverCase({
    about: "a conversation starts without a turn, even with a prompt, and runs with the first message",
    model: [sse.say("one"), sse.say("two")],
    async play(client, world) {
      await client.initialize();
      const args = { prompt: "hello", model: "mock-model", cwd: world.cwd };
      const { result } = await client.callTool("conversationCreate", args);
      const { conversation_id } = (result?.["structuredContent"] ?? {}) as Json;
      await client.callTool("conversationSendMessage", { conversation_id, content });
      await untilSaved(world, "one");
    },
    view: ({ replies, model = [] }) => ({ replies, users: model.map(({ body }) => usersOf(body.input)) }),
  }),
  "send-to-nobody": serverCase({
    about: "an unknown conversation",
    async play(client) {
      await client.initialize();
      await client.callTool("conversationSendMessage", { conversation_id: NOBODY, content });
    },
    view: ({ replies, model = [] }) => ({ replies, model: model.map(({ body }) => body.input) }),
  }),
});
