import { approvalPresets, reasoningEfforts } from "../../presets.js";
import { themeNames } from "../../text/theme.js";
import type { App } from "../app.js";
import { approvalsName } from "../settings.js";

export async function chooseModel(app: App, argument: string): Promise<void> {
  const { settings } = app;
  const [named, effortName] = argument.split(/\s+/).filter((word) => word !== "");
  const offered = await app.models();
  const models = offered.some(({ name }) => name === settings.model)
    ? offered
    : [{ name: settings.model, about: "as configured" }, ...offered];
  const model =
    named ??
    (await app.dialogs.choose(
      "model",
      models.map(({ name, about }) => ({
        name,
        detail: name === settings.model ? `${about} (in use)` : about,
        value: name,
      })),
      { selected: models.findIndex(({ name }) => name === settings.model) },
    ));
  if (model === undefined) return app.showMessage(["the model is unchanged"]);
  const efforts = await effortsOf(app, model);
  const wanted = [...efforts, ...RARE_EFFORTS].find((name) => name === effortName);
  if (effortName !== undefined && wanted === undefined) {
    return app.showMessage([`reasoning effort is one of ${efforts.join(", ")}`]);
  }
  const effort =
    wanted ??
    (named === undefined
      ? await app.dialogs.choose(
          "how much it thinks",
          efforts.map((name) => ({ name, detail: name === settings.effort ? "in use" : "", value: name })),
          { selected: efforts.indexOf(settings.effort) },
        )
      : settings.effort);
  if (!(await app.change({ model, effort: effort ?? settings.effort }))) return;
  app.showMessage([`from the next turn on: ${model}, reasoning effort ${app.settings.effort}`]);
}

/** Efforts that only some models support. */
const RARE_EFFORTS: readonly string[] = ["none", "xhigh"];

/** The efforts that the model supports; the usual ones if that is unknown. */
export async function effortsOf(app: App, model: string): Promise<readonly string[]> {
  const { efforts = [] } = (await app.models()).find(({ name }) => name === model) ?? {};
  return efforts.length === 0 ? reasoningEfforts : efforts;
}

export async function chooseApprovals(app: App, argument: string): Promise<void> {
  const now = approvalsName(app.settings);
  const name =
    argument !== ""
      ? argument
      : await app.dialogs.choose(
          "what needs your approval",
          approvalPresets.map((one) => ({ name: one.name, detail: one.summary, value: one.name })),
          { selected: approvalPresets.findIndex((one) => one.name === now) },
        );
  const preset = approvalPresets.find((one) => one.name === name);
  if (preset === undefined) {
    return app.showMessage(
      name === undefined ? [`it stays: ${now}`] : [`presets are ${approvalPresets.map((one) => one.name).join(", ")}`],
    );
  }
  const { approvalPolicy, sandboxPolicy } = preset;
  if (!(await app.change({ approvalPolicy, sandboxPolicy }))) return;
  app.showMessage([`from the next turn on: ${preset.name}: ${preset.summary}`]);
}

export async function chooseTheme(app: App, argument: string): Promise<void> {
  const named = themeNames.find((name) => name === argument);
  if (argument !== "" && named === undefined) return app.showMessage([`themes are ${themeNames.join(", ")}`]);
  const now = app.host.theme();
  const theme =
    named ??
    (await app.dialogs.choose(
      "colours",
      themeNames.map((name) => ({
        name,
        detail: name === now ? `${THEMES[name]} (in use)` : THEMES[name],
        value: name,
      })),
      { selected: themeNames.indexOf(now) },
    ));
  if (theme === undefined) return app.showMessage([`colours stay: ${now}`]);
  app.host.setTheme(theme);
  app.showMessage([`colours: ${theme}. To keep it, in config.toml: [tui] theme = "${theme}"`]);
}

/** Applies to this chat only. */
export function notify(app: App, argument: string): void {
  if (argument === "on" || argument === "off") app.notifications.isOn = argument === "on";
  else if (argument !== "") return app.showMessage(["/notify on, or /notify off"]);
  const keep = "To keep it, in config.toml: [tui] notifications =";
  app.showMessage(
    app.notifications.isOn
      ? ["while the window has no focus you are notified when a turn ends or asks", `${keep} true`]
      : ["notifications are off; /notify on switches them on", `${keep} false`],
  );
}

/** Applies to this chat only. */
export async function useVim(app: App): Promise<void> {
  const isOn = app.draft.vimMode === undefined;
  await app.useVim(isOn);
  app.showMessage(
    isOn
      ? [
          "the keys are those of vi: Esc, then commands; i types",
          "To keep them, in config.toml: [tui] vim_mode_default = true",
        ]
      : ["the keys are those of a shell"],
  );
}

export function makePlain(app: App): void {
  app.showMessage(["line by line from now on: Enter sends, /help lists commands, codex --plain begins so"]);
  app.host.makePlain();
}

const THEMES = {
  auto: "by the terminal's background",
  dark: "for a dark background",
  light: "for a light background",
  safe: "does not rely on red and green",
} as const;

export async function logout(app: App): Promise<void> {
  const removed = await app.loaded.engine.account.logout();
  app.showMessage([removed ? "logged out" : "there was no login"]);
  app.host.leave();
}
