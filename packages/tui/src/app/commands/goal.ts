import { readGoalCommand } from "@codex/core";
import { goalLine } from "../../view/goal-lines.js";
import type { App } from "../app.js";

/** Shows the goal, sets one, or changes it. Changes are printed when the thread reports them. */
export async function goal(app: App, argument: string): Promise<void> {
  const { thread } = app;
  const current = await thread.goal();
  const command = readGoalCommand(argument, current);
  switch (command.type) {
    case "show":
      return app.showMessage([
        current === undefined ? "there is no goal" : goalLine(current),
        "/goal WORDS sets one; /goal pause, go, budget NUMBER and clear change it",
      ]);
    case "clear":
      return (await thread.clearGoal()) ? undefined : app.showMessage(["there is no goal"]);
    case "change": {
      const { change, isAnew } = command;
      if (isAnew) await thread.clearGoal();
      await thread.setGoal(change);
      if (change.tokenBudget !== undefined) app.showMessage([`the goal may use ${change.tokenBudget} tokens`]);
      return;
    }
    default:
      return command satisfies never;
  }
}
