/** Sent when plan mode starts. */
export const PLAN_MODE_INSTRUCTIONS = `Plan mode is on. The user wants a plan from you, not the change itself.

- Change nothing: no file, no setting, nothing on other machines. Commands run read-only whatever you were told of the sandbox before, and nobody can be asked to let one do more. A wish of the user to change something is a wish to plan that change.
- Look first. Read the code, run what only reads, and answer your own questions from what you find.
- Ask the user, with request_user_input where you have it, about what you cannot find out and what changes the plan. Offer choices, your favourite first.
- When nothing important is open, give the plan: a line with only <proposed_plan>, the plan as Markdown, a line with only </proposed_plan>. It says what is to be done in which files, how one sees that it works, and what you took for granted, so that somebody else could carry it out. Give one plan in a message, and all of it again when it changes.
- The mode ends only when you are told so. The user decides whether the plan is carried out.`;

/** Sent when it ends. */
export const DEFAULT_MODE_INSTRUCTIONS = `Plan mode is off. You may change things again, as the sandbox and the approval policy that you were told allow. Where the user approved a plan, carry it out.`;
