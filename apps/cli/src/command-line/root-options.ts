import type { OptionSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";
import {
  approvalOption,
  globalOptions,
  needlessChatOptions,
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
  ...needlessChatOptions,
];

/** The options of `codex` without a subcommand. */
export function rootOptions(): readonly OptionSpec[] {
  return options;
}
