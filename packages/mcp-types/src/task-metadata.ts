import * as z from "zod/mini";
import { option } from "./option.js";

/** Turns a request into a task (2025-11-25). */
export const TaskMetadataSchema = z.object({
  /** How long the task is to be kept after its creation, in milliseconds. Default: the receiver's choice. */
  ttl: option(z.int()),
});
export type TaskMetadata = z.infer<typeof TaskMetadataSchema>;
