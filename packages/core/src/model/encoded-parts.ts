import { wellFormedJson } from "@codex/slices";

let latestText = { text: "", json: '""' };

/** A long text as JSON. Nearly all requests of a process begin with the same instructions, which are encoded only once. */
export function encodedText(text: string): string {
  if (text !== latestText.text) latestText = { text, json: wellFormedJson(text) ?? '""' };
  return latestText.json;
}

const toolTexts = new WeakMap<object, string>();

/** A tool's description as JSON, cached for later requests. */
export function encodedTool(tool: object): string {
  let text = toolTexts.get(tool);
  if (text === undefined) {
    text = wellFormedJson(tool) ?? "null";
    toolTexts.set(tool, text);
  }
  return text;
}
