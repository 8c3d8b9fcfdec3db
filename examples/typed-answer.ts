// An answer with the type of a schema. What does not fit is asked for once more, then the turn fails.
import { Codex, TurnFailedError } from "@codex/sdk";
import * as z from "zod";

const Release = z.object({
  version: z.string(),
  breaking: z.boolean(),
  notes: z.array(z.string()),
});

await using codex = new Codex();
const thread = codex.startThread({ sandboxMode: "read-only", ephemeral: true });
try {
  const prompt = "What belongs into the notes of the next release? Read the commits since the last tag.";
  const turn = await thread.run(prompt, { outputSchema: z.toJSONSchema(Release) });
  const { version, breaking, notes } = Release.parse(JSON.parse(turn.finalResponse));
  console.log(`${version}${breaking ? " (breaking)" : ""}\n${notes.map((note) => `- ${note}`).join("\n")}`);
} catch (error) {
  if (!(error instanceof TurnFailedError)) throw error;
  console.error(`${error.code}: ${error.message}`);
  process.exitCode = 1;
}
