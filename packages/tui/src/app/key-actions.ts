import { approvalPresets } from "../presets.js";
import type { Action } from "../state/key-map.js";
import type { App } from "./app.js";
import { approvalsName } from "./settings.js";

/** What each key action does. An action that returns false leaves the key to the draft. */
export const keyActions: Readonly<Record<Action, (app: App) => unknown>> = {
  send: (app) => app.enter(),
  queue,
  stop,
  cancel,
  quit: ({ draft, host }) => (draft.isEmpty ? host.leave() : draft.editWith({ name: "delete" })),
  older: ({ draft, look }) => draft.moveRow(-1, look.columns()),
  newer: ({ draft, look }) => draft.moveRow(1, look.columns()),
  "search-history": (app) => void searchHistory(app),
  transcript: ({ host }) => host.showTranscript(),
  editor: (app) => void writeInEditor(app),
  redraw: ({ host }) => host.redraw(),
  suspend: ({ host }) => host.suspend(),
  "paste-image": (app) => void pasteImage(app),
  unqueue: editWaiting,
  "think-less": (app) => void changeEffort(app, -1),
  "think-more": (app) => void changeEffort(app, 1),
  "next-approvals": nextApprovals,
};

function queue(app: App): boolean {
  if (!app.draft.isEmpty && !app.isBusy) return false;
  const message = app.draft.take();
  if (message !== undefined) app.queue(message);
  return true;
}

/** Edits queued messages. Any other draft can be recalled as an earlier message. */
function editWaiting({ outbox, draft }: App): void {
  const edited = outbox.isEditing && !draft.isEmpty ? draft.message : undefined;
  const message = outbox.editBefore(edited);
  if (message === undefined) return;
  if (edited === undefined && !draft.isEmpty) draft.putAside();
  draft.set(message.draft ?? message.text);
}

/** Stops what is running. Pressed twice on an empty draft, it goes back to an earlier message. */
function stop(app: App): void {
  const { earlier, draft, hints } = app;
  if (earlier.isEditing) return earlier.goBack();
  if (app.stop() || !draft.isEmpty || !earlier.hasAny) return;
  if (hints.isAgain("edit", "Esc again edits your last message")) earlier.goBack();
}

function cancel(app: App): void {
  const { earlier, draft, hints, host, outbox } = app;
  if (app.isEnding) return host.leave();
  if (!draft.isEmpty) {
    earlier.leave();
    outbox.leaveEdited();
    draft.putAside();
  } else if (!app.stop() && hints.isAgain("quit", "Ctrl-C again quits")) host.leave();
}

async function searchHistory({ dialogs, draft }: App): Promise<void> {
  // On one row, since every word of a message can be searched.
  const choices = [...draft.earlier].map(([text, value]) => ({ name: text.replace(/\s+/g, " "), detail: "", value }));
  const found = await dialogs.choose("earlier messages:", choices);
  if (found !== undefined) draft.set(found);
}

async function writeInEditor(app: App): Promise<void> {
  try {
    const text = await app.host.editDraft(app.draft.message.text);
    if (text !== undefined) app.draft.setEdited(text);
  } catch (error) {
    app.fail(error);
  }
}

async function pasteImage({ host, draft, hints }: App): Promise<void> {
  const image = await host.clipboardImage().catch(() => undefined);
  if (image === undefined) hints.show("the clipboard contains no readable image");
  else draft.attach(image);
}

async function nextApprovals(app: App): Promise<void> {
  if (!app.isConfigured) return;
  const now = approvalPresets.findIndex(({ name }) => name === approvalsName(app.settings));
  const next = approvalPresets[(now + 1) % approvalPresets.length];
  if (next === undefined) return;
  const { approvalPolicy, sandboxPolicy } = next;
  if (await app.change({ approvalPolicy, sandboxPolicy })) app.hints.show(`${next.name}: ${next.summary}`, 4_000);
}

async function changeEffort(app: App, by: 1 | -1): Promise<void> {
  if (!app.isConfigured) return;
  const { effortsOf } = await import("./commands/settings.js");
  const { model, effort } = app.settings;
  const usual = await effortsOf(app, model);
  const efforts = usual.includes(effort) ? usual : effort === "none" ? [effort, ...usual] : [...usual, effort];
  const next = efforts[efforts.indexOf(effort) + by];
  if (next === undefined) app.hints.show(`${effort} is the ${by < 0 ? "least" : "most"} that ${model} thinks`);
  else if (await app.change({ effort: next })) app.hints.show(`reasoning effort ${next}, from the next turn on`);
}
