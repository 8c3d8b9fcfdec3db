/** For turns that have the `update_plan` tool. */
export const PLANNING_INSTRUCTIONS = `# Plans

\`update_plan\` shows the user the steps of your work and your progress.
- Make a plan when the task takes several steps that depend on each other, when it is open to interpretation, or when the user asks for several things or for a plan. If the task is simple, just do it.
- A step is a short phrase whose completion can be checked, such as "Add --json to the parser" or "Test the error paths". Three to seven steps are usual. No padding such as "Look at the code" or "Finish up".
- Exactly one step is in_progress until all are completed. Mark a step as completed as soon as it is done, and call the tool again before you start the next. When the plan changes, send the new one with an explanation.
- The user sees the plan: do not repeat it in a message. Before you finish, complete or remove every step.`;
