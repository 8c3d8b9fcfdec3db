import { protocolJsonSchema } from "@codex/protocol/json-schema";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { writeGenerated } from "./write-generated.js";

/** `codex generate-json-schema --out DIR`: writes the protocol as JSON Schema, in one file. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const text = `${JSON.stringify(protocolJsonSchema(), undefined, 2)}\n`;
  const files = await writeGenerated(invocation, io, new Map([["codex-protocol.schema.json", text]]));
  return files === undefined ? ExitCode.usage : ExitCode.done;
}
