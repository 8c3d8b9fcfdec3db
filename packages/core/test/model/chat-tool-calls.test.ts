import { chat, chatChunk, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { createModelClient } from "../../src/model/create-model-client.js";
import { callChunks, calledFunction, chatOptions, collectWithoutIds, PROMPT } from "./client-options.js";

describe("tool calls over the Chat Completions API", () => {
  const [one, two] = ['{"a":1}', '{"a":2}'];

  it.each<[string, unknown[], [string, string][]]>([
    [
      "no index, no ids",
      callChunks(calledFunction("f", one), calledFunction("g", two)),
      [
        ["f", one],
        ["g", two],
      ],
    ],
    [
      "no index, empty ids, one chunk",
      [
        chatChunk({
          tool_calls: [
            { id: "", ...calledFunction("f", one) },
            { id: "", ...calledFunction("f", two) },
          ],
        }),
      ],
      [
        ["f", one],
        ["f", two],
      ],
    ],
    [
      "the same call twice, index 0, no ids",
      callChunks({ index: 0, ...calledFunction("f", one) }, { index: 0, ...calledFunction("f", one) }),
      [
        ["f", one],
        ["f", one],
      ],
    ],
    [
      "equal index, own ids",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", one) },
        { index: 0, id: "y", ...calledFunction("f", two) },
      ),
      [
        ["f", one],
        ["f", two],
      ],
    ],
    [
      "equal index and id, other content",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", one) },
        { index: 1, id: "x", ...calledFunction("f", two) },
      ),
      [
        ["f", one],
        ["f", two],
      ],
    ],
    [
      "equal index, pieces of two",
      callChunks(
        { index: 0, ...calledFunction("f", '{"a"') },
        { index: 0, ...calledFunction(undefined, ":1}") },
        { index: 0, ...calledFunction("f", "") },
        { index: 0, ...calledFunction(undefined, two) },
      ),
      [
        ["f", one],
        ["f", two],
      ],
    ],
    [
      "id and name in every piece",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", '{"a"') },
        { index: 0, id: "x", ...calledFunction("f", ":1}") },
      ),
      [["f", one]],
    ],
    [
      "name in every piece, no id",
      callChunks(
        { index: 0, ...calledFunction("f", '{"a"') },
        { index: 0, ...calledFunction("f", ":1}") },
        { index: 0, ...calledFunction("f", "") },
      ),
      [["f", one]],
    ],
    [
      "arguments as an object",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", { a: 1 }) },
        { index: 1, id: "y", ...calledFunction("g", { a: 2 }) },
      ),
      [
        ["f", one],
        ["g", two],
      ],
    ],
    [
      "no arguments",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", undefined) },
        { index: 1, id: "y", ...calledFunction("g", null) },
      ),
      [
        ["f", ""],
        ["g", ""],
      ],
    ],
    [
      "an object instead of a list",
      [chatChunk({ tool_calls: { id: "x", ...calledFunction("f", one) } })],
      [["f", one]],
    ],
    [
      "the old form",
      [
        chatChunk({ function_call: { name: "f", arguments: '{"a"' } }),
        chatChunk({ function_call: { arguments: ":1}" } }),
      ],
      [["f", one]],
    ],
    [
      "sent twice with one id",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", one) },
        { index: 1, id: "x", ...calledFunction("f", one) },
      ),
      [["f", one]],
    ],
    [
      "all arguments repeated at the end",
      callChunks(
        { index: 0, id: "x", ...calledFunction("f", '{"a"') },
        { index: 0, ...calledFunction(undefined, ":1}") },
        { index: 0, id: "x", ...calledFunction("f", one) },
      ),
      [["f", one]],
    ],
    [
      "an empty object at the start",
      callChunks({ index: 0, id: "x", ...calledFunction("f", {}) }, { index: 0, ...calledFunction(undefined, one) }),
      [["f", one]],
    ],
    [
      "JSON within a string",
      callChunks({ index: 0, id: "x", ...calledFunction("f", JSON.stringify(one)) }),
      [["f", one]],
    ],
    [
      "names in a model's own notation",
      callChunks(
        { index: 0, id: "x", ...calledFunction("functions.f:0", one) },
        { index: 1, id: "y", ...calledFunction(" g<|channel|>commentary", two) },
      ),
      [
        ["f", one],
        ["g", two],
      ],
    ],
    [
      "a piece of nothing",
      callChunks({ index: 0, id: "x", ...calledFunction("f", one) }, { index: 1, function: null }),
      [["f", one]],
    ],
  ])("distinguishes the calls of one answer: %s", async (_, chunks, expected) => {
    await using server = await startModelServer([chat.chunks(...chunks, chatChunk({}, "tool_calls"))]);
    const events = await collectWithoutIds(chatOptions(server.baseUrl));
    const found = events.flatMap((event) => {
      const item = event.type === "output-item-done" ? event.item : undefined;
      return item?.type === "function_call" ? [item] : [];
    });
    expect(found.map(({ name, arguments: args }) => [name, args])).toEqual(expected);
    expect(new Set(found.map((item) => item.call_id)).size).toBe(expected.length);
  });

  it.each([
    ["length", /limit of output tokens/],
    ["MAX_TOKENS", /limit of output tokens/],
    ["content_filter", /content filter/],
    ["error", /finish_reason "error"/],
    ["insufficient_system_resource", /insufficient_system_resource/],
  ])(
    "an answer that ends with %s is reported, its text is kept, and an incomplete call is not run",
    async (reason, why) => {
      const piece = chatChunk({ tool_calls: [{ index: 0, id: "x", ...calledFunction("f", '{"a":') }] });
      await using server = await startModelServer([
        chat.chunks(chatChunk({ content: "The first half" }), piece, chatChunk({}, reason)),
      ]);
      const options = chatOptions(server.baseUrl);
      const items: unknown[] = [];
      const reading = (async () => {
        for await (const event of createModelClient(options).stream(PROMPT, new AbortController().signal))
          items.push(event);
      })();
      await expect(reading).rejects.toThrow(why);
      expect(items).toMatchObject([{ item: { type: "message", content: [{ text: "The first half" }] } }]);
    },
  );
});
