import type { Config } from "../config/config.js";
import { isFeatureOn } from "../config/features.js";
import { refuseForbidden } from "../config/requirements/within-requirements.js";
import { InstructionFiles } from "../context/instruction-files.js";
import { loadUserInstructions } from "../context/user-instructions.js";
import { defaultUserShell } from "../context/user-shell.js";
import { collectGitInfo } from "../git/git-info.js";
import { parseCarriedContext } from "../history/carried-context.js";
import { listHooks } from "../hooks/load-hooks.js";
import type { Notice } from "../items/notice.js";
import { NO_TOKENS } from "../items/token-usage.js";
import { randomId } from "../random-id.js";
import { type LoadedRollout, loadRollout } from "../rollout/load-rollout.js";
import { isStopUnreported } from "../rollout/unreported-stop.js";
import { CommandRules } from "../rules/command-rules.js";
import { requiredRules } from "../rules/required-rules.js";
import { Session } from "../session/session.js";
import { SessionEvents } from "../session/session-events.js";
import { changedSettings, createTurnContext, type TurnContext, turnSettingsOf } from "../session/turn-context.js";
import { loadSkills } from "../skills/thread-skills.js";
import { fileGoalStore } from "../store/file-goal-store.js";
import { turnInput } from "../turn/submit-input.js";
import { connectThreadServers, failedServers } from "./connect-thread-servers.js";
import { createSessionHooks } from "./create-session-hooks.js";
import type { CreateThreadOptions } from "./create-thread-options.js";
import { guardHooks } from "./guard-hooks.js";
import { openRollout } from "./open-rollout.js";
import { runsElsewhere } from "./open-turns.js";
import { openingItems } from "./opening-items.js";
import { instructionsLeftOut, startWarning, unseenHooks, unusableParts } from "./start-warnings.js";
import { Thread } from "./thread.js";

/** Sets up a thread: its rollout, its MCP servers, its first messages. If that fails, nothing is left running. */
export async function createThread(options: CreateThreadOptions): Promise<Thread> {
  const { config } = options;
  // A subagent inherits the policies of the turn that starts it, which may be stricter than any that a user can choose.
  if (options.agent === undefined) refuseForbidden(config.requirements, config);
  const resumePath = options.resumePath ?? config.experimentalResume;
  const saved =
    resumePath === undefined ? undefined : (options.loadedRollout ?? (await loadRollout(resumePath, config.codexHome)));
  const sessionId = saved?.sessionId ?? options.threadId ?? randomId();
  const events = new SessionEvents(sessionId);
  if (options.onThreadEvent !== undefined) events.hub.observe({ onEvent: options.onThreadEvent });
  const warnings = (saved?.warnings ?? []).map((message) => startWarning("resume-warning", message));

  const givingUp = new AbortController();
  const connecting = connectThreadServers(
    { ...options, signal: AbortSignal.any([options.signal, givingUp.signal]) },
    { turns: events.turns, threadId: sessionId },
  );
  try {
    return await openThread({ options, resumePath, saved, sessionId, events, warnings, connecting });
  } catch (error) {
    givingUp.abort();
    await (await connecting.catch(() => undefined))?.[Symbol.asyncDispose]();
    throw error;
  }
}

interface OpeningThread {
  readonly options: CreateThreadOptions;
  readonly resumePath: string | undefined;
  readonly saved: LoadedRollout | undefined;
  readonly sessionId: string;
  readonly events: SessionEvents;
  readonly warnings: Notice[];
  readonly connecting: ReturnType<typeof connectThreadServers>;
}

async function openThread(opening: OpeningThread): Promise<Thread> {
  const { options, saved, warnings } = opening;
  const { config } = options;
  const found = await findParts(opening);
  const session = await openSession(opening, found);
  restoreThread(session, options, saved);
  const context = firstContext(session, options);
  session.roots.learn(context.sandboxPolicy, context.cwd);
  const hasStopped = saved !== undefined && isStopUnreported(saved) && !runsElsewhere(saved.openTurn);
  const isStopUnknown = options.reportsStopToModel === true && hasStopped;
  const { unknownOutcome } = options;
  await session.recordOpening(openingItems(session, { ...found, context, isStopUnknown, unknownOutcome }));

  const { leftOut, rules, skills, hooks } = found;
  const unusable = unusableParts({ rules, skills, hooks, roleWarnings: options.roleWarnings });
  for (const notice of [
    ...warnings,
    ...leftOut.map(instructionsLeftOut),
    ...unusable,
    ...unseenHooks(hooks, config.hooks),
  ])
    session.notice(notice);
  if (options.startsServersMeanwhile === true) reportFailures(session);
  return new Thread(session, context);
}

