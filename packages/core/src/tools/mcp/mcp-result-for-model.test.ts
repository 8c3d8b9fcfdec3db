import { describe, expect, it } from "vitest";
import type { McpResult } from "../../items/call-items.js";
import { mcpResultForModel } from "./mcp-result-for-model.js";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n and so on", "latin1").toString("base64");
const image = { type: "image" as const, data: PNG, mimeType: "image/png" };
const text = (value: string) => ({ type: "text" as const, text: value });

async function shown(result: McpResult, seesImages = true, usesPlainText = false) {
  const saved: string[] = [];
  const save = async (whole: string) => {
    saved.push(whole);
    return "/results/1.txt";
  };
  return { output: await mcpResultForModel(result, { seesImages, usesPlainText, save }), saved };
}

describe("an MCP result for the model", () => {
  it("consists of its blocks if they are short", async () => {
    expect((await shown({ content: [text("a")] })).output).toBe('[{"text":"a","type":"text"}]');
  });

  it("consists of plain texts, one per line, for models that expect it; structured content stays JSON", async () => {
    expect((await shown({ content: [text("a"), text("b")] }, true, true)).output).toBe("a\nb");
    const structured = { content: [text("one")], structuredContent: { a: 1 } };
    expect((await shown(structured, true, true)).output).toBe((await shown(structured)).output);
    expect((await shown({ content: [text("see"), image] }, true, true)).output).toMatchObject([
      { type: "input_text", text: "see" },
      { type: "input_image" },
    ]);
  });

  it("consists of the structured content, plus the text if it says more", async () => {
    const structuredContent = { a: 1 };
    expect((await shown({ content: [text('{ "a": 1 }')], structuredContent })).output).toBe('{"a":1}');
    expect((await shown({ content: [], structuredContent })).output).toBe('{"a":1}');
    expect((await shown({ content: [text("one")], structuredContent })).output).toBe(
      '{"content":[{"text":"one","type":"text"}],"structuredContent":{"a":1}}',
    );
  });

  it("has a budget: beginning, end and the file with the rest", async () => {
    const whole = `HEAD ${"word ".repeat(1_000_000)} TAIL`;
    const { output, saved } = await shown({ content: [text(whole), text("second")] });
    expect(Buffer.byteLength(String(output))).toBeLessThanOrEqual(10 * 1024);
    expect(output).toMatch(
      /^HEAD word .*\[\.\.\. omitted \d+ of \d+ bytes \.\.\.\]\n\[the whole result is in \/results\/1\.txt\]\n.* TAIL\nsecond$/s,
    );
    expect(saved).toEqual([`${whole}\nsecond`]);
  });

  it("is not indented where it is nested so deep that this would be most of it", async () => {
    const nested = Array.from({ length: 5_000 }).reduce<unknown>((inner) => ({ a: inner }), 1);
    const { output, saved } = await shown({ content: [], structuredContent: { nested } });
    expect(output).toMatch(/^\{"nested":\{"a":/);
    expect(saved.map(({ length }) => length)).toEqual([JSON.stringify({ nested }).length]);
  });

  it.each([
    ["as a data URL", `data:image/jpeg;base64,${PNG}`],
    ["with line ends", PNG.replace(/.{4}/g, "$&\r\n")],
    ["in the alphabet of addresses", PNG.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")],
  ])("shows an image that was sent %s", async (_form, data) => {
    const url = `data:image/png;base64,${PNG}`;
    expect((await shown({ content: [{ ...image, data }] })).output).toEqual([{ type: "input_image", image_url: url }]);
  });

  it("shows images as images, beside the text", async () => {
    const url = `data:image/png;base64,${PNG}`;
    expect((await shown({ content: [image] })).output).toEqual([{ type: "input_image", image_url: url }]);
    expect((await shown({ content: [image, text("taken")] })).output).toEqual([
      { type: "input_text", text: '[{"text":"taken","type":"text"}]' },
      { type: "input_image", image_url: url },
    ]);
  });

  it.each<[string, McpResult["content"][number], boolean]>([
    ["a model without eyes", image, false],
    ["data that is not a PNG", { ...image, data: Buffer.from("\0\x01 no PNG").toString("base64") }, true],
    ["data that is not base64", { ...image, data: "!!! not base64" }, true],
    ["data that is not an image", { ...image, data: Buffer.from("text ".repeat(9_000)).toString("base64") }, true],
    ["sounds", { type: "audio", data: "A".repeat(50_000), mimeType: "audio/wav" }, true],
    ["bytes", { type: "resource", resource: { uri: "file:///x", blob: "A".repeat(50_000) } }, true],
  ])("says that %s cannot be shown", async (_, block, seesImages) => {
    const { output, saved } = await shown({ content: [block, text("rest")] }, seesImages);
    expect(output).toMatch(/ of \d+ bytes, which cannot be shown\].*rest/);
    expect(saved).toEqual([]);
  });
});
