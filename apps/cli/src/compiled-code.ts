import { compiledFolder } from "./compiled-folder.js";
import { createReadingBuffer } from "./reading-buffer.js";
import { v8Flags } from "./v8-flags.js";

/** Node's internal cache of CommonJS modules by file name, and its loader. */
interface Internals {
  readonly _cache: Record<string, NodeJS.Module | undefined>;
  readonly prototype: NodeJS.Module;
  /** What Node puts before and after a module's code to make it a function. */
  readonly wrapper: readonly [string, string];
}

/**
 * Loads the program's chunks from code that V8 compiled at build time, including the functions that a start calls; this saves a fifth of a
 * command's time. The compiled code is for one version of Node. With other versions, and for chunks that were not run during the build,
 * Node's own compile cache has a module's top-level code from the second run on.
 *
 * Returns a function that makes V8 keep its memory small. With other versions of Node it does nothing, since their V8 may not know the
 * flags.
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

  /** Bypasses Node's file and link lookup, which takes 4 ms for the dozen chunks of a start. */
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

  /** Fills a chunk from compiled code; returns false if there is none that this V8 accepts. */
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

  /** A separate function, so that no closure of a chunk keeps the 2 MiB that are read here. */
  function scriptOf(filename: string, code: string) {
    const { Script } = process.getBuiltinModule("node:vm");
    const text = files.text(filename, ...wrapper);
    return new Script(text, { filename, cachedData: files.bytes(code) });
  }
}

/** Uses the user's own cache folder, never a shared temporary one, where others could plant code. */
function keepCompiledCode(): void {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`) || LOCALAPPDATA;
  if (folder) process.getBuiltinModule("node:module").enableCompileCache?.(`${folder}/codex/compiled`);
}
