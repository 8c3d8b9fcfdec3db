import * as z from "zod/mini";

/** A message for the user. */
const MessageSchema = z.object({ message: z.string() });
/** A complete section of the model's reasoning. */
const TextSchema = z.object({ text: z.string() });
/** The next piece of a message or of the reasoning; the whole follows in its own event. */
const DeltaSchema = z.object({ delta: z.string() });

/** A submission failed; its turn, if any, has ended. */
export const ErrorEventSchema = MessageSchema;
export type ErrorEvent = z.infer<typeof ErrorEventSchema>;

/** The model's stream broke; the turn continues with a retry. */
export const StreamErrorEventSchema = MessageSchema;
export type StreamErrorEvent = z.infer<typeof StreamErrorEventSchema>;

/** Information that needs no reaction. */
export const BackgroundEventEventSchema = MessageSchema;
export type BackgroundEventEvent = z.infer<typeof BackgroundEventEventSchema>;

export const AgentMessageEventSchema = MessageSchema;
export type AgentMessageEvent = z.infer<typeof AgentMessageEventSchema>;

export const AgentMessageDeltaEventSchema = DeltaSchema;
export type AgentMessageDeltaEvent = z.infer<typeof AgentMessageDeltaEventSchema>;

/** A section of the model's summary of its reasoning. */
export const AgentReasoningEventSchema = TextSchema;
export type AgentReasoningEvent = z.infer<typeof AgentReasoningEventSchema>;

export const AgentReasoningDeltaEventSchema = DeltaSchema;
export type AgentReasoningDeltaEvent = z.infer<typeof AgentReasoningDeltaEventSchema>;

/** The raw reasoning, if the model provides it. */
export const AgentReasoningRawContentEventSchema = TextSchema;
export type AgentReasoningRawContentEvent = z.infer<typeof AgentReasoningRawContentEventSchema>;

export const AgentReasoningRawContentDeltaEventSchema = DeltaSchema;
export type AgentReasoningRawContentDeltaEvent = z.infer<typeof AgentReasoningRawContentDeltaEventSchema>;

/** A new section of the summary starts. */
export const AgentReasoningSectionBreakEventSchema = z.object({});
export type AgentReasoningSectionBreakEvent = z.infer<typeof AgentReasoningSectionBreakEventSchema>;
