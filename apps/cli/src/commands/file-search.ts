import { resolve } from "node:path";
import { type FileMatch, FileSearchError, searchFiles } from "@codex/file-search";
import { createStyle, terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

const exitCodes = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

/** `codex file-search`: finds files and prints the best matches first. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const limit = parseCount(invocation.option("limit") ?? "64");
  const threads = parseCount(invocation.option("threads") ?? "2");
  if (limit === undefined || threads === undefined) {
    io.stderr.write("error: --limit and --threads take a whole number of at least 1\n");
    return exitCodes.usage;
  }
  try {
    const { matches, totalMatchCount } = await searchFiles(
      invocation.positionals[0] ?? "",
      resolve(io.cwd, invocation.option("cwd") ?? ""),
      {
        limit,
        threads,
        computeIndices: invocation.has("compute-indices"),
        exclude: invocation.options("exclude"),
        env: io.env,
        signal: io.signal,
      },
    );
    const json = invocation.has("json");
    const format = json ? formatJson : formatHuman(io);
    io.stdout.write(matches.map((match) => `${format(match)}\n`).join(""));
    if (matches.length < totalMatchCount) warnOfMore(io, { json, shown: matches.length, total: totalMatchCount });
    return exitCodes.done;
  } catch (error) {
    if (!(error instanceof FileSearchError)) throw error;
    if (error.code === "interrupted") return exitCodes.interrupted;
    io.stderr.write(`error: ${terminalLine(error.message)}\n`);
    return exitCodes.failed;
  }
}

function parseCount(text: string): number | undefined {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

function formatJson({ score, path, indices }: FileMatch): string {
  return JSON.stringify({ score, path, indices });
}

/** On a terminal, highlights the matching letters. */
function formatHuman({ stdout, env }: Io): (match: FileMatch) => string {
  const { bold } = createStyle(stdout.isTTY === true && !env["NO_COLOR"]);
  return ({ path, indices = [] }) => {
    const matched = new Set(indices);
    // Code point by code point, since control characters in a name must be made visible first.
    return Array.from(path, (character, index) => {
      const safe = terminalLine(character);
      return matched.has(index) ? bold(safe) : safe;
    }).join("");
  };
}

function warnOfMore(io: Io, { json, shown, total }: { json: boolean; shown: number; total: number }): void {
  if (json) io.stdout.write(`${JSON.stringify({ matches_truncated: true })}\n`);
  else
    io.stderr.write(`${shown} of ${total} files are shown. Use a longer pattern or a higher --limit to see others.\n`);
}
