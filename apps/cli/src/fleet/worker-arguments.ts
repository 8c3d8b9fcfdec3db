import { isLabel } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";

/** `--labels gpu,linux` */
export function labelsOf(invocation: Invocation): string[] {
  const labels = invocation.options("labels");
  for (const label of labels) checkLabel("labels", label);
  return [...labels];
}

/** `--limit gpu=2`: how many turns with a label may run at once in the whole fleet. */
export function labelLimitsOf(invocation: Invocation, labels: readonly string[]): ReadonlyMap<string, number> {
  return new Map(
    invocation.options("limit").map((text) => {
      const [label = "", count = ""] = text.split("=");
      checkLabel("limit", label);
      if (label !== "any" && !labels.includes(label))
        throw new Error(`--limit: only a worker with the label can limit it; add --labels ${label}`);
      if (!/^[1-9]\d{0,5}$/.test(count)) throw new Error(`--limit: expected LABEL=NUMBER, got '${text}'`);
      return [label, Number(count)];
    }),
  );
}

export function positiveNumber(invocation: Invocation, name: string): number | undefined {
  const text = invocation.option(name);
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new Error(`--${name}: expected a number of at least 1, got '${text}'`);
  return Number(text);
}

function checkLabel(option: string, label: string): void {
  if (!isLabel(label))
    throw new Error(`--${option}: a label may contain only letters, digits, - and _, got '${label}'`);
}
