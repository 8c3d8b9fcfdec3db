import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum } from "./open.js";
import { SandboxPolicySchema } from "./policies.js";

export const CommandExecOutputStreamSchema = openEnum(["stdout", "stderr"]);
export type CommandExecOutputStream = z.infer<typeof CommandExecOutputStreamSchema>;

export const CommandExecOutputDeltaNotificationSchema = z.object({
  capReached: z.boolean(),
  deltaBase64: z.string(),
  processId: z.string(),
  stream: CommandExecOutputStreamSchema,
});
export type CommandExecOutputDeltaNotification = z.infer<typeof CommandExecOutputDeltaNotificationSchema>;

export const CommandExecTerminalSizeSchema = z.object({
  cols: count,
  rows: count,
});
export type CommandExecTerminalSize = z.infer<typeof CommandExecTerminalSizeSchema>;

/** A command as a list of words, run without a shell. */
export const CommandExecParamsSchema = z.object({
  command: z.array(z.string()),
  cwd: z.nullish(z.string()),
  disableOutputCap: z.optional(z.boolean()),
  disableTimeout: z.optional(z.boolean()),
  /** Variables to add; null removes one. */
  env: z.nullish(z.record(z.string(), z.nullable(z.string()))),
  outputBytesCap: z.nullish(count),
  permissionProfile: z.nullish(z.string()),
  /** An id that the client chooses; needed for streaming, input and terminals. */
  processId: z.nullish(z.string()),
  sandboxPolicy: z.nullish(SandboxPolicySchema),
  size: z.nullish(CommandExecTerminalSizeSchema),
  streamStdin: z.optional(z.boolean()),
  streamStdoutStderr: z.optional(z.boolean()),
  /** Milliseconds. Default: the configured limit. */
  timeoutMs: z.nullish(z.int()),
  /** Runs it in a terminal; implies streaming both ways. */
  tty: z.optional(z.boolean()),
});
export type CommandExecParams = z.infer<typeof CommandExecParamsSchema>;

export const CommandExecResizeParamsSchema = z.object({
  processId: z.string(),
  size: CommandExecTerminalSizeSchema,
});
export type CommandExecResizeParams = z.infer<typeof CommandExecResizeParamsSchema>;

export const CommandExecResizeResponseSchema = z.object({});
export type CommandExecResizeResponse = z.infer<typeof CommandExecResizeResponseSchema>;

/** The output is empty if it was streamed. */
export const CommandExecResponseSchema = z.object({
  exitCode: z.int(),
  stderr: z.string(),
  stdout: z.string(),
});
export type CommandExecResponse = z.infer<typeof CommandExecResponseSchema>;

export const CommandExecTerminateParamsSchema = z.object({
  processId: z.string(),
});
export type CommandExecTerminateParams = z.infer<typeof CommandExecTerminateParamsSchema>;

export const CommandExecTerminateResponseSchema = z.object({});
export type CommandExecTerminateResponse = z.infer<typeof CommandExecTerminateResponseSchema>;

export const CommandExecWriteParamsSchema = z.object({
  closeStdin: z.optional(z.boolean()),
  deltaBase64: z.nullish(z.string()),
  processId: z.string(),
});
export type CommandExecWriteParams = z.infer<typeof CommandExecWriteParamsSchema>;

export const CommandExecWriteResponseSchema = z.object({});
export type CommandExecWriteResponse = z.infer<typeof CommandExecWriteResponseSchema>;

export const ProcessExitedNotificationSchema = z.object({
  exitCode: z.int(),
  outputDrainTimedOut: z.nullish(z.boolean()),
  processHandle: z.string(),
  stderr: z.string(),
  stderrCapReached: z.boolean(),
  stdout: z.string(),
  stdoutCapReached: z.boolean(),
});
export type ProcessExitedNotification = z.infer<typeof ProcessExitedNotificationSchema>;

export const ProcessKillParamsSchema = z.object({
  processHandle: z.string(),
});
export type ProcessKillParams = z.infer<typeof ProcessKillParamsSchema>;

export const ProcessKillResponseSchema = z.object({});
export type ProcessKillResponse = z.infer<typeof ProcessKillResponseSchema>;

export const ProcessOutputStreamSchema = openEnum(["stdout", "stderr"]);
export type ProcessOutputStream = z.infer<typeof ProcessOutputStreamSchema>;

export const ProcessOutputDeltaNotificationSchema = z.object({
  capReached: z.boolean(),
  deltaBase64: z.string(),
  processHandle: z.string(),
  stream: ProcessOutputStreamSchema,
});
export type ProcessOutputDeltaNotification = z.infer<typeof ProcessOutputDeltaNotificationSchema>;

export const ProcessTerminalSizeSchema = z.object({
  cols: count,
  rows: count,
});
export type ProcessTerminalSize = z.infer<typeof ProcessTerminalSizeSchema>;

export const ProcessResizePtyParamsSchema = z.object({
  processHandle: z.string(),
  size: ProcessTerminalSizeSchema,
});
export type ProcessResizePtyParams = z.infer<typeof ProcessResizePtyParamsSchema>;

export const ProcessResizePtyResponseSchema = z.object({});
export type ProcessResizePtyResponse = z.infer<typeof ProcessResizePtyResponseSchema>;

export const ProcessSpawnParamsSchema = z.object({
  command: z.array(z.string()),
  cwd: z.string(),
  env: z.nullish(z.record(z.string(), z.nullable(z.string()))),
  outputBytesCap: z.nullish(count),
  processHandle: z.string(),
  size: z.nullish(ProcessTerminalSizeSchema),
  streamStdin: z.optional(z.boolean()),
  streamStdoutStderr: z.optional(z.boolean()),
  timeoutMs: z.nullish(z.int()),
  tty: z.optional(z.boolean()),
});
export type ProcessSpawnParams = z.infer<typeof ProcessSpawnParamsSchema>;

export const ProcessSpawnResponseSchema = z.object({});
export type ProcessSpawnResponse = z.infer<typeof ProcessSpawnResponseSchema>;

export const ProcessWriteStdinParamsSchema = z.object({
  closeStdin: z.optional(z.boolean()),
  deltaBase64: z.nullish(z.string()),
  processHandle: z.string(),
});
export type ProcessWriteStdinParams = z.infer<typeof ProcessWriteStdinParamsSchema>;

export const ProcessWriteStdinResponseSchema = z.object({});
export type ProcessWriteStdinResponse = z.infer<typeof ProcessWriteStdinResponseSchema>;
