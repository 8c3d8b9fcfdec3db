import type { Refusal } from "../../session/agents.js";

export const refusal = (text: string): Refusal => ({ refusal: text });
