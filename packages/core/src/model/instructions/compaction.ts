/** Instructions for summarizing a conversation. */
export const COMPACTION_INSTRUCTIONS = `Summarize a conversation between a user and Codex, a coding agent, so that Codex can continue the work from your summary alone: it will not see the conversation again.

Write what it needs for that under these headings, and leave out everything else:

**Goal:** what the user finally wants, in their own terms.
**Instructions:** every request, limit and decision of the user that still applies, one per line.
**Done:** what was changed or found out, with file paths, commands and their results.
**Facts:** names of functions, variables, modules and files, versions, error messages and other details that the next steps depend on.
**Open:** the remaining work, in order, and unanswered questions. Say exactly where the work stopped.
**In short:** one or two sentences.

Do not invent anything, do not answer the user, do not call tools. Quote verbatim where the exact words matter.`;
