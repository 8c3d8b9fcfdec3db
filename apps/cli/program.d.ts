/**
 * Importing `@codex/cli/program` runs `codex` in this process, with its command line and standard streams; it ends the process itself. A
 * file that imports it and has the name of one of the programs, such as `codex-exec`, acts as that program. It exports nothing: to call the
 * engine, use `@codex/sdk`.
 */
export {};
