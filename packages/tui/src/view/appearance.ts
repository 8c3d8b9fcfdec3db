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

/** How things look, as it becomes known: by the environment, the configuration, what the terminal says, what the user wants. */
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

  /** From now on names of files are read from the configuration's folder. */
  placeIn(config: Config): void {
    const { cwd, hideAgentReasoning: hideReasoning } = config;
    this.#look = { ...this.#look, cwd, hideReasoning, fileAddress: fileAddresses(config) };
  }

  setTheme(theme: ThemeName): void {
    this.#paint({ theme });
  }

  /** The terminal said which colour is behind its text: parts from 0 to 1. */
  setBackground({ red, green, blue }: Readonly<Record<"red" | "green" | "blue", number>>): void {
    const isLight = 0.3 * red + 0.59 * green + 0.11 * blue > 0.5;
    this.#paint({ background: isLight ? "light" : "dark" });
  }

  /** Words and ASCII marks only. */
  makePlain(): void {
    this.#look = { ...this.#look, marks: marksFor(false), unicode: false };
    this.#paint({ depth: 0, attributes: false });
  }

  #paint(change: Partial<PaintOptions>): void {
    this.#theme = { ...this.#theme, ...change };
    this.#look = { ...this.#look, paint: createPaint(this.#theme) };
  }
}
