import { type Json, messageOf } from "./observation.js";

/** Output arrives in a random number of pieces: those of one call and stream are joined in place of the first. */
export function joinOutput(events: readonly Json[]): Json[] {
  const pieces = new Map<string, { readonly call_id: unknown; readonly stream: unknown; bytes: Buffer }>();
  const joined = events.flatMap((event) => {
    const { type, call_id, stream, chunk } = messageOf(event);
    if (type !== "exec_command_output_delta") return [() => event];
    // The reference encodes bytes as numbers or in Base64, depending on its version.
    const bytes = Array.isArray(chunk) ? Buffer.from(chunk) : Buffer.from(String(chunk), "base64");
    const known = pieces.get(`${call_id} ${stream}`);
    if (known !== undefined) {
      known.bytes = Buffer.concat([known.bytes, bytes]);
      return [];
    }
    const piece = { call_id, stream, bytes };
    pieces.set(`${call_id} ${stream}`, piece);
    return [() => ({ output: { call_id, stream, text: piece.bytes.toString("utf8") } })];
  });
  return joined.map((made) => made());
}
