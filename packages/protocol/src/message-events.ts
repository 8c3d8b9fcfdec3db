import * as z from "zod/mini";

/** Something to tell the user. */
const MessageSchema = z.object({ message: z.string() });
/** A whole piece of what the model thought. */
const TextSchema = z.object({ text: z.string() });
/** The next piece of what the model says or thinks; the whole follows in an event of its own. */
const DeltaSchema = z.object({ delta: z.string() });

/** A submission failed; a turn that ran has ended. */
export const ErrorEventSchema = MessageSchema;
export type ErrorEvent = z.infer<typeof ErrorEventSchema>;

/** The model's stream broke; the turn goes on with another try. */
export const StreamErrorEventSchema = MessageSchema;
export type StreamErrorEvent = z.infer<typeof StreamErrorEventSchema>;

/** News that no client has to act upon. */
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

/** The reasoning itself, where the model gives it away. */
export const AgentReasoningRawContentEventSchema = TextSchema;
export type AgentReasoningRawContentEvent = z.infer<typeof AgentReasoningRawContentEventSchema>;

export const AgentReasoningRawContentDeltaEventSchema = DeltaSchema;
export type AgentReasoningRawContentDeltaEvent = z.infer<typeof AgentReasoningRawContentDeltaEventSchema>;

/** A new section of the summary begins. */
export const AgentReasoningSectionBreakEventSchema = z.object({});
export type AgentReasoningSectionBreakEvent = z.infer<typeof AgentReasoningSectionBreakEventSchema>;
