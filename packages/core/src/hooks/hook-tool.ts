/** A tool call under the names that hooks use. */
export interface HookTool {
  readonly name: string;
  /** The names that matchers are tested against. */
  readonly names: readonly string[];
  readonly input: Readonly<Record<string, unknown>>;
  /** Absolute. Set if it may run outside the turn's folder. */
  readonly cwd?: string;
}

/** A tool that hooks know by its own name. */
export const hookTool = (name: string, input: HookTool["input"]): HookTool => ({ name, names: [name], input });

/** The tool's fields in the hook's standard input. */
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
