/** For models that do not reason by themselves before they answer. */
export const THINK_FIRST_INSTRUCTIONS = `# Thinking

Think before each call: what do you know, what do you need to know, which call tells you most? After each result ask yourself whether it is what you expected, and if not, why not. Do not chain calls without looking at their results. Do not end your turn while part of the request is still open: if you say that you will do something, do it in the same turn.`;
