import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { type Config, type ConfigOverrides, findCodexHome, LocalProviderSchema, loadConfig } from "@codex/core";
import { AskForApprovalSchema, SandboxModeSchema } from "@codex/protocol";
import type { Invocation } from "../command-line/command-spec.js";
import { configValuesOf } from "../command-line/config-values.js";
import type { Io } from "../io.js";

/** The configuration for a command line, in order of precedence: flags, `-c`, profile, file, defaults. */
export async function configFromInvocation(
  invocation: Invocation,
  io: Io,
  overrides: ConfigOverrides = {},
): Promise<Config> {
  return loadConfig({
    codexHome: await findCodexHome(io.env, homedir),
    cwd: io.cwd,
    env: io.env,
    cliOverrides: configValuesOf(invocation),
    isStrict: invocation.has("strict-config"),
    overrides: { ...overridesOf(invocation, io), ...overrides },
  });
}

function overridesOf(invocation: Invocation, io: Io): ConfigOverrides {
  const cd = invocation.option("cd");
  const cwd = path.resolve(io.cwd, cd ?? "");
  const approval = invocation.option("ask-for-approval");
  return {
    ...policiesOf(invocation),
    ...(approval !== undefined && { approvalPolicy: AskForApprovalSchema.parse(approval) }),
    model: invocation.option("model"),
    profile: invocation.option("profile"),
    permissions: invocation.option("permission-profile"),
    localProvider: localProviderOf(invocation),
    ...(cd !== undefined && { cwd }),
    ...(invocation.has("add-dir") && { addDirs: invocation.options("add-dir").map((dir) => path.resolve(cwd, dir)) }),
    ...(invocation.has("ignore-rules") && { ignoreRules: true }),
    ...(invocation.has("ignore-user-config") && { ignoreUserConfig: true }),
    ...(invocation.has("dangerously-bypass-hook-trust") && { bypassHookTrust: true }),
    ...(invocation.has("search") && { toolsWebSearch: true }),
  };
}

/** Naming a local provider selects its models, even without `--oss`. */
export function localProviderOf(invocation: Invocation): ConfigOverrides["localProvider"] {
  const named = invocation.option("local-provider");
  if (named !== undefined) return LocalProviderSchema.parse(named);
  return invocation.has("oss") ? "configured" : undefined;
}

function policiesOf(invocation: Invocation): ConfigOverrides {
  if (invocation.has("dangerously-bypass-approvals-and-sandbox")) {
    return { approvalPolicy: "never", sandboxMode: "danger-full-access" };
  }
  if (invocation.has("approve-for-me")) {
    return { approvalPolicy: "on-request", approvalsReviewer: "auto_review", sandboxMode: "workspace-write" };
  }
  if (invocation.has("full-auto")) return { approvalPolicy: "on-failure", sandboxMode: "workspace-write" };
  const sandbox = invocation.option("sandbox");
  return sandbox === undefined ? {} : { sandboxMode: SandboxModeSchema.parse(sandbox) };
}

/** Absolute paths of the images sent with the prompt. */
export function imagesOf(invocation: Invocation, io: Io): string[] {
  const placed = (file: string) => path.resolve(io.cwd, file);
  // Commas separate files, but may also be part of a name.
  const isOne = (value: string) => !value.includes(",") || existsSync(placed(value));
  const filesIn = (value: string) => (isOne(value) ? [value] : value.split(","));
  return invocation.options("image").flatMap(filesIn).map(placed);
}
