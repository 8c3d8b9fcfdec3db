export { acquireFileLock, type FileLockOptions } from "./file-lock.js";
export { hasRoomForProcess } from "./free-descriptors.js";
export { isNotFound } from "./is-not-found.js";
export {
  ensurePrivateFolder,
  openPrivateAppend,
  readPrivateFile,
  replaceFile,
  writePrivateFile,
} from "./private-file.js";
export { makeScratchFolder, type ScratchFolder } from "./scratch-folder.js";
