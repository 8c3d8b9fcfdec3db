import type { AskForApproval, SandboxPolicy } from "@codex/protocol";
import { isDestructive } from "./destructive-command.js";
import { type KnownSafety, knownSafetyOf } from "./known-safe-command.js";
import type { RuleVerdict } from "./rule-verdict.js";
import { mayReadSecrets, type SecretsRequest } from "./secret-files.js";
import { type ProgramLookup, runsTrustedPrograms } from "./trusted-programs.js";

/** What is to happen with something that the model wants to do. */
export type SafetyCheck =
  | {
      readonly type: "auto-approve";
      /** Whether the sandbox policy is enforced. */
      readonly sandboxed: boolean;
      /**
       * Set when the command is known to be safe. It then runs under this policy instead of the session's, and its failure is its
       * own: nobody is asked to run it again without the sandbox.
       */
      readonly knownSafe?: { readonly sandboxPolicy: SandboxPolicy } | undefined;
    }
  | {
      readonly type: "ask-user";
      readonly reason?: string | undefined;
      /** Set when the question is not about the sandbox: a yes leaves the command where it would have run without one. */
      readonly sandboxed?: boolean | undefined;
    }
  | { readonly type: "reject"; readonly reason: string };

export interface CommandSafetyRequest {
  readonly command: readonly string[];
  readonly approvalPolicy: AskForApproval;
  readonly sandboxPolicy: SandboxPolicy;
  /** Commands that the user approved for the session, each as `JSON.stringify(argv)`. */
  readonly approvedCommands: ReadonlySet<string>;
  readonly withEscalatedPermissions: boolean;
  /** Whether this platform has any sandbox at all. Default: true. */
  readonly hasSandbox?: boolean | undefined;
  /** Where programs are looked up. With it, a program that the session itself could have put there is not trusted. */
  readonly lookup?: ProgramLookup | undefined;
  /** Where secrets are. With it, a command that could read one runs confined, however harmless it is. */
  readonly secrets?: Omit<SecretsRequest, "command"> | undefined;
  /** What the user's rules say about the command. */
  readonly verdict?: RuleVerdict | undefined;
}

/** Decides whether a command runs, runs confined, is asked about or refused. */
export async function assessCommandSafety(request: CommandSafetyRequest): Promise<SafetyCheck> {
  const ruled = assessRuledCommand(request);
  if (ruled !== undefined) return ruled;
  const isApproved = request.approvedCommands.has(JSON.stringify(request.command));
  if (isApproved && !(await isDestructive(request.command))) return { type: "auto-approve", sandboxed: false };
  const safety = await knownSafetyOf(request.command);
  if (safety !== undefined && (await isTrusted(request))) {
    const isBlind = safety === "as-is" && (await mustNotSeeSecrets(request));
    return approveKnownSafe(isBlind ? "read-only" : safety, request);
  }
  const check = request.verdict?.type === "allow" ? assessAllowedCommand(request) : assessUntrustedCommand(request);
  return check.type === "auto-approve" && (await mustBeSeen(request))
    ? { type: "ask-user", reason: DESTRUCTIVE, sandboxed: check.sandboxed }
    : check;
}

/** Forbidden is forbidden whatever else the policies say. What a rule asks about is asked about, unless the user said yes before. */
function assessRuledCommand(request: CommandSafetyRequest): SafetyCheck | undefined {
  const { verdict, command, approvalPolicy, approvedCommands } = request;
  if (verdict?.type === "forbidden") return { type: "reject", reason: verdict.reason };
  if (verdict?.type !== "prompt" || approvedCommands.has(JSON.stringify(command))) return undefined;
  if (approvalPolicy === "never")
    return { type: "reject", reason: `it would have to be asked about: ${verdict.reason}` };
  return { type: "ask-user", reason: verdict.reason, sandboxed: !runsOutside(request) };
}

/**
 * Nobody need be asked about it, but it runs where it would have run.
 * Differs from codex-rs: there a rule that allows a command takes it out of the sandbox too.
 */
function assessAllowedCommand(request: CommandSafetyRequest): SafetyCheck {
  if (request.sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  return request.hasSandbox === false || runsOutside(request)
    ? assessUntrustedCommand(request)
    : { type: "auto-approve", sandboxed: true };
}

/** Whether a yes to the command is a yes to run it without the sandbox. */
function runsOutside({ sandboxPolicy, approvalPolicy, withEscalatedPermissions }: CommandSafetyRequest): boolean {
  return sandboxPolicy.mode === "danger-full-access" || (approvalPolicy === "on-request" && withEscalatedPermissions);
}

const DESTRUCTIVE = "it may destroy more than can be brought back";

/**
 * Differs from codex-rs: a command that could destroy much is asked about however broad the policy is, and each time. Only
 * `never` is no one to ask, and a read-only sandbox leaves nothing to fear.
 */
async function mustBeSeen({ command, approvalPolicy, sandboxPolicy }: CommandSafetyRequest): Promise<boolean> {
  if (approvalPolicy === "never" || sandboxPolicy.mode === "read-only") return false;
  return isDestructive(command);
}

async function isTrusted({ command, lookup }: CommandSafetyRequest): Promise<boolean> {
  return lookup === undefined || runsTrustedPrograms(command, lookup);
}

/** Differs from codex-rs: there a harmless `cat` shows the login to the model and its provider. */
async function mustNotSeeSecrets({
  command,
  approvalPolicy,
  sandboxPolicy,
  secrets,
}: CommandSafetyRequest): Promise<boolean> {
  if (secrets === undefined || (sandboxPolicy.mode === "danger-full-access" && approvalPolicy !== "untrusted"))
    return false;
  return mayReadSecrets({ command, ...secrets });
}

function approveKnownSafe(safety: KnownSafety, { sandboxPolicy, hasSandbox }: CommandSafetyRequest): SafetyCheck {
  switch (safety) {
    case "as-is":
      return { type: "auto-approve", sandboxed: false, knownSafe: { sandboxPolicy } };
    case "read-only":
      // Differs from codex-rs: it runs git unconfined, and a repository's configuration can make git run anything.
      return hasSandbox === false
        ? { type: "ask-user" }
        : { type: "auto-approve", sandboxed: true, knownSafe: { sandboxPolicy: { mode: "read-only" } } };
    default:
      return safety satisfies never;
  }
}

function assessUntrustedCommand(request: CommandSafetyRequest): SafetyCheck {
  const { approvalPolicy, sandboxPolicy } = request;
  if (approvalPolicy === "untrusted") return { type: "ask-user" };
  if (sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  if (approvalPolicy === "on-request" && request.withEscalatedPermissions) return { type: "ask-user" };
  if (request.hasSandbox !== false) return { type: "auto-approve", sandboxed: true };
  return approvalPolicy === "never"
    ? { type: "reject", reason: "auto-rejected because command is not on trusted list" }
    : { type: "ask-user" };
}
