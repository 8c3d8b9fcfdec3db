// Every line is public API.
export type { Loaded } from "./app/app.js";
export type { ChatEngine } from "./chat-engine.js";
export { localEngine } from "./local/local-engine.js";
export { followThread } from "./remote/follow-thread.js";
export { remoteEngine } from "./remote/remote-engine.js";
export { reviewTargetToWire } from "./remote/review-target.js";
export { settingsFromWire } from "./remote/settings.js";
export { turnFromWire } from "./remote/turns.js";
export { runTui, type TuiOptions } from "./run-tui.js";
export type { TerminalPort } from "./terminal/terminal-session.js";
