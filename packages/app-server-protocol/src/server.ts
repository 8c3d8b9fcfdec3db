import * as z from "zod/mini";
import { count } from "./count.js";

export const FeedbackSaveParamsSchema = z.object({
  threadId: z.nullish(z.string()),
  classification: z.string(),
  extraLogFiles: z.nullish(z.array(z.string())),
  includeLogs: z.optional(z.boolean()),
  reason: z.nullish(z.string()),
  savePath: z.string(),
  tags: z.nullish(z.record(z.string(), z.string())),
});
export type FeedbackSaveParams = z.infer<typeof FeedbackSaveParamsSchema>;

export const FeedbackSaveResponseSchema = z.object({
  threadId: z.string(),
  promptHash: z.nullish(z.string()),
  savedPath: z.string(),
});
export type FeedbackSaveResponse = z.infer<typeof FeedbackSaveResponseSchema>;

export const MockExperimentalMethodParamsSchema = z.object({
  value: z.nullish(z.string()),
});
export type MockExperimentalMethodParams = z.infer<typeof MockExperimentalMethodParamsSchema>;

export const MockExperimentalMethodResponseSchema = z.object({
  echoed: z.nullish(z.string()),
});
export type MockExperimentalMethodResponse = z.infer<typeof MockExperimentalMethodResponseSchema>;

export const ServerDiagnosticsGaugeSchema = z.object({
  name: z.string(),
  value: count,
});
export type ServerDiagnosticsGauge = z.infer<typeof ServerDiagnosticsGaugeSchema>;

export const ServerDiagnosticsParamsSchema = z.object({});
export type ServerDiagnosticsParams = z.infer<typeof ServerDiagnosticsParamsSchema>;

export const ServerDiagnosticsProcessSchema = z.object({
  id: count,
  physicalFootprintBytes: z.nullish(count),
  residentMemoryBytes: z.nullish(count),
});
export type ServerDiagnosticsProcess = z.infer<typeof ServerDiagnosticsProcessSchema>;

export const ServerDiagnosticsResponseSchema = z.object({
  gauges: z.array(ServerDiagnosticsGaugeSchema),
  process: ServerDiagnosticsProcessSchema,
});
export type ServerDiagnosticsResponse = z.infer<typeof ServerDiagnosticsResponseSchema>;
