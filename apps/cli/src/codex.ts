#!/usr/bin/env node
// The entry point, with only what every run needs. It uses no syntax newer than Node 18's, so that an old Node shows a message instead of a
// syntax error; everything else is behind import().

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

/** Writes without creating the standard output stream, which takes longer than the rest of the start. */
function printAtOnce(text: string): void {
  try {
    process.getBuiltinModule("node:fs").writeSync(1, text);
  } catch {
    // The pipe is full for now; or nobody reads it, or the disk is full.
    process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
      if (code === "EPIPE") return;
      process.stderr.write(`error: the output could not be written: ${message}\n`);
      process.exitCode = 1;
    });
    process.stdout.write(text);
    return;
  }
  // Skips tearing down the heap, which takes longer than printing the line.
  process.exit();
}
