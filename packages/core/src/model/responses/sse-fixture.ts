import { CodexError } from "../../error.js";
import { readPlainFile } from "../../files/read-given-file.js";
import { createSseReader, type SsePayload } from "../http/sse.js";

/** Names a file with the events of every Responses API answer, for experiments without a server. */
export const SSE_FIXTURE_VARIABLE = "CODEX_RS_SSE_FIXTURE";

const MAX_BYTES = 64 * 1024 * 1024;

/** The events of such a file. Each `data:` line is a separate event, with or without blank lines between them. */
export async function readSseFixture(path: string): Promise<readonly SsePayload[]> {
  try {
    const lines = (await readPlainFile(path, MAX_BYTES)).toString("utf8").split("\n");
    return await createSseReader().push(Buffer.from(lines.map((line) => `${line}\n\n`).join("")));
  } catch (cause) {
    throw new CodexError("config-invalid", `${SSE_FIXTURE_VARIABLE}: ${path} cannot be read`, { cause });
  }
}
