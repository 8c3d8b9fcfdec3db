// Each line is a promise to those who import this package.
export { colouredDiff } from "./coloured-diff.js";
export { configSummary } from "./config-summary.js";
export { createHumanOutput, type HumanOutputOptions } from "./human-output.js";
export { createJsonOutput } from "./json-output.js";
export { type ExecOutcome, type ExecOutputWriter, type RunExecOptions, runExec } from "./run-exec.js";
export { createStyle, type Style } from "./style.js";
export { terminalLine, terminalText } from "./terminal-text.js";
