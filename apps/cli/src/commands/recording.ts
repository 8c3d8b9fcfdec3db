import type { ConversationManagerOptions } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/** `--replay FILE` takes the model's answers from a recording; `--record FILE` writes one. */
export async function modelFromRecording(
  _invocation: Invocation,
  _io: Io,
): Promise<Pick<ConversationManagerOptions, "createModelClient">> {
  return {};
}
