import type { OptionSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import {
  approvalOption,
  globalOptions,
  plainOption,
  remoteOptions,
  sessionOptions,
  worktreeOption,
} from "./options.js";

const options: readonly OptionSpec[] = [
  ...globalOptions,
  ...sessionOptions.filter((option) => option !== configOption),
  approvalOption,
  plainOption,
  worktreeOption,
  ...remoteOptions,
  // The chat never takes the other screen: who asks for that has it.
  { name: "no-alt-screen", hidden: true, summary: "Chat on the terminal's own screen, as it does anyway" },
];

/** Of `codex` by itself. */
export function rootOptions(): readonly OptionSpec[] {
  return options;
}
