import type { ModelReply } from "./model-reply.js";

/** A chunk of a Chat Completions stream: `{ choices: [{ delta, finish_reason }] }`. */
export function chatChunk(delta: unknown, finishReason: string | null = null): Readonly<Record<string, unknown>> {
  return { choices: [{ index: 0, delta, finish_reason: finishReason }] };
}

/** Replies of the Chat Completions API. */
export const chat = {
  /** Exactly these chunks, then `[DONE]`. */
  chunks: (...chunks: readonly unknown[]): ModelReply => ({
    type: "stream",
    body: `${lines(chunks)}data: [DONE]\n\n`,
    afterwards: "end",
  }),
  /** A message in several deltas. */
  say: (...pieces: readonly string[]): ModelReply =>
    chat.chunks(...pieces.map((content) => chatChunk({ content })), chatChunk({}, "stop")),
  /** A call of one function, in one delta. */
  call: (name: string, args: unknown, callId = "call-1"): ModelReply =>
    chat.chunks(
      chatChunk({ tool_calls: [toolCall(0, callId, { name, arguments: JSON.stringify(args) })] }, "tool_calls"),
    ),
  /** A call of one function whose arguments arrive in deltas. */
  callInPieces: (name: string, pieces: readonly string[], callId = "call-1"): ModelReply =>
    chat.chunks(
      chatChunk({ tool_calls: [toolCall(0, callId, { name, arguments: "" })] }),
      ...pieces.map((piece) => chatChunk({ tool_calls: [{ index: 0, function: { arguments: piece } }] })),
      chatChunk({}, "tool_calls"),
    ),
  /** The stream ends before it is finished. */
  cut: (...pieces: readonly string[]): ModelReply => ({
    type: "stream",
    body: lines(pieces.map((content) => chatChunk({ content }))),
    afterwards: "end",
  }),
};

function toolCall(index: number, id: string, call: { readonly name: string; readonly arguments: string }) {
  return { index, id, type: "function", function: call };
}

function lines(chunks: readonly unknown[]): string {
  return chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join("");
}
