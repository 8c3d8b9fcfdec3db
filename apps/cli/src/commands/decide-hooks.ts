import { decideHooks, type HookDecision, type HookDefinition, listHooks } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

const done: Readonly<Record<HookDecision, string>> = { trust: "trusted", on: "switched on", off: "switched off" };

/** Saves the user's decision about the hooks named on the command line. */
export async function runDecision(decision: HookDecision, invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  const { hooks } = await listHooks(config);
  const names = invocation.positionals;
  if (names.length === 0 && !invocation.has("all")) {
    io.stderr.write("error: name hooks by their numbers in 'codex hooks', or give --all\n");
    return 2;
  }
  const unknown = names.find(
    (name) => !hooks.some(({ key, displayOrder }) => name === key || name === `${displayOrder}`),
  );
  if (unknown !== undefined) {
    io.stderr.write(`error: there is no hook ${terminalLine(unknown)}: see 'codex hooks'\n`);
    return 1;
  }
  const isNamed = ({ key, displayOrder }: HookDefinition) => names.includes(key) || names.includes(`${displayOrder}`);
  const required = hooks.find((hook) => hook.trust === "managed" && isNamed(hook));
  if (required !== undefined) {
    io.stderr.write(`error: hook ${required.displayOrder} is required by an administrator: it always runs\n`);
    return 1;
  }
  const chosen = hooks.filter((hook) => hook.trust !== "managed" && (invocation.has("all") || isNamed(hook)));
  await decideHooks(config.codexHome, chosen, decision);
  io.stdout.write(`${chosen.length} ${chosen.length === 1 ? "hook" : "hooks"} ${done[decision]}.\n`);
  return 0;
}
