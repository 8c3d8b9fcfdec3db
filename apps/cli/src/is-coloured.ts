import type { Invocation } from "./command-line/command-spec.js";
import type { Io } from "./io.js";

/** `--color`; by default whether standard error is a terminal that wants colours. */
export function isColoured(invocation: Invocation, { stderr, env }: Io): boolean {
  const when = invocation.option("color") ?? "auto";
  if (when !== "auto") return when === "always";
  return stderr.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
}
