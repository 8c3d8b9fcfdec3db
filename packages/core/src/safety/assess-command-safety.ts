import type { ApprovalPolicy, CurrentSandboxPolicy } from "@codex/protocol";
import { asksOnRequest, mayAsk } from "../config/permissions/approval-policy.js";
import { isDestructive, removesMuch } from "./destructive-command.js";
import { isKnownSafe } from "./known-safe-command.js";
import type { RuleVerdict } from "./rule-verdict.js";
import { type ProgramLookup, runsReplacedPrograms, runsTrustedPrograms } from "./trusted-programs.js";

/** The decision about something that the model wants to do. */
export type SafetyCheck =
  | {
      readonly type: "auto-approve";
      /** Whether the sandbox policy is enforced. */
      readonly sandboxed: boolean;
      /**
       * Set if the command is known to only read. It then runs read-only, with exactly the words that were judged. If it fails, nobody is
       * asked to run it again without the sandbox.
       */
      readonly knownSafe?: { readonly command: readonly string[] } | undefined;
    }
  | {
      readonly type: "ask-user";
      readonly reason?: string | undefined;
      /** Set if the question is not about the sandbox: after a yes, the command runs where it would have run without the question. */
      readonly sandboxed?: boolean | undefined;
    }
  | { readonly type: "reject"; readonly reason: string };

export interface CommandSafetyRequest {
  readonly command: readonly string[];
  readonly approvalPolicy: ApprovalPolicy;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** Set if the user approved the command for the session, in the sandbox or without it. */
  readonly approved?: { readonly sandboxed: boolean } | undefined;
  readonly withEscalatedPermissions: boolean;
  /** Whether this platform has any sandbox at all. Default: true. */
  readonly hasSandbox?: boolean | undefined;
  /** Where programs are looked up. If given, programs that the session itself could have written are not trusted. */
  readonly lookup?: ProgramLookup | undefined;
  /** False if commands stay in the sandbox whatever the user approves, because only it enforces what is denied. Default: true. */
  readonly mayLeave?: boolean | undefined;
  /** The decision of the user's rules about the command. */
  readonly verdict?: RuleVerdict | undefined;
}

/** Decides whether a command runs, runs sandboxed, needs a question, or is refused. */
export async function assessCommandSafety(request: CommandSafetyRequest): Promise<SafetyCheck> {
  const check = await assess(request);
  if (request.mayLeave !== false || check.type === "reject" || check.sandboxed === true) return check;
  if (request.hasSandbox === false || request.withEscalatedPermissions) return { type: "reject", reason: STAYS };
  return { ...check, sandboxed: true };
}

const STAYS = "nothing leaves the sandbox where the permission profile denies files: run it without asking for that";

async function assess(request: CommandSafetyRequest): Promise<SafetyCheck> {
  const ruled = assessRuledCommand(request);
  if (ruled !== undefined) return ruled;
  const approved = approvalThatCounts(request);
  if (approved !== undefined && !(await isDestructive(request.command)))
    return { type: "auto-approve", sandboxed: approved.sandboxed };
  const isSafe = mayBeConfined(request) && (await isKnownSafe(request.command)) && (await isTrusted(request));
  if (isSafe) return { type: "auto-approve", sandboxed: true, knownSafe: { command: asJudged(request.command) } };
  const isAllowed = request.verdict?.type === "allow" && !(await isReplaced(request));
  const check = isAllowed ? assessAllowedCommand(request) : assessUntrustedCommand(request);
  return check.type === "auto-approve" ? await beforeDestroying(request, check) : check;
}

/** An approval inside the sandbox is not an approval of the same command outside it. */
function approvalThatCounts(request: CommandSafetyRequest): { readonly sandboxed: boolean } | undefined {
  const { approved } = request;
  return approved?.sandboxed === true && runsOutside(request) ? undefined : approved;
}

/** A rule's `forbidden` overrides every policy. A rule's `prompt` asks, unless the user has approved the command before. */
function assessRuledCommand(request: CommandSafetyRequest): SafetyCheck | undefined {
  const { verdict, approvalPolicy } = request;
  if (verdict?.type === "forbidden") return { type: "reject", reason: verdict.reason };
  if (verdict?.type !== "prompt" || approvalThatCounts(request) !== undefined) return undefined;
  if (!mayAsk(approvalPolicy, "rules"))
    return { type: "reject", reason: `it would have to be asked about: ${verdict.reason}` };
  return { type: "ask-user", reason: verdict.reason, sandboxed: !runsOutside(request) };
}

