import path from "node:path";
import { createRedactor, type Environment, errorMessage, type ThreadEvent } from "@codex/core";
import { LineFile } from "./line-file.js";
import { type LogEntry, logEntryOf } from "./log-entry.js";
import { includesLevel, type LogLevel } from "./log-level.js";

export interface ThreadLog extends AsyncDisposable {
  readonly onThreadEvent: (event: ThreadEvent) => void;
}

export interface LoggedProcess {
  /** For its log files. */
  readonly folder: string;
  /** The values of its secrets are removed. */
  readonly env: Environment;
  readonly version: string;
}

/** Logs threads' events to `codex.log` in the folder, at the configured level and above. */
export function logThreads(
  { folder, env, version }: LoggedProcess,
  wanted: LogLevel,
  onFailure: (message: string) => void,
): ThreadLog {
  const file = new LineFile(path.join(folder, "codex.log"), (error) =>
    onFailure(`nothing is logged to ${file.path}: ${errorMessage(error)}`),
  );
  const redact = createRedactor(env);
  const write = (threadId: string, { level, event, fields }: LogEntry) => {
    if (!includesLevel(wanted, level)) return;
    file.write(redact(formatEntry(new Date(), { level, event, fields: { thread: threadId, ...fields } })));
  };
  return {
    onThreadEvent(event) {
      if (event.number === 0) {
        write(event.threadId, { level: "info", event: "thread begun", fields: { version, pid: process.pid } });
      }
      const entry = logEntryOf(event);
      if (entry !== undefined) write(event.threadId, entry);
    },
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}

/** `TIME LEVEL event key=value …`; values with blanks are JSON. */
export function formatEntry(time: Date, { level, event, fields }: LogEntry): string {
  const words = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}=${word(value)}`],
  );
  return [time.toISOString(), level.toUpperCase().padEnd(5), event, ...words].join(" ");
}

function word(value: string | number): string {
  const text = String(value);
  return /^[\w./:@-]+$/.test(text) ? text : JSON.stringify(text);
}
