import type { Config } from "@codex/core";
import { colourDepth, createPaint, type PaintOptions, type ThemeName } from "../text/theme.js";
import { fileAddresses } from "./file-addresses.js";
import type { Look } from "./look.js";
import { isUnicodeLocale, marksFor } from "./marks.js";

export interface AppearanceOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly cwd: string;
  readonly columns: () => number;
}

/** The chat's appearance, as it becomes known from the environment, the configuration, the terminal and the user. */
export class Appearance {
  #theme: PaintOptions;
  #look: Look;

  constructor({ env, platform, cwd, columns }: AppearanceOptions) {
    this.#theme = { depth: colourDepth(env), theme: "auto", background: undefined, attributes: true };
    const unicode = isUnicodeLocale(env, platform);
    this.#look = {
      paint: createPaint(this.#theme),
      marks: marksFor(unicode),
      unicode,
      cwd,
      columns,
      fileAddress: () => undefined,
      hideReasoning: false,
    };
  }

  get look(): Look {
    return this.#look;
  }

  configure(config: Config): void {
    this.placeIn(config);
    this.setTheme(config.tui.theme);
  }

  /** Resolves file names in the configuration's folder from now on. */
  placeIn(config: Config): void {
    const { cwd, hideAgentReasoning: hideReasoning } = config;
    this.#look = { ...this.#look, cwd, hideReasoning, fileAddress: fileAddresses(config) };
  }

  get theme(): ThemeName {
    return this.#theme.theme;
  }

  setTheme(theme: ThemeName): void {
    this.#paint({ theme });
  }

  /** Takes the terminal's background colour; components are from 0 to 1. */
  setBackground({ red, green, blue }: Readonly<Record<"red" | "green" | "blue", number>>): void {
    const isLight = 0.3 * red + 0.59 * green + 0.11 * blue > 0.5;
    this.#paint({ background: isLight ? "light" : "dark" });
  }

  /** Uses words and ASCII marks only. */
  makePlain(): void {
    this.#look = { ...this.#look, marks: marksFor(false), unicode: false };
    this.#paint({ depth: 0, attributes: false });
  }

  #paint(change: Partial<PaintOptions>): void {
    this.#theme = { ...this.#theme, ...change };
    this.#look = { ...this.#look, paint: createPaint(this.#theme) };
  }
}
