// Each line is a promise to those who import this package.
export { Chat, type ChatOptions } from "./chat.js";
export type { ChatEngine } from "./chat-engine.js";
export type { ChatScreen } from "./chat-screen.js";
export { inputCompleter } from "./complete-input.js";
export { PromptLine, type PromptLineOptions } from "./prompt-line.js";
export type { TerminalIo } from "./terminal-io.js";
