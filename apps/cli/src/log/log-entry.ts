import type { Item, ThreadEventBody, TurnInfo } from "@codex/core";
import type { LogLevel } from "./log-level.js";

/** An event's log entry. It never contains messages, commands or their output, since these may contain secrets. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, string | number | undefined>>;
}

/** Undefined if the event is not logged at any level. */
export function logEntryOf(event: ThreadEventBody): LogEntry | undefined {
  switch (event.type) {
    case "turn-started":
      return { level: "info", event: "turn started", fields: { turn: event.turn.id, kind: event.turn.kind } };
    case "turn-ended":
      return turnEnd(event.turn);
    case "item-started":
      return { level: "debug", event: "item started", fields: itemFields(event.item) };
    case "item-ended":
      return itemEnd(event.item);
    case "notice": {
      const level = event.level === "warning" ? "warn" : event.level;
      return { level, event: "notice", fields: { code: event.code, turn: event.turnId, message: event.message } };
    }
    case "usage": {
      const { inputTokens, outputTokens } = event.last;
      return {
        level: "debug",
        event: "tokens",
        fields: { turn: event.turnId, input: inputTokens, output: outputTokens },
      };
    }
    case "question-asked":
      return { level: "info", event: "question asked", fields: { kind: event.question.kind } };
    case "question-settled":
      return { level: "info", event: "question settled", fields: { answer: event.answer.type } };
    case "closed":
      return { level: "info", event: "thread closed", fields: {} };
    default:
      return undefined;
  }
}

function turnEnd({ id, status, error, interruption, startedAt, endedAt = startedAt, usage }: TurnInfo): LogEntry {
  return {
    level: status === "failed" ? "error" : "info",
    event: `turn ${status}`,
    fields: {
      turn: id,
      ms: endedAt - startedAt,
      code: error?.code,
      status: error?.httpStatus,
      message: error?.message,
      interruption,
      input: usage?.inputTokens,
      output: usage?.outputTokens,
    },
  };
}

function itemEnd(item: Item): LogEntry {
  const isWorthKnowing = item.status === "failed" || item.status === "declined" || decisionOf(item)?.by === "rule";
  const level = isWorthKnowing ? "info" : "debug";
  return { level, event: `item ${item.status}`, fields: { ...itemFields(item), ...outcomeOf(item) } };
}

const decisionOf = (item: Item) => (item.kind === "command" ? item.decision : undefined);

function itemFields({ kind, id }: Item): LogEntry["fields"] {
  return { kind, item: id };
}

function outcomeOf(item: Item): LogEntry["fields"] {
  const ms = item.endedAt === undefined ? undefined : item.endedAt - item.startedAt;
  switch (item.kind) {
    case "command":
      return { ms, exit: item.exitCode, decided: item.decision?.by, reason: item.decision?.reason };
    case "mcp-call":
      return { ms, server: item.server, tool: item.tool };
    case "custom-call":
      return { ms, tool: item.tool };
    default:
      return { ms };
  }
}
