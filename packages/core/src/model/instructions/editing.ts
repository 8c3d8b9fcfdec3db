/** For turns with an `apply_patch` tool. */
export const PATCH_TOOL_INSTRUCTIONS = `# Changing files

Change files with the \`apply_patch\` tool; never by \`cat\`, \`echo\` or scripts where a patch would do. It takes the patch itself, not a shell command. To rename many files, format or generate code, use the command made for it. When the tool reports success, the file is changed: do not read it again to make sure. When a patch does not match, read that part of the file again before you retry.`;

/** For turns where patches go through the shell. */
export const PATCH_COMMAND_INSTRUCTIONS = `# Changing files

Change files with the command \`apply_patch\`; never by \`cat\`, \`echo\` or scripts where a patch would do. Call it through the shell tool as a command of two elements, the second of which is the patch:

{"command": ["apply_patch", "*** Begin Patch\\n*** Update File: src/app.py\\n@@\\n-old line\\n+new line\\n*** End Patch\\n"]}

Use exactly this name: not \`applypatch\`, not \`apply-patch\`, not \`git apply\`. To rename many files, format or generate code, use the command made for it. When it reports success, the file is changed: do not read it again to make sure. When a patch does not match, read that part of the file again before you retry.`;
