import { appServerSchemaFiles } from "@codex/app-server-protocol/json-schema";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { writeGenerated } from "./write-generated.js";

/** `codex app-server generate-json-schema --out DIR`: writes one file for each type, and one with all of them. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const files = await writeGenerated(invocation, io, appServerSchemaFiles());
  return files === undefined ? ExitCode.usage : ExitCode.done;
}
