import { expect, test } from "vitest";
import { isBlank, promptInput } from "./prompt-input.js";

test.each([
  ["file:///a%20b.ts", "/a b.ts"],
  ["file:///a.ts#L3", "/a.ts:3"],
  ["file:///a.ts?symbol=f#L3:5", "/a.ts:3-5"],
  ["file:///a.ts#L3-L5", "/a.ts:3-5"],
  ["file:///a.ts#top", "/a.ts"],
  ["https://example.com/a#L3", "https://example.com/a#L3"],
  ["file://%", "file://%"],
])("a link to %s names %s", (uri, place) => {
  expect(promptInput([{ type: "resource_link", uri, name: "it" }])).toEqual([
    { type: "text", text: `[@it](${place})` },
  ]);
  const [embedded] = promptInput([{ type: "resource", resource: { uri, text: "words" } }]);
  expect(embedded).toEqual({ type: "text", text: `<context ref=${JSON.stringify(place)}>\nwords\n</context>` });
});

test("a prompt without content is blank", () => {
  expect(isBlank([])).toBe(true);
  expect(isBlank([{ type: "text", text: " \n" }])).toBe(true);
  expect(isBlank([{ type: "image", data: "", mimeType: "image/png" }])).toBe(false);
});
