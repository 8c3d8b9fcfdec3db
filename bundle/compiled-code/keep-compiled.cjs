// Loaded before a program (`node --require`): keeps in the folder COMPILED_CODE what V8 has made of the program's chunks by its
// end, together with what earlier runs made.
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { Module } = require("node:module");
const { basename, dirname } = require("node:path");
const { Script } = require("node:vm");

const folder = process.env.COMPILED_CODE;
const program = dirname(process.argv[1]);
const scripts = new Map();
const compile = Module.prototype._compile;

Module.prototype._compile = function (code, fileName, ...rest) {
  if (dirname(fileName) !== program || !fileName.endsWith(".cjs")) return compile.call(this, code, fileName, ...rest);
  const kept = `${folder}/${basename(fileName)}.bin`;
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(Module.wrap(code), { filename: fileName, cachedData });
  scripts.set(kept, script);
  const module = [this.exports, (id) => this.require(id), this, fileName, dirname(fileName)];
  return script.runInThisContext().apply(this.exports, module);
};

process.on("exit", () => {
  for (const [kept, script] of scripts) writeFileSync(kept, script.createCachedData());
});
