import { unifiedDiff } from "@codex/apply-patch";
import { breathe } from "@codex/slices";
import { quotedName } from "../files/quoted-name.js";
import { formatBinaryPatch } from "./format-binary-patch.js";
import type { FileVersion } from "./read-file-version.js";

export interface FileDiffRequest {
  /** Relative to the repository's root, with `/`. */
  readonly oldPath: string;
  readonly newPath: string;
  /** Undefined if the file did not exist. */
  readonly before: FileVersion | undefined;
  readonly after: FileVersion | undefined;
}

/** The output of `git diff --full-index` for one file; empty if nothing changed. */
export async function formatFileDiff({ oldPath, newPath, before, after }: FileDiffRequest): Promise<string> {
  const becameOtherKind = before !== undefined && after !== undefined && isLink(before) !== isLink(after);
  if (becameOtherKind) {
    return (
      (await formatFileDiff({ oldPath, newPath: oldPath, before, after: undefined })) +
      (await formatFileDiff({ oldPath: newPath, newPath, before: undefined, after }))
    );
  }
  const content = await formatContent({ oldPath, newPath, before, after });
  const namesFiles = content.includes("\n--- ");
  const headers = formatModes(before, after) + (namesFiles ? "" : formatRename(oldPath, newPath));
  if (content === "" && headers === "") return "";
  return `diff --git ${quotedName(`a/${oldPath}`)} ${quotedName(`b/${newPath}`)}\n${headers}${content}`;
}

function isLink({ mode }: FileVersion): boolean {
  return mode === "120000";
}

function formatModes(before: FileVersion | undefined, after: FileVersion | undefined): string {
  if (before?.mode === after?.mode) return "";
  if (before === undefined) return `new file mode ${after?.mode}\n`;
  if (after === undefined) return `deleted file mode ${before.mode}\n`;
  return `old mode ${before.mode}\nnew mode ${after.mode}\n`;
}

/** With hunks, the two names in their header are enough, and codex-rs prints no more. */
function formatRename(oldPath: string, newPath: string): string {
  return oldPath === newPath ? "" : `rename from ${quotedName(oldPath)}\nrename to ${quotedName(newPath)}\n`;
}

async function formatContent({ oldPath, newPath, before, after }: FileDiffRequest): Promise<string> {
  if (before?.objectId === after?.objectId) return "";
  const index = `index ${before?.objectId ?? noObject}..${after?.objectId ?? noObject}\n`;
  const oldText = textOf(before);
  await breathe();
  const newText = textOf(after);
  if (oldText === undefined || newText === undefined) {
    return index + formatBinaryPatch({ oldPath, newPath, before, after });
  }
  const hunks = await unifiedDiff(oldText, newText, { context: 3 });
  if (hunks === "") return index;
  const oldName = before === undefined ? "/dev/null" : fileName(`a/${oldPath}`);
  const newName = after === undefined ? "/dev/null" : fileName(`b/${newPath}`);
  return `${index}--- ${oldName}\n+++ ${newName}\n${hunks}`;
}

/** Stands for a missing file. */
const noObject = "0".repeat(40);

/** Undefined for content that Git would call binary, and for files that are too big. */
function textOf(version: FileVersion | undefined): string | undefined {
  if (version === undefined) return "";
  if (version.bytes === undefined || version.bytes.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(version.bytes);
  } catch {
    return undefined;
  }
}

/** Like Git: a tab marks the end of a name with spaces. */
function fileName(path: string): string {
  const name = quotedName(path);
  return name === path && path.includes(" ") ? `${path}\t` : name;
}
