// Each line is a promise to those who import this package.
export { configSummary } from "./config-summary.js";
export type { ExecOutcome, ExecOutputWriter, ExecStart } from "./exec-output.js";
export { addUsage, createHumanOutput, describeUsage, type HumanOutputOptions } from "./human-output.js";
export { createJsonOutput } from "./json-output.js";
export {
  type CreateOutputSchemaResult,
  createOutputSchema,
  type OutputSchema,
  type SchemaCheck,
} from "./output-schema.js";
export { colouredDiff } from "./render/coloured-diff.js";
export { renderCommand } from "./render/command-line.js";
export { createEventRenderer, type EventRenderer, type EventRendererOptions } from "./render/event-renderer.js";
export { type RenderChangesOptions, renderFileChanges } from "./render/file-changes.js";
export { MarkdownLines, type MarkdownOptions, renderMarkdown } from "./render/markdown.js";
export { type RunExecOptions, runExec } from "./run-exec.js";
export { createFileLinks, type FileLinks } from "./terminal/file-link.js";
export { StatusLine, type StatusLineOptions } from "./terminal/status-line.js";
export { createStyle, type Style } from "./terminal/style.js";
export { terminalCommand, terminalLine, terminalName, terminalOutput, terminalText } from "./terminal/terminal-text.js";
export { fitWidth, textWidth } from "./terminal/text-width.js";
