/** A CommonJS module of Node's that is about to be made from its text. */
interface CompilingModule {
  exports: unknown;
  require(id: string): unknown;
  _compile(code: string, fileName: string, ...rest: unknown[]): unknown;
}

/**
 * Makes the program's chunks from what V8 made of them when this was built, with the functions that a start calls: a fifth of
 * what a command takes. That is for one version of Node. In others, and for chunks that were not run then, Node's own cache
 * has a module's outermost code from the second run on.
 */
export function useCompiledCode(programUrl: string): void {
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const { existsSync } = process.getBuiltinModule("node:fs");
  const { Module } = process.getBuiltinModule("node:module");
  const program = fileURLToPath(new URL(".", programUrl));
  // The same as in `compile-program.ts` of the build.
  const folder = `${program}compiled/${process.version}-${process.platform}-${process.arch}/`;
  if (!existsSync(folder)) return keepCompiledCode();

  const modules = Module.prototype as typeof Module.prototype & CompilingModule;
  const { _compile } = modules;
  modules._compile = function (code, fileName, ...rest) {
    if (fileName.startsWith(program) && fill(this, fileName, Module.wrap(code), folder)) return undefined;
    keepCompiledCode();
    return Reflect.apply(_compile, this, [code, fileName, ...rest]);
  };
}

/** Makes the module from compiled code; false when there is none, or none that this V8 takes. */
function fill(module: CompilingModule, filename: string, code: string, folder: string): boolean {
  const { existsSync, readFileSync } = process.getBuiltinModule("node:fs");
  const { basename, dirname } = process.getBuiltinModule("node:path");
  const { Script } = process.getBuiltinModule("node:vm");
  const compiled = `${folder}${basename(filename)}.bin`;
  if (!existsSync(compiled)) return false;
  const script = new Script(code, { filename, cachedData: readFileSync(compiled) });
  if (script.cachedDataRejected) return false;
  const require = (id: string) => module.require(id);
  script.runInThisContext().call(module.exports, module.exports, require, module, filename, dirname(filename));
  return true;
}

/** In the user's own cache folder, never in a shared temporary one, where others could plant code. */
function keepCompiledCode(): void {
  const { XDG_CACHE_HOME, HOME, LOCALAPPDATA } = process.env;
  const folder = XDG_CACHE_HOME || (HOME && `${HOME}/.cache`) || LOCALAPPDATA;
  if (folder) process.getBuiltinModule("node:module").enableCompileCache?.(`${folder}/codex/compiled`);
}
