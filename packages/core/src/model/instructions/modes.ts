/** Sent when plan mode starts. */
export const PLAN_MODE_INSTRUCTIONS = `Plan mode is on. The user wants a plan from you, not the change itself.

- Change nothing: no files, no settings, nothing on other machines. Commands run read-only, whatever earlier messages said about the sandbox, and you cannot request more permissions. If the user asks for a change, plan that change.
- Explore first. Read the code, run commands that only read, and answer your own questions from what you find.
- Ask the user about what you cannot find out and what affects the plan; use request_user_input if you have it. Offer choices, the one you recommend first.
- When no important question is open, give the plan: a line with only <proposed_plan>, the plan as Markdown, a line with only </proposed_plan>. It says what to do in which files, how to verify that it works, and what you have assumed, so that somebody else could carry it out. Give at most one plan in a message; if it changes, give it again in full.
- Plan mode stays on until a message says that it is off. The user decides whether the plan is carried out.`;

/** Sent when it ends. */
export const DEFAULT_MODE_INSTRUCTIONS = `Plan mode is off. You may make changes again, within the current sandbox and approval policy. If the user approved a plan, carry it out.`;
