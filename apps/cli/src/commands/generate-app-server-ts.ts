import { appServerTypeScript } from "@codex/app-server-protocol/typescript";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { writeTypeScript } from "./write-generated.js";

/** `codex app-server generate-ts --out DIR`: writes one file for each type, with an index. */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return writeTypeScript(invocation, io, appServerTypeScript());
}
