import type { CatalogModel, Effort, SettingsChange, Thread } from "@codex/core";
import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";
import type { ConfigOption } from "../wire/session-update.js";
import { type Choices, configOptionsOf, settingsChoice } from "./config-options.js";
import { type Mode, modesOf, PLAN_MODE } from "./modes.js";

/** The state of a session that an editor gets when opening it. */
export interface SessionState {
  readonly modes: {
    readonly currentModeId: string;
    readonly availableModes: readonly Omit<Mode, "settings">[];
  };
  readonly configOptions: readonly ConfigOption[];
}

export interface ChoicesOptions {
  readonly models: readonly CatalogModel[];
  /** The reasoning effort of plan mode; undefined if it has none of its own. */
  readonly planEffort: Effort | undefined;
}

/** The choices of a session (mode, model and other options) and their current values. */
export class SessionChoices {
  readonly modes: readonly Mode[];
  readonly #thread: Thread;
  readonly #models: readonly CatalogModel[];
  readonly #planEffort: Effort | undefined;
  /** Applies again after plan mode. */
  #effortBeforePlan: Effort | undefined;
  #currentMode: string;

  constructor(thread: Thread, { models, planEffort }: ChoicesOptions) {
    const { modes, current } = modesOf(thread.settings);
    this.#thread = thread;
    this.#models = models;
    this.#planEffort = planEffort;
    this.modes = modes;
    this.#currentMode = current;
  }

  get currentMode(): string {
    return this.#currentMode;
  }

  get state(): SessionState {
    const availableModes = this.modes.map(({ settings: _settings, ...mode }) => mode);
    return { modes: { currentModeId: this.#currentMode, availableModes }, configOptions: this.options };
  }

  get options(): ConfigOption[] {
    return configOptionsOf(this.#choices);
  }

  /** Throws -32602 if there is no such mode. */
  async setMode(id: string): Promise<void> {
    const mode = this.modes.find((each) => each.id === id);
    if (mode === undefined) throw noSuch(`mode ${JSON.stringify(id)}`, this.modes);
    const { effort } = this.#thread.settings;
    await this.#thread.configure({ mode: { kind: "default" }, ...mode.settings, ...this.#effortIn(id) });
    if (id === PLAN_MODE && this.#currentMode !== PLAN_MODE) this.#effortBeforePlan = effort;
    this.#currentMode = id;
  }

  /** The change of effort when plan mode begins or ends. One that the user chose meanwhile stays. */
  #effortIn(id: string): SettingsChange {
    const planEffort = this.#planEffort;
    if (planEffort === undefined || (id === PLAN_MODE) === (this.#currentMode === PLAN_MODE)) return {};
    if (id === PLAN_MODE) return { effort: planEffort };
    return this.#thread.settings.effort === planEffort ? { effort: this.#effortBeforePlan } : {};
  }

  /** Throws -32602 if there is no such option or value. */
  async setOption(id: string, value: string | boolean): Promise<void> {
    const change = this.#changeFor(id, value);
    if (id === "mode") await this.setMode(String(value));
    else await this.#thread.configure(change);
  }

  #changeFor(id: string, value: string | boolean): SettingsChange {
    const change = typeof value === "string" ? settingsChoice(this.#choices, id, value) : undefined;
    if (change !== undefined) return change;
    const offered = this.options.find((option) => option.id === id)?.options;
    if (offered === undefined) throw noSuch(`option ${JSON.stringify(id)}`, this.options);
    throw noSuch(
      `${id} ${JSON.stringify(value)}`,
      offered.map((choice) => ({ id: choice.value })),
    );
  }

  get #choices(): Choices {
    const { settings } = this.#thread;
    return { modes: this.modes, currentMode: this.#currentMode, models: this.#models, settings };
  }
}

function noSuch(what: string, known: readonly { readonly id: string }[]): RpcError {
  return new RpcError(ErrorCode.invalidParams, `there is no ${what}, only ${known.map(({ id }) => id).join(", ")}`);
}
