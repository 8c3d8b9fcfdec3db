import type { Item } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";

/** What a person would have seen of a saved conversation: messages, thoughts and calls with what came of them. */
export function itemsOfHistory(history: readonly ResponseItem[]): Item[] {
  const outputs = new Map(
    history.flatMap((item) =>
      item.type === "function_call_output" || item.type === "custom_tool_call_output"
        ? [[item.call_id, item.output]]
        : [],
    ),
  );
  return history.flatMap((item, index) => {
    const base = { id: `saved-${index}`, turnId: "", status: "completed" as const, startedAt: 0, endedAt: 0 };
    switch (item.type) {
      case "message": {
        const text = item.content.flatMap((part) => ("text" in part ? [part.text] : [])).join("\n");
        if (item.role === "assistant") return [{ ...base, kind: "agent-message", text }];
        if (item.role !== "user" || isOurs(text)) return [];
        const images = item.content.flatMap((part) =>
          part.type === "input_image" ? [{ type: "image" as const, url: part.image_url }] : [],
        );
        return [{ ...base, kind: "user-message", content: [...images, { type: "text" as const, text }] }];
      }
      case "reasoning": {
        const summary = item.summary.map(({ text }) => text);
        return summary.length === 0 ? [] : [{ ...base, kind: "reasoning", summary, content: [] }];
      }
      case "function_call":
        return callOf(base, item, outputs.get(item.call_id) ?? "");
      case "custom_tool_call":
        return [
          {
            ...base,
            kind: "custom-call",
            tool: item.name,
            arguments: undefined,
            content: [{ type: "text", text: item.input }],
          },
        ];
      default:
        return [];
    }
  });
}

type Base = Pick<Item, "id" | "turnId" | "status" | "startedAt" | "endedAt">;

function callOf(
  base: Base,
  { name, arguments: json }: Extract<ResponseItem, { type: "function_call" }>,
  output: string,
): Item[] {
  const args = parsed(json);
  const command = commandOf(args);
  if (command === undefined) {
    return [
      {
        ...base,
        kind: "custom-call",
        tool: name,
        arguments: args ?? json,
        content: [{ type: "text", text: textOf(output).text }],
      },
    ];
  }
  const { text, exitCode } = textOf(output);
  return [
    {
      ...base,
      kind: "command",
      command,
      cwd: "",
      actions: [],
      source: "agent",
      output: { stdout: text, stderr: "", aggregated: text, formatted: text },
      exitCode,
    },
  ];
}

function commandOf(args: unknown): string[] | undefined {
  if (typeof args !== "object" || args === null) return undefined;
  const { command, cmd } = args as { command?: unknown; cmd?: unknown };
  if (Array.isArray(command) && command.every((word) => typeof word === "string")) return command;
  const script = typeof command === "string" ? command : cmd;
  return typeof script === "string" ? ["bash", "-lc", script] : undefined;
}

/** Of a command's output as the model sees it: `{"output": …, "metadata": {"exit_code": …}}`. */
function textOf(output: string): { text: string; exitCode: number | undefined } {
  const value = parsed(output);
  if (typeof value !== "object" || value === null || !("output" in value)) return { text: output, exitCode: undefined };
  const { output: text, metadata } = value as { output: unknown; metadata?: { exit_code?: unknown } };
  const exitCode = typeof metadata?.exit_code === "number" ? metadata.exit_code : undefined;
  return { text: String(text), exitCode };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** What Codex tells the model in the user's name. */
function isOurs(text: string): boolean {
  return /^\s*<(?:user_instructions|environment_context|permissions|user_shell_command|skill|skills)\b/.test(text);
}
