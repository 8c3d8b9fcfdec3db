import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import self from "node:process";
import type { Node, Parser } from "web-tree-sitter";
import { CodexError } from "../error.js";

export type BashNode = Node;

/** A parsed script. Its memory is not garbage collected: hold it with `using`. */
export interface BashTree extends Disposable {
  readonly root: BashNode;
}

/**
 * Parses bash scripts without running them. A script that is invalid, too long, or takes too much time to parse gives a tree whose
 * root has `hasError`.
 */
export interface BashParser {
  parse(script: string): BashTree;
}

let loading: Promise<BashParser> | undefined;

/** Loads the bash grammar on the first call, which takes a while (see `obvious-words.ts`); the parser is shared afterwards. */
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

/** A bundled program has the file next to it; otherwise it is in its package. */
async function readWasm(specifier: string): Promise<Uint8Array> {
  const end = specifier.lastIndexOf("/");
  const [from, name] = [specifier.slice(0, end), specifier.slice(end + 1)];
  const nextToUs = await readFile(new URL(`./${name}`, import.meta.url)).catch(() => undefined);
  if (nextToUs !== undefined) return nextToUs;
  try {
    return await readFile(createRequire(import.meta.url).resolve(specifier));
  } catch (cause) {
    const remedy = `install ${from} where the program runs, or put ${name} next to the bundled program`;
    throw new CodexError("internal", `shell commands cannot be parsed without ${name}: ${remedy}`, { cause });
  }
}

/**
 * Longer scripts are mostly data. A malicious script can use memory quadratic in its length: 300 MB at this limit, and at four
 * times the limit all that the parser has, after which it fails permanently.
 */
export const MAX_SCRIPT_LENGTH = 4 * 1024;
/**
 * The most processor time that parsing may take; processor time, because decisions about approvals must not depend on the machine's
 * load. Typical scripts take a few milliseconds.
 */
const PATIENCE_MS = 100;

function parse(parser: Parser, script: string): BashTree {
  if (script.length > MAX_SCRIPT_LENGTH) return unreadable(parser);
  const end = processorTime() + PATIENCE_MS;
  const tree = parser.parse(script, null, { progressCallback: () => processorTime() > end });
  if (tree === null) return unreadable(parser);
  return { root: tree.rootNode, [Symbol.dispose]: () => tree.delete() };
}

/** Processor time of this thread in milliseconds; before Node 23.9, of all threads together. */
function processorTime(): number {
  const { user, system } = self.threadCpuUsage?.() ?? self.cpuUsage();
  return (user + system) / 1000;
}

function unreadable(parser: Parser): BashTree {
  parser.reset();
  const tree = parser.parse("(");
  // Only a parser without a language returns no tree here.
  if (tree === null) throw new TypeError("the bash parser has no language");
  return { root: tree.rootNode, [Symbol.dispose]: () => tree.delete() };
}
