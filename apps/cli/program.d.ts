/**
 * Importing `@codex/cli/program` runs `codex` in this process, with its command line and its standard streams; it ends the process itself.
 * A file that does so and is called by the name of one of its programs, as `codex-exec`, is that program. It exports nothing: to call
 * the engine, use `@codex/sdk`.
 */
export {};
