import type { CommandSpec } from "./command-spec.js";

/** `codex file-search`. */
export const fileSearchCommand: CommandSpec = {
  name: "file-search",
  summary: "Find files by fuzzy matching of their paths",
  description:
    "Finds the files below a directory whose paths contain the letters of every word of PATTERN in order, best match " +
    "first. Files ignored by .gitignore are left out. Letter case only matters for words with capitals.",
  examples: ["codex file-search parsecmd", "codex file-search --json --compute-indices 'core test'"],
  options: [
    { name: "json", summary: "Print a JSON object per line: score, path and, when asked for, indices" },
    { name: "limit", short: "l", value: "COUNT", summary: "Show at most COUNT files; default 64" },
    { name: "cwd", short: "C", value: "DIR", summary: "Search below DIR" },
    { name: "compute-indices", summary: "Show which letters matched" },
    { name: "threads", value: "COUNT", summary: "List directories with COUNT threads; default 2" },
    { name: "exclude", short: "e", value: "GLOB", multiple: true, summary: "Leave out files that match GLOB" },
  ],
  positionals: [{ name: "PATTERN", summary: "What to search for; if empty, any files are shown" }],
  load: () => import("../commands/file-search.js"),
};
