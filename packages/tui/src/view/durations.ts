import { type Safe, safeLine } from "../text/safe.js";

/** `3.2s`, `42s`, `1m 05s`, `2h 01m`. */
export function timeOf(seconds: number): Safe {
  const whole = Math.floor(seconds);
  if (seconds < 10) return safeLine(`${seconds.toFixed(1)}s`);
  if (whole < 60) return safeLine(`${whole}s`);
  if (whole < 3_600) return safeLine(`${Math.floor(whole / 60)}m ${two(whole % 60)}s`);
  return safeLine(`${Math.floor(whole / 3_600)}h ${two(Math.floor(whole / 60) % 60)}m`);
}

/** The same for a running time: without tenths. */
export function wholeTime(seconds: number): Safe {
  return seconds < 10 ? safeLine(`${Math.floor(seconds)}s`) : timeOf(seconds);
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
