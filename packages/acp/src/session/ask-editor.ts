import { type Answer, type Ask, type FileChange, joinShellWords, permissionWords, type Question } from "@codex/core";
import { visibleLine, visibleText } from "@codex/thread-host";
import { changeDiffs, changeLocations, changesTitle } from "../updates/change-diffs.js";
import { commandKind, commandTitle, printed, text } from "../updates/tool-card.js";
import type { ToolCallUpdate, ToolContent } from "../wire/session-update.js";
import { askElicitation } from "./ask-elicitation.js";
import { askUser } from "./ask-user.js";
import { type AskOptions, type PermissionOption, REJECT, requestPermission } from "./request-permission.js";

/** Asks the user in the editor. If the editor dies or its answer is invalid, this throws, which callers treat as a refusal. */
export function askEditor(options: AskOptions): Ask {
  return (question, signal) => {
    switch (question.kind) {
      case "command":
      case "patch":
      case "permissions":
        return askPermission(options, question, signal);
      case "elicitation":
        return askElicitation(options, question, signal);
      case "user-questions":
        return askUser(options, question, signal);
      default:
        return question satisfies never;
    }
  };
}

type Approval = Extract<Question, { readonly kind: "command" | "patch" | "permissions" }>;

async function askPermission(options: AskOptions, question: Approval, signal: AbortSignal): Promise<Answer> {
  const choices = choicesOf(question);
  const offered = choices.map(({ option }) => option);
  const chosen = await requestPermission(options, askedAbout(question, options.folder), offered, signal);
  if (chosen === undefined) return { type: "cancelled" };
  return choices.find(({ option }) => option.optionId === chosen)?.answer ?? { type: "denied" };
}

interface PermissionChoice {
  readonly option: PermissionOption;
  readonly answer: Answer;
}

function choicesOf(question: Approval): readonly PermissionChoice[] {
  const isForTurn = question.kind === "permissions";
  return [
    {
      option: { optionId: "allow", name: isForTurn ? "Allow for this turn" : "Allow once", kind: "allow_once" },
      answer: { type: "approved", scope: "once" },
    },
    {
      option: {
        optionId: "allow-session",
        name: `Allow ${WHAT[question.kind]} for this session`,
        kind: "allow_always",
      },
      answer: { type: "approved", scope: "thread" },
    },
    ...(question.kind === "command" ? ruleChoices(question.proposedRule) : []),
    { option: REJECT, answer: { type: "denied" } },
  ];
}

const WHAT: Readonly<Record<Approval["kind"], string>> = {
  command: "this command",
  patch: "changes of these files",
  permissions: "this",
};

/** Offers to allow similar commands in all later sessions, if a rule can do that. */
function ruleChoices(words: readonly string[] | undefined): readonly PermissionChoice[] {
  if (words === undefined) return [];
  const name = `From now on, allow what begins with: ${visibleText(joinShellWords(words))}`;
  return [
    {
      option: { optionId: "allow-rule", name, kind: "allow_always" },
      answer: { type: "approved", scope: "rule", words },
    },
  ];
}

/** `folder` is the session's own: editors do not show where else a command would run. */
function askedAbout(question: Approval, folder: string): ToolCallUpdate {
  const base = { toolCallId: question.itemId ?? question.id, status: "pending" } as const;
  const { agent } = question;
  const asker = agent === undefined ? [] : [text(`The subagent ${visibleText(agent.nickname)} asks.`)];
  const reason = question.reason === undefined ? [] : [text(visibleText(question.reason))];
  if (question.kind === "patch") {
    return {
      ...base,
      title: changesTitle(question.changes),
      kind: "edit",
      content: [...asker, ...movesIn(question.changes), ...reason, ...changeDiffs(question.changes)],
      locations: changeLocations(question.changes),
    };
  }
  if (question.kind === "permissions") {
    // As code, and each on one line: a folder's name must not look like other words of ours.
    const permissions = printed(permissionWords(question.permissions).map(visibleLine).join("\n"));
    const { read, write, network } = question.permissions;
    return {
      ...base,
      title: "Allow more than the sandbox does from now on",
      kind: "other",
      content: [...asker, ...permissions, ...reason],
      rawInput: { read, write, network },
    };
  }
  const { command, cwd, actions, outsideSandbox } = question;
  const lifted = outsideSandbox ? [text("It would run **outside the sandbox**, with all your rights.")] : [];
  const elsewhere = cwd === folder ? [] : [text("It would run in this folder:"), ...printed(cwd)];
  // What we know comes first: a long reason of the model must not hide it.
  const facts = [...asker, ...lifted, ...elsewhere];
  return {
    ...base,
    title: commandTitle(command),
    kind: commandKind(actions),
    content: [...facts, ...reason],
    rawInput: { command, cwd, outside_sandbox: outsideSandbox },
  };
}

/** Diffs name only the new place of a file that is moved. */
function movesIn(changes: readonly FileChange[]): ToolContent[] {
  const moves = changes.flatMap((change) =>
    change.type === "update" && change.movePath !== undefined
      ? [`${visibleLine(change.path)} → ${visibleLine(change.movePath)}`]
      : [],
  );
  return moves.length === 0 ? [] : [text("It would move:"), ...printed(moves.join("\n"))];
}
