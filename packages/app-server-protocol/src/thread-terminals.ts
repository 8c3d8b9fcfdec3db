import * as z from "zod/mini";
import { count, shortCount } from "./count.js";

export const ThreadBackgroundTerminalSchema = z.object({
  itemId: z.string(),
  command: z.string(),
  cpuPercent: z.nullish(z.number()),
  cwd: z.string(),
  osPid: z.nullish(count),
  processId: z.string(),
  rssKb: z.nullish(count),
});
export type ThreadBackgroundTerminal = z.infer<typeof ThreadBackgroundTerminalSchema>;

export const ThreadBackgroundTerminalsCleanParamsSchema = z.object({
  threadId: z.string(),
});
export type ThreadBackgroundTerminalsCleanParams = z.infer<typeof ThreadBackgroundTerminalsCleanParamsSchema>;

export const ThreadBackgroundTerminalsCleanResponseSchema = z.object({});
export type ThreadBackgroundTerminalsCleanResponse = z.infer<typeof ThreadBackgroundTerminalsCleanResponseSchema>;

export const ThreadBackgroundTerminalsListParamsSchema = z.object({
  threadId: z.string(),
  cursor: z.nullish(z.string()),
  limit: z.nullish(shortCount),
});
export type ThreadBackgroundTerminalsListParams = z.infer<typeof ThreadBackgroundTerminalsListParamsSchema>;

export const ThreadBackgroundTerminalsListResponseSchema = z.object({
  data: z.array(ThreadBackgroundTerminalSchema),
  nextCursor: z.nullish(z.string()),
});
export type ThreadBackgroundTerminalsListResponse = z.infer<typeof ThreadBackgroundTerminalsListResponseSchema>;

export const ThreadBackgroundTerminalsTerminateParamsSchema = z.object({
  threadId: z.string(),
  processId: z.string(),
});
export type ThreadBackgroundTerminalsTerminateParams = z.infer<typeof ThreadBackgroundTerminalsTerminateParamsSchema>;

export const ThreadBackgroundTerminalsTerminateResponseSchema = z.object({
  terminated: z.boolean(),
});
export type ThreadBackgroundTerminalsTerminateResponse = z.infer<
  typeof ThreadBackgroundTerminalsTerminateResponseSchema
>;
