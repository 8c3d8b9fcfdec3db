import path from "node:path";
import { EventAdapter } from "@codex/conversation-wire";
import type { Config, Environment, ThreadEvent, ThreadEventBody, UserInput } from "@codex/core";
import type { InputItem } from "@codex/protocol";
import { LineFile } from "./line-file.js";

export interface SessionRecording extends AsyncDisposable {
  readonly onThreadEvent: (event: ThreadEvent) => void;
}

/** The file that a chat is recorded to, verbatim; undefined for none. Names as in codex-rs. */
export function sessionLogPath(env: Environment, logFolder: string, now: Date): string | undefined {
  if (!/^(1|true|yes)$/i.test(env["CODEX_TUI_RECORD_SESSION"] ?? "")) return undefined;
  const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
  return env["CODEX_TUI_SESSION_LOG_PATH"] || path.join(logFolder, `session-${stamp}.jsonl`);
}

/**
 * Records a chat's input and output as JSON lines (`ts`, `dir`, `kind`, `payload`), in the August 2025 protocol. The file contains
 * everything that was said, including secrets.
 */
export function recordSession(
  file: string,
  config: Pick<Config, "cwd" | "model" | "modelProviderId" | "modelProvider">,
  onFailure: (message: string) => void,
): SessionRecording {
  const lines = new LineFile(file, (error) =>
    onFailure(`the session is not recorded in ${file}: ${error instanceof Error ? error.message : String(error)}`),
  );
  const write = (fields: object) => lines.write(JSON.stringify({ ts: new Date().toISOString(), ...fields }));
  const adapters = new Map<string, EventAdapter>();
  write({
    dir: "meta",
    kind: "session_start",
    cwd: config.cwd,
    model: config.model,
    model_provider_id: config.modelProviderId,
    model_provider_name: config.modelProvider.name,
  });
  return {
    onThreadEvent(event) {
      const adapter = adapters.get(event.threadId) ?? new EventAdapter();
      adapters.set(event.threadId, adapter);
      if (event.type === "turn-started") adapter.name(event.turn.id, event.turn.id);
      const input = inputOf(event);
      if (input !== undefined) write({ dir: "from_tui", kind: "op", payload: { type: "user_input", items: input } });
      adapter.translate(event, (payload) => write({ dir: "to_tui", kind: "codex_event", payload }));
    },
    async [Symbol.asyncDispose]() {
      write({ dir: "meta", kind: "session_end" });
      await lines[Symbol.asyncDispose]();
    },
  };
}

function inputOf(event: ThreadEventBody): InputItem[] | undefined {
  if (event.type !== "item-started" || event.item.kind !== "user-message") return undefined;
  return event.item.content.map(inputToWire);
}

function inputToWire(input: UserInput): InputItem {
  switch (input.type) {
    case "text":
      return input;
    case "image":
      return { type: "image", image_url: input.url };
    case "local-image":
      return { type: "local_image", path: input.path };
    case "skill":
    case "mention":
      return { type: "text", text: input.name };
    default:
      return input satisfies never;
  }
}
