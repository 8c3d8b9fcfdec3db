import { goalLine } from "../../view/goal-lines.js";
import type { App } from "../app.js";

/** Shows the goal, makes one, or changes it; what changes is printed as the thread tells of it. */
export async function goal(app: App, argument: string): Promise<void> {
  const { thread } = app;
  switch (argument) {
    case "":
      return show(app);
    case "pause":
      return thread.setGoal({ status: "paused" });
    case "go":
      return thread.setGoal({ status: "active" });
    case "clear":
      return (await thread.clearGoal()) ? undefined : app.tell(["there is no goal"]);
    default: {
      const budget = /^budget (\d+)$/.exec(argument)?.[1];
      return budget === undefined ? setObjective(app, argument) : setBudget(app, Number(budget));
    }
  }
}

async function show(app: App): Promise<void> {
  const current = await app.thread.goal();
  app.tell([
    current === undefined ? "there is no goal" : goalLine(current),
    "/goal WORDS sets one; /goal pause, go, budget NUMBER and clear change it",
  ]);
}

/** A goal that is met makes room for another one. */
async function setObjective({ thread }: App, objective: string): Promise<void> {
  if ((await thread.goal())?.status === "complete") await thread.clearGoal();
  await thread.setGoal({ objective, status: "active" });
}

/** One that was out of tokens goes on. */
async function setBudget(app: App, tokenBudget: number): Promise<void> {
  const isOut = (await app.thread.goal())?.status === "budgetLimited";
  await app.thread.setGoal({ tokenBudget, status: isOut ? "active" : undefined });
  app.tell([`the goal may take ${tokenBudget} tokens`]);
}
