import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import self from "node:process";
import type { Node, Parser } from "web-tree-sitter";

export type BashNode = Node;

/** A parsed script. Its memory lies outside the garbage collector: keep it with `using`. */
export interface BashTree extends Disposable {
  readonly root: BashNode;
}

/**
 * Parses bash scripts; never runs them. What is no valid bash, is too long, or takes too much time to read, gives a tree whose
 * root says `hasError`.
 */
export interface BashParser {
  parse(script: string): BashTree;
}

let loading: Promise<BashParser> | undefined;

/** Loads the bash grammar at the first call, which takes its time (`obvious-words.ts`); the parser is shared from then on. */
export function loadBashParser(): Promise<BashParser> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<BashParser> {
  const { Language, Parser } = await import("web-tree-sitter");
  await Parser.init({ wasmBinary: await readWasm("web-tree-sitter/web-tree-sitter.wasm") });
  const parser = new Parser();
  parser.setLanguage(await Language.load(await readWasm("@codex/core/tree-sitter-bash.wasm")));
  return { parse: (script) => parse(parser, script) };
}

/** A bundled program has the file beside it; otherwise it is in the package that it comes with. */
async function readWasm(specifier: string): Promise<Uint8Array> {
  const name = specifier.slice(specifier.lastIndexOf("/") + 1);
  try {
    return await readFile(new URL(`./${name}`, import.meta.url));
  } catch {
    return readFile(createRequire(import.meta.url).resolve(specifier));
  }
}

/**
 * Longer ones are mostly data. Made for it, a script can take memory by the square of its length: 300 MB at this one, and at four
 * times of it all that the parser has, after which it reads nothing any more.
 */
export const MAX_SCRIPT_LENGTH = 4 * 1024;
/**
 * The most work that a script may be, in processor time: what is asked about must not depend on what else the machine does. What people
 * write takes a few milliseconds.
 */
const PATIENCE_MS = 100;

function parse(parser: Parser, script: string): BashTree {
  if (script.length > MAX_SCRIPT_LENGTH) return unreadable(parser);
  const end = processorTime() + PATIENCE_MS;
  const tree = parser.parse(script, null, { progressCallback: () => processorTime() > end });
  if (tree === null) return unreadable(parser);
  return { root: tree.rootNode, [Symbol.dispose]: () => tree.delete() };
}

/** Milliseconds that this thread has worked; with older ones of Node, before 23.9, all threads together. */
function processorTime(): number {
  const { user, system } = self.threadCpuUsage?.() ?? self.cpuUsage();
  return (user + system) / 1000;
}

function unreadable(parser: Parser): BashTree {
  parser.reset();
  const tree = parser.parse("(");
  // Only a parser without a language gives no tree of this.
  if (tree === null) throw new TypeError("the bash parser has no language");
  return { root: tree.rootNode, [Symbol.dispose]: () => tree.delete() };
}
