/** For turns with an `apply_patch` tool. */
export const PATCH_TOOL_INSTRUCTIONS = `# Changing files

Change files with the \`apply_patch\` tool; never by \`cat\`, \`echo\` or scripts where a patch would do. It takes the patch as it is, not as a shell command. Renaming many files, formatting and generated code are better done by the command made for it. When the tool reports success, the change is there: do not read the file again to make sure. When a patch does not match, read the place again before you try once more.`;

/** For turns where patches go through the shell. */
export const PATCH_COMMAND_INSTRUCTIONS = `# Changing files

Change files with the command \`apply_patch\`; never by \`cat\`, \`echo\` or scripts where a patch would do. Call it through the shell tool as a command of two elements, the second of which is the patch:

{"command": ["apply_patch", "*** Begin Patch\\n*** Update File: src/app.py\\n@@\\n-old line\\n+new line\\n*** End Patch\\n"]}

There is no program of another name for it: not \`applypatch\`, not \`apply-patch\`, not \`git apply\`. Renaming many files, formatting and generated code are better done by the command made for it. When it reports success, the change is there: do not read the file again to make sure. When a patch does not match, read the place again before you try once more.`;
