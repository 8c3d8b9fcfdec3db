import { protocolTypeScript } from "@codex/protocol/typescript";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { writeTypeScript } from "./write-generated.js";

/** `codex generate-ts --out DIR`: writes the protocol as TypeScript, one file for each type. */
export function run(invocation: Invocation, io: Io): Promise<number> {
  return writeTypeScript(invocation, io, protocolTypeScript());
}
