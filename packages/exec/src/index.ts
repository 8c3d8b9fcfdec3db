// Every line is public API.
export { type AnswerVerdict, createAnswerJudge } from "./answer-judge.js";
export { createEventsOutput } from "./events-output.js";
export type { ExecOutcome, ExecOutputWriter, ExecStart } from "./exec-output.js";
export type { ExecThread, ExecThreads } from "./exec-thread.js";
export { createHumanOutput, type HumanOutputOptions } from "./human-output.js";
export { createItemsOutput } from "./items-output.js";
export {
  type CreateOutputSchemaResult,
  createOutputSchema,
  type OutputSchema,
  type SchemaCheck,
  withoutFence,
} from "./output-schema.js";
export { type RunExecOptions, runExec } from "./run-exec.js";
export { createToolFailures, type ToolFailures } from "./tool-failures.js";
