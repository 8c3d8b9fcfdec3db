import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { protocolTypeScript } from "@codex/protocol/typescript";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { writeGenerated } from "./write-generated.js";

/** `codex generate-ts --out DIR`: the protocol as TypeScript, one file for each type. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const files = await writeGenerated(invocation, io, protocolTypeScript());
  if (files === undefined) return ExitCode.usage;
  const prettier = invocation.option("prettier");
  if (prettier !== undefined) {
    const { cwd, env, signal } = io;
    await promisify(execFile)(prettier, ["--write", "--", ...files], { cwd, env, signal });
  }
  return ExitCode.done;
}
