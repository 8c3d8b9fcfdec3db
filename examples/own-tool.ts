// A tool of the program's own: the model calls it, its arguments are checked before.
import { Codex, defineTool } from "@codex/sdk";
import * as z from "zod";

const stock = new Map([
  ["bolt", 12],
  ["nut", 0],
]);

const inStock = defineTool({
  name: "in_stock",
  description: "How many pieces of an article are in stock.",
  parameters: z.object({ article: z.string() }),
  run: ({ article }) => {
    const pieces = stock.get(article);
    // What a tool throws is told to the model.
    if (pieces === undefined) throw new Error(`there is no article ${article}`);
    return { article, pieces };
  },
});

await using codex = new Codex({ tools: [inStock] });
const thread = codex.startThread({ sandboxMode: "read-only", ephemeral: true });
const turn = await thread.run("Which of bolt and nut must be ordered?");
console.log(turn.finalResponse);
