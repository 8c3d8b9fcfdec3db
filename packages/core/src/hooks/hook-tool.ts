/** A tool with its input, in the names that hooks know them by. */
export interface HookTool {
  readonly name: string;
  /** What matchers are held against. */
  readonly names: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  /** Absolute. Where it runs, when it may be elsewhere than in the turn's folder. */
  readonly cwd?: string;
}

/** A tool that hooks know by its own name. */
export const hookTool = (name: string, input: HookTool["input"]): HookTool => ({ name, names: [name], input });

/** What hooks are told of it on standard input. */
export const hookToolFields = ({ name, input, cwd }: HookTool) => ({
  tool_name: name,
  tool_input: input,
  ...(cwd !== undefined && { cwd }),
});

/** A tool call that was reported to hooks. */
export interface ReportedCall {
  readonly callId: string;
  readonly tool: HookTool;
}
