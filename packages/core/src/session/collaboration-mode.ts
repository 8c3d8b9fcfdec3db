import type { ApprovalPolicy, CurrentSandboxPolicy, ResponseItem } from "@codex/protocol";
import { DEFAULT_MODE_INSTRUCTIONS, PLAN_MODE_INSTRUCTIONS } from "../model/instructions/modes.js";
import { developerMessage } from "../model/messages.js";

/** How the model works with the user. In `plan` mode it changes nothing and ends with a plan for approval. */
export interface CollaborationMode {
  readonly kind: "default" | "plan";
  /** Explains the mode to the model. Default: the built-in text. */
  readonly instructions?: string | undefined;
}

export const DEFAULT_MODE: CollaborationMode = { kind: "default" };

/** The user message that starts carrying out an approved plan. */
export const CARRY_OUT_PLAN = "Carry out the plan.";

interface Freedom {
  readonly mode: CollaborationMode;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
}

/** The effective settings of a turn: plan mode is read-only and asks for nothing more. */
export function confinedByMode<Settings extends Freedom>(settings: Settings): Settings {
  if (settings.mode.kind !== "plan") return settings;
  return { ...settings, approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } };
}

/** The items that announce the mode to the model, if it differs from the one announced last. */
export function modeItems(mode: CollaborationMode, transcript: readonly ResponseItem[]): ResponseItem[] {
  const text = textOf(mode);
  const announced = transcript.findLast(isModeItem);
  const before = announced === undefined ? textOf(DEFAULT_MODE) : announced.content.map(textOfPart).join("");
  if (before === text) return [];
  return [developerMessage(text)];
}

/** Whether the transcript announces a mode. Without an announcement, the default mode applies. */
export const isModeAnnounced = (transcript: readonly ResponseItem[]): boolean => transcript.some(isModeItem);

function textOf({ kind, instructions }: CollaborationMode): string {
  const usual = kind === "plan" ? PLAN_MODE_INSTRUCTIONS : DEFAULT_MODE_INSTRUCTIONS;
  return `${TAG}${instructions ?? usual}</collaboration_mode>`;
}

const TAG = "<collaboration_mode>";

type Message = Extract<ResponseItem, { type: "message" }>;

function isModeItem(item: ResponseItem): item is Message {
  if (item.type !== "message" || item.role !== "developer") return false;
  const [first] = item.content;
  return first !== undefined && textOfPart(first).startsWith(TAG);
}

const textOfPart = (part: Message["content"][number]): string => ("text" in part ? part.text : "");
