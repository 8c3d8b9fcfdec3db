import type { EventMsg } from "@codex/protocol";
import { commandText, shortText } from "@codex/thread-host";

/** Describes a turn's events in short messages for a caller that waits for its end. */
export class ActivityDescriber {
  readonly #commands = new Map<string, string>();

  /** Undefined for events that are not worth a message. */
  describe(msg: EventMsg): string | undefined {
    switch (msg.type) {
      case "task_started":
        return "thinking";
      case "exec_command_begin": {
        const command = shortText(commandText(msg.command));
        this.#commands.set(msg.call_id, command);
        return `running ${command}`;
      }
      case "exec_command_end": {
        const command = this.#commands.get(msg.call_id) ?? "a command";
        this.#commands.delete(msg.call_id);
        return `ran ${command}, exit ${msg.exit_code}`;
      }
      case "exec_approval_request":
        return `waiting for approval: ${shortText(commandText(msg.command))}`;
      case "apply_patch_approval_request":
        return `waiting for approval to change ${shortText(Object.keys(msg.changes).join(", "))}`;
      case "patch_apply_begin":
        return `changing ${shortText(Object.keys(msg.changes).join(", "))}`;
      case "patch_apply_end":
        return msg.success ? "changed files" : "a patch did not apply";
      case "mcp_tool_call_begin":
        return `calling ${shortText(`${msg.invocation.server}.${msg.invocation.tool}`)}`;
      case "web_search_begin":
        return `searching the web: ${shortText(msg.query)}`;
      case "agent_message":
        return shortText(msg.message);
      case "stream_error":
        return shortText(msg.message);
      default:
        return undefined;
    }
  }
}
