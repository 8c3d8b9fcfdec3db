import { readFile } from "node:fs/promises";
import { CodexError } from "../../error.js";
import { createSseReader, type SsePayload } from "../http/sse.js";

/** Names a file whose events are every answer of the Responses API, for trying things out without a server. */
export const SSE_FIXTURE_VARIABLE = "CODEX_RS_SSE_FIXTURE";

/** The events of such a file. Each `data:` line is an event of its own, whether or not blank lines follow. */
export async function readSseFixture(path: string): Promise<readonly SsePayload[]> {
  try {
    const lines = (await readFile(path, "utf8")).split("\n");
    return await createSseReader().push(Buffer.from(lines.map((line) => `${line}\n\n`).join("")));
  } catch (cause) {
    throw new CodexError("config-invalid", `${SSE_FIXTURE_VARIABLE}: ${path} cannot be read`, { cause });
  }
}
