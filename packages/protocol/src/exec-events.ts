import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { DurationSchema } from "./duration.js";
import { ParsedCommandSchema } from "./parse-command.js";

/** Pairs the events of one command, patch or tool call. */
const call_id = z.string();

export const ExecCommandBeginEventSchema = z.object({
  call_id,
  /** The program and its arguments. */
  command: z.array(z.string()),
  cwd: z.string(),
  parsed_cmd: z.array(ParsedCommandSchema),
});
export type ExecCommandBeginEvent = z.infer<typeof ExecCommandBeginEventSchema>;

export const ExecOutputStreamSchema = z.enum(["stdout", "stderr"]);
export type ExecOutputStream = z.infer<typeof ExecOutputStreamSchema>;

const isByte = (value: unknown): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;

/** Bytes as a list of numbers. Checked with a plain loop: one schema per byte would cost more than parsing the JSON. */
const BytesSchema = z
  .custom<number[]>((value) => Array.isArray(value) && value.every(isByte), { error: "expected a list of bytes" })
  .check(z.meta({ type: "array", items: { type: "integer", minimum: 0, maximum: 255 } }));

export const ExecCommandOutputDeltaEventSchema = z.object({
  call_id,
  stream: ExecOutputStreamSchema,
  /** Raw bytes; a chunk may end in the middle of a character. */
  chunk: BytesSchema,
});
export type ExecCommandOutputDeltaEvent = z.infer<typeof ExecCommandOutputDeltaEventSchema>;

export const ExecCommandEndEventSchema = z.object({
  call_id,
  stdout: z.string(),
  stderr: z.string(),
  /** Both streams in the order in which they were written. */
  aggregated_output: z._default(z.string(), ""),
  exit_code: z.int(),
  duration: DurationSchema,
  /** The output that the model sees: truncated if it is long. */
  formatted_output: z.string(),
});
export type ExecCommandEndEvent = z.infer<typeof ExecCommandEndEventSchema>;

export const ExecApprovalRequestEventSchema = z.object({
  call_id,
  command: z.array(z.string()),
  cwd: z.string(),
  /** Why the user is asked, for people. */
  reason: option(z.string()),
});
export type ExecApprovalRequestEvent = z.infer<typeof ExecApprovalRequestEventSchema>;
