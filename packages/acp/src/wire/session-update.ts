import type { ContentBlock } from "./content.js";

export type ToolKind =
  | "read"
  | "edit"
  | "delete"
  | "move"
  | "search"
  | "execute"
  | "think"
  | "fetch"
  | "switch_mode"
  | "other";

/** The protocol has no status for refusals and interruptions: both are `failed`, and the content says which. */
export type ToolStatus = "pending" | "in_progress" | "completed" | "failed";

export type ToolContent =
  | { readonly type: "content"; readonly content: ContentBlock }
  /** `path` is absolute; a new file has no `oldText`. */
  | { readonly type: "diff"; readonly path: string; readonly oldText?: string | null; readonly newText: string }
  /** Its output follows in `_meta` of later updates. */
  | { readonly type: "terminal"; readonly terminalId: string };

/** `path` is absolute; lines start at 1. */
export interface ToolLocation {
  readonly path: string;
  readonly line?: number;
}

/** The fields of a tool card. In updates, absent fields keep their values, and lists are replaced. */
export interface ToolFields {
  readonly title?: string;
  readonly kind?: ToolKind;
  readonly status?: ToolStatus;
  readonly content?: readonly ToolContent[];
  readonly locations?: readonly ToolLocation[];
  readonly rawInput?: unknown;
  readonly rawOutput?: unknown;
  readonly _meta?: Readonly<Record<string, unknown>>;
}

export interface ToolCallUpdate extends ToolFields {
  readonly toolCallId: string;
}

export interface PlanEntry {
  readonly content: string;
  readonly priority: "high" | "medium" | "low";
  readonly status: "pending" | "in_progress" | "completed";
}

export interface AvailableCommand {
  readonly name: string;
  readonly description: string;
  readonly input?: { readonly hint: string };
}

/** A part of a message or thought. */
interface Chunk {
  readonly sessionUpdate: "user_message_chunk" | "agent_message_chunk" | "agent_thought_chunk";
  readonly content: ContentBlock;
  readonly messageId?: string;
}

/** A choice that the user can make for a session. */
export interface ConfigOption {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly category: "mode" | "model" | "thought_level";
  readonly type: "select";
  readonly currentValue: string;
  readonly options: readonly { readonly value: string; readonly name: string; readonly description?: string }[];
}

/** News about a session: the `update` of `session/update`. */
export type SessionUpdate =
  | Chunk
  | (ToolCallUpdate & { readonly sessionUpdate: "tool_call"; readonly title: string })
  | (ToolCallUpdate & { readonly sessionUpdate: "tool_call_update" })
  | { readonly sessionUpdate: "plan"; readonly entries: readonly PlanEntry[] }
  | { readonly sessionUpdate: "available_commands_update"; readonly availableCommands: readonly AvailableCommand[] }
  | { readonly sessionUpdate: "current_mode_update"; readonly currentModeId: string }
  | { readonly sessionUpdate: "config_option_update"; readonly configOptions: readonly ConfigOption[] }
  | { readonly sessionUpdate: "session_info_update"; readonly title?: string; readonly updatedAt?: string }
  /** The tokens in the model's context, and how many it can hold. */
  | { readonly sessionUpdate: "usage_update"; readonly used: number; readonly size: number }
  | {
      readonly sessionUpdate: "notice";
      readonly severity: "info" | "warning" | "error";
      readonly title: string;
    }
  | {
      readonly sessionUpdate: "compaction_update";
      readonly compactionId: string;
      readonly status: "in_progress" | "completed" | "failed" | "cancelled";
      readonly error?: string;
    };
