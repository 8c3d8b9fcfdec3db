// Each line is a promise to those who import this package: adding is a minor version, removing a major one.
export { describeProblem } from "./describe-problem.js";
export type { CreateServerHost, ServerHost } from "./host.js";
export { inBackground } from "./in-background.js";
export { Lazy } from "./lazy.js";
export { PacedSender } from "./paced-sender.js";
export { storageProblem } from "./storage-problem.js";
export {
  engineHome,
  type HostedThread,
  type OpenThreadOptions,
  type RequestedConfig,
  type ThreadHome,
} from "./thread-home.js";
export { commandText, inlineCode, shortText, visibleLine, visibleText } from "./visible-text.js";
