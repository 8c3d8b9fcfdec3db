import { compiledFolder } from "./compiled-folder.js";
import { createReadingBuffer } from "./reading-buffer.js";
import { v8Flags } from "./v8-flags.js";

/** Where Node keeps the CommonJS modules that it has, by their files, and how they take others. */
interface Internals {
  readonly _cache: Record<string, NodeJS.Module | undefined>;
  readonly prototype: NodeJS.Module;
  /** What stands before and after a module's code to make a function of it. */
  readonly wrapper: readonly [string, string];
}

/**
 * Makes the program's chunks from what V8 made of them when this was built, with the functions that a start calls: a fifth of
 * what a command takes. That is for one version of Node. In others, and for chunks that were not run then, Node's own cache
 * has a module's outermost code from the second run on.
 *
 * Gives what has V8 keep its memory small. That does nothing in another Node, whose V8 may not know what it is told.
 */
export function useCompiledCode(program: string): () => void {
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { sep } = process.getBuiltinModule("node:path");
  const { Module } = process.getBuiltinModule("node:module");
  const compiled = compiledFolder(program);
  const { prototype, wrapper, _cache: cache } = Module as unknown as Internals;
  const { require: nodesRequire } = prototype;
  const takeChunksBy = (take: (parent: NodeJS.Module, name: string) => unknown) => {
    prototype.require = function (id) {
      const isChunk = this.path === program && id.startsWith("./");
      return isChunk ? take(this, id.slice("./".length)) : Reflect.apply(nodesRequire, this, [id]);
    };
  };
  if (!existsSync(compiled)) {
    keepCompiledCode();
    takeChunksBy(requireAsNode);
    return () => {};
  }
  const flags = v8Flags();
  const files = createReadingBuffer();
  takeChunksBy(requireChunk);
  return flags.keepMemorySmall;

  function requireAsNode(parent: NodeJS.Module, name: string): unknown {
    try {
      return Reflect.apply(nodesRequire, parent, [`./${name}`]);
    } catch (error) {
      if (existsSync(`${program}${sep}${name}`)) throw error;
      const message = "a part of codex is missing: it was updated or removed while running, so start it again";
      throw new Error(message, { cause: error });
    }
  }

  /** Without Node's look for the file and for links among its folders, which for a start's dozen takes 4 ms. */
  function requireChunk(parent: NodeJS.Module, name: string): unknown {
    const filename = `${program}${sep}${name}`;
    const known = cache[filename];
    if (known !== undefined) return known.exports;
    const chunk = Object.assign(new Module(filename, parent), { filename, paths: parent.paths });
    cache[filename] = chunk;
    try {
      chunk.loaded = fill(chunk, name);
    } finally {
      if (!chunk.loaded) delete cache[filename];
    }
    if (chunk.loaded) return chunk.exports;
    keepCompiledCode();
    return requireAsNode(parent, name);
  }

  /** Makes a chunk from compiled code; false when there is none, or none that this V8 takes. */
  function fill(chunk: NodeJS.Module, name: string): boolean {
    const code = `${compiled}/${name}.bin`;
    if (!existsSync(code)) return false;
    const { filename } = chunk;
    const script = flags.asStarted(() => scriptOf(filename, code));
    if (script.cachedDataRejected) return false;
    const require = (id: string) => chunk.require(id);
    script.runInThisContext().call(chunk.exports, chunk.exports, require, chunk, filename, program);
    return true;
  }

  /** By itself, so that no closure of a chunk keeps what was read here: 2 MiB. */
  function scriptOf(filename: string, code: string) {
    const { Script } = process.getBuiltinModule("node:vm");
    const text = files.text(filename, ...wrapper);
    return new Script(text, { filename, cachedData: files.bytes(code) });
  }
}

/** In the user's own cache folder, never in a shared temporary one, where others could plant code. */
function keepCompiledCode(): void {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`) || LOCALAPPDATA;
  if (folder) process.getBuiltinModule("node:module").enableCompileCache?.(`${folder}/codex/compiled`);
}
