import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { CreateElicitationRequest } from "@agentclientprotocol/sdk";
import { sse } from "@codex/test-support";
import { expect, test } from "vitest";
import { ASKS, inEditor } from "./support/in-editor.js";

const store = {
  id: "store",
  header: "Store",
  question: "Where is it kept?",
  options: [
    { label: "A file", description: "Simple" },
    { label: "SQLite", description: "Fast" },
  ],
};

/** An editor with forms; the model asks where something is saved. */
async function asked(answer: unknown) {
  const forms: CreateElicitationRequest[] = [];
  const config = 'model_catalog_json = "models.json"\nfeatures.default_mode_request_user_input = true';
  await using world = await inEditor(
    { script: [sse.call("request_user_input", { questions: [store] }, "asks"), sse.say("ok")], config },
    {
      capabilities: { elicitation: { form: {} } },
      elicitation: (form) => {
        forms.push(form);
        return answer;
      },
    },
  );
  const { editor, model, workspace } = world;
  await writeFile(path.join(workspace.codexHome, "models.json"), JSON.stringify({ models: [{ slug: "gpt-5" }] }));
  await editor.prompt(await editor.open(), "go");
  expect(editor.faults).toEqual([]);
  return { form: forms[0], sent: JSON.stringify(model.requests[1]?.body) };
}

/** As in a request, where the tool's output is a string. */
const answersText = (answers: string) => JSON.stringify(`{"answers":${answers}}`);

test("a form shows the model's options, and a field for free text", async () => {
  const { form, sent } = await asked({ action: "accept", content: { store: "SQLite" } });
  expect(form).toMatchObject({
    mode: "form",
    message: "Where is it kept?",
    requestedSchema: {
      properties: {
        store: {
          title: "Store",
          oneOf: [
            { const: "A file", title: "A file", description: "Simple" },
            { const: "SQLite", title: "SQLite", description: "Fast" },
          ],
        },
        "store-own-words": { type: "string" },
      },
      required: [],
    },
  });
  expect(sent).toContain(answersText('{"store":{"answers":["SQLite"]}}'));
});

test.each([
  [{ action: "accept", content: { "store-own-words": "in memory" } }, '{"store":{"answers":["in memory"]}}'],
  [
    { action: "accept", content: { store: "A file", "store-own-words": "of JSON" } },
    '{"store":{"answers":["A file","of JSON"]}}',
  ],
  [{ action: "accept", content: { "store-own-words": " " } }, "{}"],
  [{ action: "decline" }, "{}"],
  [{ action: "nonsense" }, "{}"],
])("a form that is answered with %j tells the model %s", async (answer, answers) => {
  expect((await asked(answer)).sent).toContain(answersText(answers));
});

test("a question that is no longer needed is withdrawn, and its late answer is ignored", async () => {
  const late = Promise.withResolvers<string>();
  const script = [sse.shell(["touch", "made"]), sse.say("next")];
  await using world = await inEditor({ script, config: ASKS }, { permission: () => late.promise });
  const { editor, workspace } = world;
  const session = await editor.open();
  const prompt = editor.prompt(session, "go");
  await expect.poll(() => editor.asked).toHaveLength(1);
  await editor.notify("session/cancel", { sessionId: session });
  expect(await prompt).toEqual({ stopReason: "cancelled" });
  await expect.poll(() => editor.notifications).toMatchObject([{ method: "$/cancel_request", params: {} }]);
  late.resolve("allow_once");
  await editor.prompt(session, "go on");
  editor.child.stdin.end();
  await once(editor.child, "exit");
  expect(existsSync(path.join(workspace.cwd, "made"))).toBe(false);
  expect(editor.problems()).toBe("");
  expect(editor.faults).toEqual([]);
});
