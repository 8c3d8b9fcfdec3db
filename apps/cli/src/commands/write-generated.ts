import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** Writes texts into the folder of `--out`, which is made if need be. Gives their paths; undefined without `--out`. */
export async function writeGenerated(
  invocation: Invocation,
  io: Io,
  texts: ReadonlyMap<string, string>,
): Promise<string[] | undefined> {
  const out = invocation.option("out");
  if (out === undefined) {
    io.stderr.write("error: say where to write with '--out DIR'\n");
    return undefined;
  }
  const folder = path.resolve(io.cwd, out);
  await mkdir(folder, { recursive: true });
  return Promise.all(
    [...texts].map(async ([name, text]) => {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    }),
  );
}
