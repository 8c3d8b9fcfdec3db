import * as z from "zod/mini";
import type { Turn } from "../../session/turn.js";
import { createWriteStdinTool, WRITE_STDIN_TOOL_NAME } from "../../specs/exec-command-tool-spec.js";
import { runsNoCommands, shellKind } from "../../specs/tool-selection.js";
import { functionTool } from "../function-tool.js";
import { failedAnswer, type Tool } from "../tool.js";
import { refusalOfInput } from "./approve-terminal-input.js";
import { NO_OUTPUT } from "./command-item.js";
import { answerOf, endOf, yieldOptions } from "./read-terminal.js";

const CountSchema = z.number().check(z.nonnegative());

const WriteStdinArgumentsSchema = z.object({
  session_id: z.int().check(z.nonnegative()),
  chars: z._default(z.string(), ""),
  yield_time_ms: z._default(CountSchema, 250),
  max_output_tokens: z._default(CountSchema, 10_000),
});

/** `write_stdin`: types into the terminal of an `exec_command`, or only reads its output. */
export function writeStdinTool(turn: Turn): Tool {
  return functionTool({
    names: [WRITE_STDIN_TOOL_NAME],
    spec(selection) {
      const kind = shellKind(selection);
      return kind === "terminal" || kind === "unified" ? createWriteStdinTool() : undefined;
    },
    isOff: runsNoCommands,
    arguments: WriteStdinArgumentsSchema,
    // Input must be answered before more is typed.
    runsInParallel: ({ chars }) => chars === "",
    async run({ session_id, chars, ...limits }, { callId }) {
      const { session, context, running } = turn;
      // The terminal's command may have been started with more permissions.
      if (context.mode.kind === "plan" && chars !== "") return "error: nothing is typed into terminals in plan mode";
      const refusal = await refusalOfInput(turn, { callId, sessionId: session_id, text: chars });
      if (refusal !== undefined) return failedAnswer(refusal);
      const about = { callId, cwd: context.cwd, processId: String(session_id), input: chars, output: NO_OUTPUT };
      using item = running.item("terminal-input", about);
      const startedAt = performance.now();
      const result = await session.terminals.write(session_id, chars, yieldOptions(turn, limits, item));
      running.throwIfInterrupted();
      item.end({ ...endOf(result, startedAt), ...(result.type === "failed" && { failure: result.message }) });
      return answerOf(session_id, result);
    },
    // Hooks were told when the command started and are told when it ends.
    describe: () => undefined,
  });
}
