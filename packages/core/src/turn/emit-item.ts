import type { ResponseItem } from "@codex/protocol";
import type { TaskContext } from "../session/task-runner.js";

/** Tells the listeners what the model said: a message or its reasoning. Other kinds of item say nothing by themselves. */
export function emitItem(item: ResponseItem, options: { task: TaskContext; showRawReasoning: boolean }): void {
  const { task, showRawReasoning } = options;
  if (item.type === "message") {
    for (const part of item.content) {
      if (part.type === "output_text") task.emit({ type: "agent_message", message: part.text });
    }
  }
  if (item.type !== "reasoning") return;
  for (const part of item.summary) {
    if (part.type === "summary_text") task.emit({ type: "agent_reasoning", text: part.text });
  }
  if (!showRawReasoning) return;
  for (const part of item.content ?? []) {
    if ("text" in part) task.emit({ type: "agent_reasoning_raw_content", text: part.text });
  }
}
