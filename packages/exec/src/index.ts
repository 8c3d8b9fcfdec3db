// Each line is a promise to those who import this package.
export type { ExecOutcome, ExecOutputWriter, ExecStart } from "./exec-output.js";
export { createHumanOutput, type HumanOutputOptions } from "./human-output.js";
export { createJsonOutput } from "./json-output.js";
export {
  type CreateOutputSchemaResult,
  createOutputSchema,
  type OutputSchema,
  type SchemaCheck,
} from "./output-schema.js";
export { type RunExecOptions, runExec } from "./run-exec.js";
