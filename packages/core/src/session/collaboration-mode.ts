import type { ApprovalPolicy, ResponseItem, SandboxPolicy } from "@codex/protocol";
import { DEFAULT_MODE_INSTRUCTIONS, PLAN_MODE_INSTRUCTIONS } from "../model/instructions/modes.js";

/** How the model works with the user. In `plan` it changes nothing, and what it comes to is a plan to approve. */
export interface CollaborationMode {
  readonly kind: "default" | "plan";
  /** What the model is told of the mode. Default: our own words. */
  readonly instructions?: string | undefined;
}

export const DEFAULT_MODE: CollaborationMode = { kind: "default" };

/** What the user says to have a plan carried out. */
export const CARRY_OUT_PLAN = "Carry out the plan.";

interface Freedom {
  readonly mode: CollaborationMode;
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: SandboxPolicy;
}

/** The settings under which a turn runs: in plan mode it may only read, and nobody is asked for more. */
export function confinedByMode<Settings extends Freedom>(settings: Settings): Settings {
  if (settings.mode.kind !== "plan") return settings;
  return { ...settings, approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } };
}

/** What the model has to be told of the mode, after what it was told before. */
export function modeItems(mode: CollaborationMode, transcript: readonly ResponseItem[]): ResponseItem[] {
  const text = textOf(mode);
  const told = transcript.findLast(isModeItem);
  const before = told === undefined ? textOf(DEFAULT_MODE) : told.content.map(textOfPart).join("");
  if (before === text) return [];
  return [{ type: "message", role: "developer", content: [{ type: "input_text", text }] }];
}

/** Whether the model was told of a mode: the one that holds without a word is the default. */
export const isModeTold = (transcript: readonly ResponseItem[]): boolean => transcript.some(isModeItem);

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
