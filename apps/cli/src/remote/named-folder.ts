import path from "node:path";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** The folder of `--cd` on the server's machine. If that is this machine, a relative path starts at our folder. */
export function namedFolder(invocation: Invocation, { cwd }: Io, isHere: boolean): string | undefined {
  const named = invocation.option("cd");
  return named !== undefined && isHere ? path.resolve(cwd, named) : named;
}
