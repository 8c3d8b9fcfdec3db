import {
  type Ask,
  CARRY_OUT_PLAN,
  type CatalogModel,
  type Effort,
  type SavedThread,
  type Skill,
  type Thread,
  type ThreadEvent,
  type TurnInfo,
  type UserInput,
} from "@codex/core";
import { type Connection, RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import { ItemUpdates } from "../updates/item-updates.js";
import type { StopReason } from "../wire/agent-requests.js";
import type { ContentBlock } from "../wire/content.js";
import type { ClientAbilities } from "../wire/initialize.js";
import type { ConfigOption } from "../wire/session-update.js";
import { askEditor } from "./ask-editor.js";
import { GoalTurns } from "./goal-turns.js";
import { PLAN_MODE } from "./modes.js";
import { PlanApproval } from "./plan-approval.js";
import { promptCommands } from "./prompt-commands.js";
import { isBlank, promptInput } from "./prompt-input.js";
import type { AskOptions } from "./request-permission.js";
import { SessionChoices } from "./session-choices.js";
import { SessionUpdates } from "./session-updates.js";
import { looksLikeCommand, skillCommands, withSkillNamed } from "./skill-commands.js";
import { availableCommands, type CommandOutcome, runSlashCommand } from "./slash-commands.js";
import { stopReasonOf } from "./stop-reason.js";
import { titleOf } from "./title.js";
import { TurnEnds } from "./turn-ends.js";

export interface SessionOptions {
  readonly thread: Thread;
  readonly connection: Connection;
  readonly abilities: ClientAbilities;
  readonly models: readonly CatalogModel[];
  readonly planEffort: Effort | undefined;
  /** The session's title. Without one, the first message becomes the title. */
  readonly title: string | undefined;
  /** The session's skills, as they are on disk now. */
  readonly skills: () => Promise<readonly Skill[]>;
}

/** An editor's session: a thread, the choices made for it, and the updates sent to the editor. */
export class Session implements Disposable {
  readonly thread: Thread;
  readonly choices: SessionChoices;
  readonly #options: SessionOptions;
  readonly #updates: SessionUpdates;
  readonly #items: ItemUpdates;
  readonly #subscription: Disposable;
  #title: string | undefined;
  readonly #plan = new PlanApproval();
  readonly #ends: TurnEnds;
  readonly #goals: GoalTurns;
  /** Prompts without an answer yet. */
  readonly #prompts = new Set<AbortController>();

  constructor(options: SessionOptions) {
    const { thread, connection, abilities, title } = options;
    this.thread = thread;
    this.#title = title;
    this.#options = options;
    this.#ends = new TurnEnds(thread);
    this.#goals = new GoalTurns(thread, this.#ends);
    const { showsNotices } = abilities;
    this.#updates = new SessionUpdates({ connection, sessionId: thread.id, showsNotices });
    this.#items = new ItemUpdates(abilities, (update) => this.#updates.send(update));
    this.choices = new SessionChoices(thread, options);
    this.#subscription = thread.subscribe({
      onEvent: (event) => this.#event(event),
      pressure: () => this.#updates.pressure,
    });
  }

  get id(): string {
    return this.thread.id;
  }

  /** Sends what the editor learns about a session after opening it. */
  introduce(): void {
    void this.#sendCommands();
  }

  /** Shows the earlier turns. */
  replay({ turns }: SavedThread): void {
    this.#show(turns);
    if (this.#title !== undefined) this.#updates.sendTitle(this.#title);
  }

  /** Answers a prompt. Settles when its turn is over and the editor has received all of it. Throws -32602 if the prompt is blank. */
  async prompt(prompt: readonly ContentBlock[]): Promise<{ readonly stopReason: StopReason }> {
    if (isBlank(prompt)) throw new RpcError(ErrorCode.invalidParams, "the prompt is empty");
    const cancelled = new AbortController();
    this.#prompts.add(cancelled);
    this.#items.asked();
    try {
      const ended = await this.#answer(promptInput(prompt), cancelled.signal);
      await this.#updates.sent;
      return { stopReason: cancelled.signal.aborted ? "cancelled" : stopReasonOf(ended) };
    } catch (error) {
      if (cancelled.signal.aborted) return { stopReason: "cancelled" };
      throw error;
    } finally {
      this.#prompts.delete(cancelled);
      if (this.#prompts.size === 0) this.#ends.forget();
    }
  }

  async cancel(): Promise<void> {
    for (const prompt of this.#prompts) prompt.abort();
    await this.thread.interrupt();
  }

  /** Returns all options with their new values. */
  async setOption(id: string, value: string | boolean): Promise<ConfigOption[]> {
    await this.choices.setOption(id, value);
    if (id === "mode") this.#updates.sendMode(this.choices.currentMode);
    return this.choices.options;
  }

  /** Tells the editor the values of all options. */
  sendOptions(): void {
    this.#updates.send({ sessionUpdate: "config_option_update", configOptions: this.choices.options });
  }

  /** Prompts that wait for the end of a turn are answered. */
  [Symbol.dispose](): void {
    this.#subscription[Symbol.dispose]();
    this.#ends.close();
  }

  get #asking(): AskOptions {
    const { connection, abilities } = this.#options;
    return { connection, abilities, sessionId: this.id, folder: this.thread.settings.cwd };
  }

  get #ask(): Ask {
    return askEditor(this.#asking);
  }

  /**
   * Returns the last turn of the answer, which includes turns that implemented its plan or continued the goal; undefined if there was none.
   */
  async #answer(input: readonly UserInput[], cancelled: AbortSignal): Promise<TurnInfo | undefined> {
    const command = await this.#command(input);
    const turn = await this.#turnOf(command, input, cancelled);
    if (turn === undefined && command?.type !== "goal") return undefined;
    const ended = turn && (await this.#ends.of(turn));
    const next = ended && (await this.#approvePlan(ended, cancelled));
    const last = next === undefined ? ended : await this.#ends.of(next);
    return this.#goals.pursue(last, { ask: this.#ask, cancelled });
  }

  /** Returns the turn that answers; undefined if the model was not needed. */
  async #turnOf(
    command: CommandOutcome | undefined,
    input: readonly UserInput[],
    cancelled: AbortSignal,
  ): Promise<TurnInfo | undefined> {
    // A prompt that is cancelled before its turn starts must not start one.
    if (cancelled.aborted) return command?.type === "turn" ? command.turn : undefined;
    switch (command?.type) {
      case "said":
      case "goal":
        this.#items.say(command.text);
        return undefined;
      case "turn":
        return command.turn;
      case "prompt":
      case undefined: {
        this.#title ??= titleOf(input);
        if (this.#title !== undefined) this.#updates.sendTitle(this.#title);
        return this.thread.start(command?.input ?? input, { ask: this.#ask });
      }
      default:
        return command satisfies never;
    }
  }

  /** Runs a built-in command. A message that begins with a skill as a command becomes a prompt that names the skill. */
  async #command(input: readonly UserInput[]): Promise<CommandOutcome | undefined> {
    const command = await runSlashCommand(this.thread, input);
    if (command !== undefined || !looksLikeCommand(input)) return command;
    return { type: "prompt", input: withSkillNamed(input, await this.#options.skills()) };
  }

  async #sendCommands(): Promise<void> {
    const skills = await this.#options.skills().catch(() => []);
    const prompts = await promptCommands(this.thread);
    this.#updates.sendCommands([...availableCommands(this.thread), ...skillCommands(skills), ...prompts]);
  }

  /** Has the turn's plan implemented if the user agrees; returns the turn that does it. */
  async #approvePlan({ id, status }: TurnInfo, cancelled: AbortSignal): Promise<TurnInfo | undefined> {
    if (status !== "completed" || this.choices.currentMode !== PLAN_MODE) return undefined;
    await this.#updates.sent;
    const mode = await this.#plan.ask(this.#asking, { turnId: id, modes: this.choices.modes, cancelled });
    if (mode === undefined) return undefined;
    await this.choices.setMode(mode);
    if (cancelled.aborted) return undefined;
    this.#updates.sendMode(this.choices.currentMode);
    this.sendOptions();
    return this.thread.start([{ type: "text", text: CARRY_OUT_PLAN }], { ask: this.#ask });
  }

  #show(turns: SavedThread["turns"]): void {
    for (const { items } of turns) for (const item of items) this.#items.replayed(item);
  }

  #event(event: ThreadEvent): void {
    switch (event.type) {
      case "item-started":
        return this.#items.started(event.item);
      case "item-updated":
        return this.#items.updated(event.itemId, event.update);
      case "item-ended":
        if (event.item.kind === "proposed-plan") this.#plan.propose(event.item.text);
        return this.#items.ended(event.item);
      case "usage":
        if (event.contextWindow === undefined) return;
        return this.#updates.sendUsage(event.last.totalTokens, event.contextWindow);
      case "notice":
        return this.#updates.sendNotice(event);
      case "turn-ended":
        this.#ends.record(event.turn, { isAwaited: this.#prompts.size > 0 });
        // The turn may have written a skill.
        void this.#sendCommands();
        return;
      case "goal": {
        const notice = this.#goals.stopped(event.goal, event.turnId);
        return notice && this.#updates.sendNotice(notice);
      }
      case "closed":
        return this.#ends.close();
      case "turn-started":
      case "turn-diff":
      case "question-asked":
      case "question-settled":
      case "reverted":
        return;
      // Another process took these turns, which the editor has not seen.
      case "continued":
        return this.#show(event.turns);
      default:
        event satisfies never;
    }
  }
}
