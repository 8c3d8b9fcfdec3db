import type { CatalogModel, SettingsChange, TurnSettings } from "@codex/core";
import type { ConfigOption } from "../wire/session-update.js";
import type { Mode } from "./modes.js";

export interface Choices {
  readonly modes: readonly Mode[];
  readonly currentMode: string;
  readonly models: readonly CatalogModel[];
  readonly settings: TurnSettings;
}

/** The user's choices for a session: mode, model, effort. */
export function configOptionsOf({ modes, currentMode, models, settings }: Choices): ConfigOption[] {
  const mode: ConfigOption = {
    id: "mode",
    name: "Mode",
    description: "What Codex may do without asking",
    category: "mode",
    type: "select",
    currentValue: currentMode,
    options: modes.map(({ id, name, description }) => ({ value: id, name, description })),
  };
  const efforts = effortsOf(models, settings);
  return [
    mode,
    {
      id: "model",
      name: "Model",
      category: "model",
      type: "select",
      currentValue: settings.model,
      options: modelChoices(models, settings.model),
    },
    ...(efforts.length === 0
      ? []
      : [
          {
            id: "reasoning_effort",
            name: "Reasoning effort",
            description: "How long the model thinks before it answers",
            category: "thought_level" as const,
            type: "select" as const,
            currentValue: settings.effort ?? efforts[0]?.value ?? "medium",
            options: efforts,
          },
        ]),
  ];
}

/** The settings change of a choice; undefined if there is no such choice. The mode is handled separately: see `modesOf`. */
export function settingsChoice(choices: Choices, id: string, value: string): SettingsChange | undefined {
  const option = configOptionsOf(choices).find((each) => each.id === id);
  if (option?.options.some((choice) => choice.value === value) !== true) return undefined;
  switch (id) {
    case "model":
      return { model: value };
    case "reasoning_effort":
      return { effort: value };
    default:
      return choices.modes.find((mode) => mode.id === value)?.settings;
  }
}

function modelChoices(models: readonly CatalogModel[], current: string): ConfigOption["options"] {
  const shown = models
    .filter(({ visibility }) => visibility === "list")
    .map(({ slug, display_name, description }) => ({
      value: slug,
      name: display_name ?? slug,
      ...(description ? { description } : {}),
    }));
  return shown.some(({ value }) => value === current) ? shown : [{ value: current, name: current }, ...shown];
}

function effortsOf(models: readonly CatalogModel[], { model, effort }: TurnSettings): ConfigOption["options"] {
  const levels = models.find(({ slug }) => slug === model)?.supported_reasoning_levels ?? [];
  const values = levels.map((level) => ({ value: level.effort, name: level.effort, description: level.description }));
  if (effort === undefined || values.length === 0 || values.some(({ value }) => value === effort)) return values;
  return [{ value: effort, name: effort, description: "As configured" }, ...values];
}