type FoundParts = Awaited<ReturnType<typeof findParts>>;

/** What the thread's folders and the machine contribute. */
async function findParts({ options, saved, connecting }: OpeningThread) {
  const { config } = options;
  const git = saved === undefined && !options.ephemeral ? collectGitInfo(config.cwd, options.signal) : undefined;
  // `openRollout` reports what goes wrong here.
  git?.catch(() => undefined);
  const leftOut: string[] = [];
  const [userInstructions, rules, skills, hooks, instructionFiles, mcp, shell] = await Promise.all([
    loadUserInstructions(config, { onLeftOut: (message) => leftOut.push(message) }),
    loadRules(config),
    loadSkills(config),
    listHooks(config),
    InstructionFiles.of(config.project.folders, config.projectDocNames),
    connecting,
    defaultUserShell(config.env, options.platform),
  ]);
  return { userInstructions, leftOut, rules, skills, hooks, instructionFiles, mcp, shell, git };
}

async function openSession(opening: OpeningThread, found: FoundParts): Promise<Session> {
  const { options, resumePath, saved, sessionId, events, warnings } = opening;
  const { userInstructions, instructionFiles, rules, mcp } = found;
  if (options.startsServersMeanwhile !== true) warnings.push(...failedServers(mcp));
  const rollout = options.ephemeral
    ? undefined
    : await openRollout({ options, saved, resumePath, sessionId, userInstructions, git: found.git, warnings });
  const agents = options.agents?.(sessionId);
  const session = new Session({
    id: sessionId,
    version: options.version,
    config: options.config,
    services: { ...options.services(sessionId), mcp, agents, documents: options.documents },
    rollout,
    goals: rollout === undefined ? undefined : goalStore(options),
    usage: saved?.usage ?? NO_TOKENS,
    userInstructions,
    instructionFiles,
    rules,
    hooks: createSessionHooks(options, found.hooks, { isResumed: resumePath !== undefined }),
    events,
    agentPlace: options.agent,
  });
  await guardHooks(session, session.hooks.runnable);
  return session;
}

/** Reports each server that fails to start as soon as it has failed. */
function reportFailures(session: Session): void {
  const { mcp } = session.services;
  for (const name of Object.keys(session.config.mcpServers)) {
    void mcp.settled([name]).then(() => {
      for (const notice of failedServers(mcp, [name])) session.notice(notice);
    });
  }
}

function firstContext({ config, services }: Session, { initialSettings = {} }: CreateThreadOptions): TurnContext {
  refuseForbidden(config.requirements, initialSettings);
  const settings = changedSettings(turnSettingsOf(config), initialSettings);
  return createTurnContext(config, settings, services.createModelClient);
}

/** Where a saved thread's goal is stored. A subagent has its task instead, and a fleet stores no goals. */
function goalStore({ config, journal, agent }: CreateThreadOptions) {
  const mayHaveOne = isFeatureOn("goals", config.features) === true && journal === undefined && agent === undefined;
  return mayHaveOne ? fileGoalStore(config.codexHome) : undefined;
}

function loadRules({
  codexHome,
  project: { trustedFolders },
  ignoreRules,
  requirements,
}: Config): CommandRules | Promise<CommandRules> {
  const required = requiredRules(requirements);
  if (ignoreRules) return CommandRules.withoutFiles(codexHome, required);
  return CommandRules.load({ codexHome, trustedFolders }, required);
}

function restoreThread(session: Session, options: CreateThreadOptions, saved: LoadedRollout | undefined): void {
  session.history.add(options.initialHistory ?? saved?.items ?? []);
  if (saved === undefined) return;
  if (options.initialHistory === undefined) {
    session.lastTokenTotal = saved.contextTokens;
    session.terminals.forgetEarlier();
    session.carried = parseCarriedContext(saved.carried);
  }
  session.turnIds = saved.turns.map(({ id }) => id);
  restoreInput(session, options, saved.waiting);
  session.recorder?.noteSettings(saved.settings);
}

/**
 * Restores input that was waiting in an earlier process. A fork does not answer input to the other thread; with a journal, others store
 * it.
 */
function restoreInput(
  { inputs, recorder, config }: Session,
  { isFork, journal }: CreateThreadOptions,
  waiting: LoadedRollout["waiting"],
): void {
  for (const { id, ...said } of waiting) {
    if (isFork === true || journal !== undefined) recorder?.noteTaken(id);
    else inputs.restore(id, turnInput(config, said));
  }
}
