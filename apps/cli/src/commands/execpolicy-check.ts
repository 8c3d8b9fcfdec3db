import { open } from "node:fs/promises";
import { resolve } from "node:path";
import { checkReport, joinPolicies, MAX_RULES_LENGTH, matchRules, type Policy, parseRules } from "@codex/execpolicy";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

const exitCodes = { done: 0, failed: 1, usage: 2 } as const;

/** `codex execpolicy check`: evaluates rules files for a command and prints the result. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const files = invocation.options("rules");
  if (files.length === 0) {
    io.stderr.write("error: name at least one rules file with '--rules FILE'\n");
    return exitCodes.usage;
  }
  const policies: Policy[] = [];
  for (const file of files) {
    const read = await readPolicy(resolve(io.cwd, file));
    if (typeof read === "string") {
      io.stderr.write(`error: ${terminalLine(file)}${terminalLine(read)}\n`);
      return exitCodes.failed;
    }
    policies.push(read);
  }
  const matches = matchRules(joinPolicies(policies), invocation.positionals, {
    resolveHostExecutables: invocation.has("resolve-host-executables"),
    cwd: io.cwd,
  });
  io.stdout.write(`${JSON.stringify(checkReport(matches), undefined, invocation.has("pretty") ? 2 : 0)}\n`);
  return exitCodes.done;
}

/** The rules in a file, or what is wrong with it. */
async function readPolicy(path: string): Promise<Policy | string> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    return `: ${error instanceof Error ? error.message : String(error)}`;
  }
  const parsed = parseRules(text);
  if (parsed.ok) return parsed.policy;
  const { position, message } = parsed.fault;
  return `:${position.line}:${position.column}: ${message}`;
}

/** Reads slightly more than the maximum size of a rules file, so that longer files are refused. */
async function readText(path: string): Promise<string> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAX_RULES_LENGTH + 1));
  return buffer.toString("utf8", 0, bytesRead);
}
