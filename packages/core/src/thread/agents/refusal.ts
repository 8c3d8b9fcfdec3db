import type { Refusal } from "../../session/agents.js";

export const refusal = (text: string): Refusal => ({ refusal: text });

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
