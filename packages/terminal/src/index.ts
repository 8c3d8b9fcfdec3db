// Every line is public API.
export { configSummary } from "./config-summary.js";
export { createFileLinks, type FileLinks } from "./file-link.js";
export { colouredDiff } from "./render/coloured-diff.js";
export { renderCommand } from "./render/command-line.js";
export { createEventRenderer, type EventRenderer, type EventRendererOptions } from "./render/event-renderer.js";
export { type RenderChangesOptions, renderFileChanges } from "./render/file-changes.js";
export { MarkdownLines, type MarkdownOptions, renderMarkdown } from "./render/markdown.js";
export { StatusLine, type StatusLineOptions } from "./status-line.js";
export { createStyle, type Style } from "./style.js";
export { terminalCommand, terminalLine, terminalName, terminalOutput, terminalText } from "./terminal-text.js";
export { fitWidth, textWidth } from "./text-width.js";
export { addUsage, describeUsage } from "./token-usage.js";
