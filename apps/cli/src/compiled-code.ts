/** A CommonJS module of Node's, with what makes it from its text. */
interface Chunk extends NodeJS.Module {
  _compile(code: string, filename: string, ...rest: unknown[]): unknown;
}

/** Where Node keeps the modules that it has, by their files. */
interface Internals {
  readonly _cache: Record<string, NodeJS.Module | undefined>;
  readonly prototype: Chunk;
}

/**
 * Makes the program's chunks from what V8 made of them when this was built, with the functions that a start calls: a fifth of
 * what a command takes. That is for one version of Node. In others, and for chunks that were not run then, Node's own cache
 * has a module's outermost code from the second run on.
 */
export function useCompiledCode(programUrl: string): void {
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  const { Module } = process.getBuiltinModule("node:module");
  const program = fileURLToPath(new URL(".", programUrl));
  // The same as in `compile-program.ts` of the build.
  const folder = `${program}compiled/${process.version}-${process.platform}-${process.arch}/`;
  if (!existsSync(folder)) return keepCompiledCode();

  const { prototype, _cache: cache } = Module as unknown as Internals;
  const { _compile } = prototype;
  prototype._compile = function (code, filename, ...rest) {
    if (filename.startsWith(program) && fill(this, code)) return undefined;
    keepCompiledCode();
    return Reflect.apply(_compile, this, [code, filename, ...rest]);
  };

  /** Makes a chunk from compiled code; false when there is none, or none that this V8 takes. */
  function fill(chunk: NodeJS.Module, code: string): boolean {
    const { Script } = process.getBuiltinModule("node:vm");
    const compiled = `${folder}${chunk.filename.slice(program.length)}.bin`;
    if (!existsSync(compiled)) return false;
    const { filename } = chunk;
    const script = new Script(Module.wrap(code), { filename, cachedData: readFileSync(compiled) });
    if (script.cachedDataRejected) return false;
    const require = (id: string) => (id.startsWith("./") ? requireChunk(id, chunk) : chunk.require(id));
    script.runInThisContext().call(chunk.exports, chunk.exports, require, chunk, filename, program.slice(0, -1));
    return true;
  }

  /** Another chunk, by its name: to Node's `require` a start's dozen are 4 ms of looking for files and for links among folders. */
  function requireChunk(id: string, parent: NodeJS.Module): unknown {
    const filename = program + id.slice("./".length);
    const known = cache[filename];
    if (known !== undefined) return known.exports;
    const chunk = Object.assign(new Module(filename, parent), { filename, paths: parent.paths });
    cache[filename] = chunk;
    try {
      const isFilled = fill(chunk, readFileSync(filename, "latin1"));
      chunk.loaded = isFilled;
      if (isFilled) return chunk.exports;
      delete cache[filename];
      return parent.require(id);
    } catch (error) {
      delete cache[filename];
      throw error;
    }
  }
}

/** In the user's own cache folder, never in a shared temporary one, where others could plant code. */
function keepCompiledCode(): void {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`) || LOCALAPPDATA;
  if (folder) process.getBuiltinModule("node:module").enableCompileCache?.(`${folder}/codex/compiled`);
}
