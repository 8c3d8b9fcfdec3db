import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";

/** Writes texts into the folder of `--out`, which is made if need be. Gives their paths; undefined without `--out`. */
export async function writeGenerated(
  invocation: Invocation,
  io: Io,
  texts: ReadonlyMap<string, string>,
): Promise<string[] | undefined> {
  const out = invocation.option("out");
  if (out === undefined) {
    io.stderr.write("error: name the folder to write to with '--out DIR'\n");
    return undefined;
  }
  const folder = path.resolve(io.cwd, out);
  const folders = new Set([...texts.keys()].map((name) => path.dirname(path.join(folder, name))));
  for (const one of folders) await mkdir(one, { recursive: true });
  return Promise.all(
    [...texts].map(async ([name, text]) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    }),
  );
}

/** The same for TypeScript, which `--prettier` formats. Gives the exit status. */
export async function writeTypeScript(
  invocation: Invocation,
  io: Io,
  texts: ReadonlyMap<string, string>,
): Promise<number> {
  const files = await writeGenerated(invocation, io, texts);
  if (files === undefined) return ExitCode.usage;
  const prettier = invocation.option("prettier");
  if (prettier !== undefined) {
    const { cwd, env, signal } = io;
    await promisify(execFile)(prettier, ["--write", "--", ...files], { cwd, env, signal });
  }
  return ExitCode.done;
}
