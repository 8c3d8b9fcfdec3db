import { visibleText } from "@codex/thread-host";
import { text } from "../updates/tool-card.js";
import { type Mode, PLAN_MODE } from "./modes.js";
import { type AskOptions, type PermissionOption, requestPermission } from "./request-permission.js";

interface PlanQuestion {
  readonly turnId: string;
  readonly modes: readonly Mode[];
  /** Aborted when the prompt is cancelled; then nothing is asked any more. */
  readonly cancelled: AbortSignal;
}

/** The plan that a session's latest turn proposed, and whether to implement it. */
export class PlanApproval {
  #plan: string | undefined;

  /** `plan` is Markdown. */
  propose(plan: string): void {
    this.#plan = plan;
  }

  /** Asks whether to implement the proposed plan, if there is one; returns the mode to implement it in, or undefined for "not now". */
  async ask(options: AskOptions, { turnId, modes, cancelled }: PlanQuestion): Promise<string | undefined> {
    const plan = this.#plan;
    this.#plan = undefined;
    if (plan === undefined || cancelled.aborted) return undefined;
    const card = {
      toolCallId: `${turnId}/plan`,
      title: "Carry out the plan?",
      kind: "switch_mode",
      status: "pending",
      content: [text(visibleText(plan))],
    } as const;
    const yes = modes
      .filter(({ id }) => id !== PLAN_MODE)
      .map(({ id, name }): PermissionOption => ({ optionId: id, name: `Yes, as: ${name}`, kind: "allow_once" }));
    const no: PermissionOption = { optionId: "reject", name: "No, keep planning", kind: "reject_once" };
    // If the editor cannot be asked, the answer is no.
    const chosen = await requestPermission(options, card, [...yes, no], cancelled).catch(() => undefined);
    return yes.some(({ optionId }) => optionId === chosen) ? chosen : undefined;
  }
}
