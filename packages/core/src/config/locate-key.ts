import { splitKeyPath } from "./cli-override.js";

/** The line (from 1) of a TOML text that sets `path`, or that of the nearest table around it; undefined if there is none. */
export function lineOfKey(text: string, path: readonly string[]): number | undefined {
  let best: { line: number; length: number } | undefined;
  for (const { key, line } of keysOf(text)) {
    const isPrefix = key.every((part, index) => part === path[index]);
    if (isPrefix && key.length > (best?.length ?? 0)) best = { line, length: key.length };
  }
  return best?.line;
}

function* keysOf(text: string): Generator<{ key: string[]; line: number }> {
  let table: string[] = [];
  let openString: string | undefined;
  for (const [index, content] of text.split("\n").entries()) {
    const line = index + 1;
    const fences: readonly string[] = content.match(/"""|'''/g) ?? [];
    if (openString !== undefined) {
      if (fences.includes(openString)) openString = undefined;
      continue;
    }
    const header = /^\s*\[\[?([^\]]+)\]/.exec(content)?.[1];
    const key = /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=/.exec(content)?.[1];
    if (header !== undefined) {
      table = splitKeyPath(header);
      yield { key: table, line };
    } else if (key !== undefined) {
      yield { key: [...table, ...splitKeyPath(key)], line };
    }
    if (fences.length % 2 === 1) openString = fences.at(-1);
  }
}