/**
 * The command needs no question, but runs where it would have run anyway.
 * Differs from codex-rs: there, a rule that allows a command also takes it out of the sandbox.
 */
function assessAllowedCommand(request: CommandSafetyRequest): SafetyCheck {
  if (request.sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  return request.hasSandbox === false || runsOutside(request)
    ? assessUntrustedCommand(request)
    : { type: "auto-approve", sandboxed: true };
}

/** Whether approving the command means running it without the sandbox. */
function runsOutside({ sandboxPolicy, approvalPolicy, withEscalatedPermissions }: CommandSafetyRequest): boolean {
  return sandboxPolicy.mode === "danger-full-access" || (asksOnRequest(approvalPolicy) && withEscalatedPermissions);
}

const DESTRUCTIVE = "it may destroy more than can be brought back";

/**
 * Differs from codex-rs: a command that could destroy much is asked about each time, however broad the policy is. So is forced removal
 * without a sandbox, unless a rule allows it; codex-rs 0.171 asks about that in every sandbox. If nobody may be asked, removals are
 * refused and everything else runs. In a read-only sandbox nothing can be destroyed.
 */
async function beforeDestroying(
  { command, approvalPolicy, sandboxPolicy, verdict }: CommandSafetyRequest,
  check: SafetyCheck & { readonly type: "auto-approve" },
): Promise<SafetyCheck> {
  if (sandboxPolicy.mode === "read-only") return check;
  const destroys = await isDestructive(command);
  const removes = verdict?.type !== "allow" && (destroys || !check.sandboxed) && (await removesMuch(command));
  if (approvalPolicy === "never") return removes ? { type: "reject", reason: REMOVES } : check;
  if (!destroys && !removes) return check;
  return askIfAllowed(approvalPolicy, { reason: DESTRUCTIVE, sandboxed: check.sandboxed });
}

const REMOVES = `${DESTRUCTIVE}, and nobody can be asked: name each file or folder that is to go, without -f`;

async function isTrusted({ command, lookup }: CommandSafetyRequest): Promise<boolean> {
  return lookup === undefined || runsTrustedPrograms(command, lookup);
}

/** A project's program in place of the one that a rule means. The sandbox holds it like any other. */
async function isReplaced({ command, lookup, sandboxPolicy }: CommandSafetyRequest): Promise<boolean> {
  if (lookup === undefined || sandboxPolicy.mode !== "danger-full-access") return false;
  return runsReplacedPrograms(command, lookup);
}

/**
 * Differs from codex-rs: there, commands that only read run without a sandbox. But a repository's settings can make Git run anything,
 * start-up files and variables can do the same to shells, and a harmless `cat` could show the login to the model and its provider. If the
 * sandbox is off on purpose and nobody is to be asked, such commands run like any other.
 */
function mayBeConfined({ sandboxPolicy, approvalPolicy, hasSandbox }: CommandSafetyRequest): boolean {
  return hasSandbox !== false && (sandboxPolicy.mode !== "danger-full-access" || approvalPolicy === "untrusted");
}

/** Leaves out `-l`: the start-up files that it reads were not judged. */
function asJudged(command: readonly string[]): readonly string[] {
  const [program = "", flag, ...rest] = command;
  return program === "bash" && flag === "-lc" ? [program, "-c", ...rest] : command;
}

function assessUntrustedCommand(request: CommandSafetyRequest): SafetyCheck {
  const { approvalPolicy, sandboxPolicy } = request;
  if (approvalPolicy === "untrusted") return { type: "ask-user" };
  if (sandboxPolicy.mode === "danger-full-access") return { type: "auto-approve", sandboxed: false };
  if (asksOnRequest(approvalPolicy) && request.withEscalatedPermissions) return askIfAllowed(approvalPolicy);
  if (request.hasSandbox !== false) return { type: "auto-approve", sandboxed: true };
  return approvalPolicy === "never"
    ? { type: "reject", reason: "auto-rejected because command is not on trusted list" }
    : askIfAllowed(approvalPolicy);
}

/** A granular policy may refuse instead of asking. */
function askIfAllowed(
  policy: ApprovalPolicy,
  question: { readonly reason?: string; readonly sandboxed?: boolean } = {},
): SafetyCheck {
  if (mayAsk(policy, "sandbox_approval")) return { type: "ask-user", ...question };
  const { reason = "it would have to be asked about" } = question;
  return { type: "reject", reason: `${reason}, and the approval policy refuses questions about the sandbox` };
}
