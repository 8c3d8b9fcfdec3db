#!/usr/bin/env node
// The entry: only what every run needs. It uses no newer syntax than Node 18 knows, so that an old Node gets a sentence
// instead of a syntax error; everything else is behind import().

import { useCompiledCode } from "./compiled-code.js";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `codex needs Node.js 22.18 or newer; this is ${process.versions.node}. See https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "-V")) {
  printAtOnce(`codex-cli ${__CODEX_VERSION__}\n`);
} else {
  const keepMemorySmall = useCompiledCode(import.meta.dirname);
  void import("./main.js").then(({ runFromProcess }) => runFromProcess(keepMemorySmall));
}

/** Writes without making a stream of standard output, which takes longer than the rest of the start. */
function printAtOnce(text: string): void {
  try {
    process.getBuiltinModule("node:fs").writeSync(1, text);
  } catch {
    // A pipe that is full for now.
    process.stdout.write(text);
    return;
  }
  // Without taking the heap down first, which takes longer than the line.
  process.exit();
}
