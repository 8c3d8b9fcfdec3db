import os from "node:os";
import { type Environment, environmentValue } from "../environment.js";
import { WIRE_VERSION } from "../wire-version.js";

/** The user agent for model servers: `codex_cli_rs/0.25.0 (Linux 6.1.0; x86_64) xterm-256color`. */
export function createUserAgent(originator: string, env: Environment): string {
  return `${originator}/${WIRE_VERSION} (${os.type()} ${os.release()}; ${os.machine()}) ${terminalName(env)}`;
}

/** Variables that identify a terminal, and its name; with `versioned` the value is its version. */
const TERMINALS = [
  { variable: "WEZTERM_VERSION", name: "WezTerm", versioned: true },
  { variable: "KITTY_WINDOW_ID", name: "kitty", versioned: false },
  { variable: "ALACRITTY_SOCKET", name: "Alacritty", versioned: false },
  { variable: "KONSOLE_VERSION", name: "Konsole", versioned: true },
  { variable: "GNOME_TERMINAL_SCREEN", name: "gnome-terminal", versioned: false },
  { variable: "VTE_VERSION", name: "VTE", versioned: true },
  { variable: "WT_SESSION", name: "WindowsTerminal", versioned: false },
] as const;

function terminalName(env: Environment): string {
  const program = environmentValue(env, "TERM_PROGRAM");
  if (program !== undefined) return inHeader(program, environmentValue(env, "TERM_PROGRAM_VERSION"));
  for (const { variable, name, versioned } of TERMINALS) {
    const value = environmentValue(env, variable);
    if (value !== undefined) return inHeader(name, versioned ? value : undefined);
  }
  return inHeader(environmentValue(env, "TERM") ?? "unknown", undefined);
}

function inHeader(name: string, version: string | undefined): string {
  return (version === undefined ? name : `${name}/${version}`).replaceAll(/[^a-zA-Z0-9\-_./]/g, "_");
}
